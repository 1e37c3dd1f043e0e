// The browser's reading of chalicelib/shared/conditions.py: the same data, the same answers.
// Both are held by tests/shared/condition_cases.json. Data only: nothing here runs text as code.

import { valueAt, workOut } from "./expressions.js";

/** Whether `condition` holds for `values` (the data as the API sends it; see conditions.py for the rules). */
export function evaluate(condition, values) {
  return Object.entries(condition).every(([name, inner]) => {
    if (name === "all") return inner.every((part) => evaluate(part, values));
    if (name === "any") return inner.some((part) => evaluate(part, values));
    if (name === "not") return !evaluate(inner, values);
    const value = valueAt(values, name);
    return Object.entries(inner).every(([op, literal]) => holds(op, value, isOf(literal) ? workOut(literal.of, values) : literal));
  });
}

const isOf = (literal) => literal !== null && typeof literal === "object" && !Array.isArray(literal);

// Lists and objects are never equal to anything, not even to themselves: where one is compared is no condition.
const same = (value, literal) => value === literal && typeof value !== "object";

function holds(op, value, literal) {
  if (op === "empty") return isEmpty(value) === literal;
  if (value === null || literal === null) return false;
  if (op === "eq") return same(value, literal);
  if (op === "ne") return !same(value, literal);
  if (op === "in") return literal.some((item) => item === value);
  if (op === "contains") {
    if (typeof value === "string") return typeof literal === "string" && value.includes(literal);
    return Array.isArray(value) && value.includes(literal);
  }
  return inOrder(op, value, literal);
}

function isEmpty(value) {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function inOrder(op, value, literal) {
  if (typeof value !== typeof literal || !["number", "string"].includes(typeof value)) return false;
  const order = typeof value === "string" ? byCodePoint(value, literal) : value - literal;
  return { gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[op] ?? false;
}

// JavaScript orders texts by UTF-16 unit, Python by code point; they differ outside the basic plane.
function byCodePoint(a, b) {
  const left = Array.from(a, (c) => c.codePointAt(0));
  const right = Array.from(b, (c) => c.codePointAt(0));
  const at = left.findIndex((code, index) => code !== right[index]);
  if (at < 0) return left.length - right.length;
  return left[at] - (right[at] ?? -1);
}
