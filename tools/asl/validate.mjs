// Validates every *.json of the folders or files named, with asl-validator. Exit 1 when one is not valid ASL.
//   npm ci --ignore-scripts && node validate.mjs <folder> …
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import validate from "asl-validator";

const check = validate.default ?? validate;

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().filter((name) => name.endsWith(".json")).map((name) => join(path, name));
}

function problemsOf(file) {
  const { isValid, errors } = check(JSON.parse(readFileSync(file, "utf8")), { checkPaths: true, checkArn: true });
  return isValid ? [] : errors.map(
    (error) => `${file}: ${error.Message ?? error.message} (${error.path ?? error.instancePath ?? ""})`,
  );
}

const files = process.argv.slice(2).flatMap(filesOf);
if (files.length === 0) {
  console.error("no state machines to validate");
  process.exit(2);
}
const problems = files.flatMap(problemsOf);
problems.forEach((problem) => console.error(problem));
console.log(`${files.length} state machines, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
