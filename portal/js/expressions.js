// The browser's reading of chalicelib/shared/expressions.py: the same data, the same results.
// Both are held by tests/shared/expression_cases.json. Data only: nothing here runs text as code.

const HIGHEST = 1e15;
const PLACES = 1e6;

/** A number, or for a bare name whatever value it has; null where there is none (see expressions.py for the rules). */
export function workOut(expression, values) {
  if (typeof expression === "string") return valueAt(values, expression);
  if (typeof expression === "number") return expression;
  const [[name, given]] = Object.entries(expression);
  if (ARITHMETIC[name]) return ARITHMETIC[name]([given].flat().map((part) => number(workOut(part, values))));
  return ON_VALUES[name](values, ...[given].flat());
}

/** The value at a dotted path, or null where any part of it is missing. */
export function valueAt(values, path) {
  let found = values;
  for (const name of path.split(".")) {
    if (found === null || typeof found !== "object" || Array.isArray(found) || !Object.hasOwn(found, name)) return null;
    found = found[name];
  }
  return found === undefined ? null : found;
}

const number = (value) => (typeof value === "number" && Math.abs(value) <= HIGHEST ? value : null);

function fold(numbers, step) {
  if (!numbers.length || numbers.includes(null)) return null;
  let result = numbers[0];
  for (const next of numbers.slice(1)) {
    result = step(result, next);
    if (!(Math.abs(result) <= HIGHEST)) return null;
  }
  return tidy(result);
}

const tidy = (result) => (Number.isInteger(result) ? result : Math.floor(result * PLACES + 0.5) / PLACES) + 0;
const sum = (numbers) => fold(numbers.filter((one) => one !== null), (a, b) => a + b);
const ARITHMETIC = {
  sum,
  difference: (numbers) => fold(numbers, (a, b) => a - b),
  product: (numbers) => fold(numbers, (a, b) => a * b),
};

/** The number of an ISO day from 1900 to 2199, or null; Date.parse alone would take 30 February for 2 March. */
function dayOf(text) {
  if (typeof text !== "string" || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return at === at && new Date(at).toISOString().startsWith(text) ? at / 86400000 : null;
}

function daysBetween(values, first, last) {
  const [start, end] = [first, last].map((path) => dayOf(valueAt(values, path)));
  return start === null || end === null ? null : end - start;
}

const ON_VALUES = {
  days_between: daysBetween,
  days_in: (values, period) => {
    const days = daysBetween(values, `${period}.from`, `${period}.to`);
    return days === null || days < 0 ? null : days + 1;
  },
  total: (values, column) => {
    const at = column.lastIndexOf(".");
    const rows = valueAt(values, column.slice(0, at));
    return Array.isArray(rows) ? sum([0, ...rows.map((row) => number(valueAt(row, column.slice(at + 1))))]) : null;
  },
  count: (values, table) => {
    const rows = valueAt(values, table);
    return Array.isArray(rows) ? rows.length : null;
  },
};
