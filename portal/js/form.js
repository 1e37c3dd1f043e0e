// A form drawn from its definition: conditions, the checks a browser can make, and errors said twice
// (summary with links at the top, message at the field). The server checks everything again.

import { $, put } from "./dom.js";
import { evaluate } from "./conditions.js";
import { workOut } from "./expressions.js";
import { createControl, displayOf, markRequired } from "./fields.js";
import { drawSummary } from "./summary.js";
import { pick, t } from "./words.js";

/** `fields`: the API's field descriptions. `facts`: what conditions may ask beyond the form. */
export function createForm({ fields, service, facts = {}, prefix = "f-", pins = {}, changed = () => {} }) {
  let values = facts;
  const context = { service, prefix, changed: () => (refresh(), changed()), values: () => values };
  const controls = fields.map((field) => createControl(field, context));
  const byName = new Map(controls.map((control) => [control.field.name, control]));
  for (const { field, node } of controls) {
    if (!field.lookup) continue;
    node.addEventListener("fill", ({ detail }) => {
      for (const other of controls) if (other.field.row === field.name) fill(other, detail && (detail[other.field.name] || {}));
      refresh();
    });
  }

  /** What a chosen row says; nothing given: its source is down, and an input stands where a value was only shown. */
  function fill(control, given) {
    if (given) {
      // A draft that is opened again keeps what was typed over a value, and takes what has been put right since.
      const typed = given.was !== undefined && !control.silent && JSON.stringify(control.get()) !== JSON.stringify(given.was);
      if ((given.source || control.silent) && !typed) control.set(given.value);
      return put(control.node, "source", given.source);
    }
    if (!control.silent) return;
    const made = createControl({ ...control.field, editable: true }, context);
    control.node.replaceWith(made.node);
    controls[controls.indexOf(control)] = made;
    byName.set(made.field.name, made);
  }

  for (const control of controls) {
    if (control.field.value !== undefined && control.field.value !== null) control.set(control.field.value);
    // Said once, an error goes as soon as the answer is good; new ones wait for the button.
    control.node.addEventListener("input", () => control.node.classList.contains("has-error") && control.get && !fault(control, control.get()) && mark(control, ""));
    const pin = pins[control.field.name];
    if (pin) {
      control.node.classList.add("is-pinned");
      put(control.node, "pin", t("correction.pin", { remark: pin }));
    }
  }

  /** One pass from top to bottom, as the server makes it: what does not stand is not seen by what comes below. */
  function refresh() {
    values = { ...facts };
    for (const control of controls) {
      const { name, when, required, compute } = control.field;
      control.node.hidden = Boolean(when) && !evaluate(when, values);
      if (compute) control.set(workOut(compute, values));
      control.required = required && typeof required === "object" ? evaluate(required, values) : Boolean(required);
      markRequired(control, control.required);
      if (!control.node.hidden) values[name] = (control.fact || control.get)?.() ?? null;
    }
  }

  const open = () => controls.filter((control) => !control.node.hidden && !control.silent && control.get);

  function check() {
    return open().flatMap((control) => {
      const message = fault(control, control.get());
      return message ? [{ name: control.field.name, message }] : [];
    });
  }

  refresh();
  return {
    controls,
    refresh,
    check,
    values: () => Object.fromEntries(open().map((control) => [control.field.name, control.get()]).filter(([, value]) => value !== null)),
    /** What was typed, files with their names: enough to put everything back. */
    typed: () => Object.fromEntries(controls.filter((control) => !control.silent && control.get).map((control) => [control.field.name, control.detail ? control.detail() : control.get()])),
    restore: (typed) => {
      for (const [name, value] of Object.entries(typed || {})) if (byName.get(name) && !byName.get(name).silent) byName.get(name).set?.(value);
      refresh();
    },
    review: () =>
      controls
        .filter((control) => !control.node.hidden && control.get)
        .map((control) => ({ field: control.field, editable: !control.silent, id: control.focusId, text: displayOf(control.field, control.detail ? control.detail() : control.get()) })),
    fail: (errors, summary) => showErrors(errors, summary, controls, byName),
  };
}

const daysIn = (period) => (Date.parse(period.to) - Date.parse(period.from)) / 86400000 + 1;

function fault(control, value) {
  const { field } = control;
  const label = pick(field.label);
  if (control.pending?.()) return t("error.uploading", { label });
  if (value === null || (Array.isArray(value) && !value.length)) return control.required ? pick(field.missing) || t("error.required", { label }) : "";
  return control.wrong ? control.wrong(value) : wrong(field, value, label);
}

/** GB 11643: the last character is the sum of the others, weighted by powers of two, modulo 11. */
function isIdNumber(text) {
  const number = text.replace(/[\s-]/g, "").toUpperCase();
  const sum = [...number].reverse().reduce((total, one, at) => total + (one === "X" ? 10 : Number(one)) * (2 ** at % 11), 0);
  return /^[1-9]\d{16}[\dX]$/.test(number) && sum % 11 === 1;
}

const SHAPES = { email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, phone: /^\+?[\d\s-]{5,20}$/ };

/** What the browser can say of a value by itself; the server judges every value again, and in its own words. */
export function wrong(field, value, label = pick(field.label)) {
  const { min, max, min_length: shortest, max_length: longest, max_days: days, pattern, hint } = field.limits || {};
  const shown = (limit) => (field.type === "money" ? (limit / 100).toFixed(2) : limit);
  if (["number", "money"].includes(field.type) && typeof value !== "number") return t("error.number", { label });
  if (SHAPES[field.type] && !SHAPES[field.type].test(value)) return t(field.type === "email" ? "error.email" : "error.phone", { label });
  if (field.type === "id_number" && !isIdNumber(value)) return t("error.id-number", { label });
  if (field.type === "date_range") {
    if (!value.from || !value.to) return t("error.both-dates", { label });
    if (value.to < value.from) return t("error.order", { label });
    if (days && daysIn(value) > days) return t("error.days", { label, max: days });
  }
  const [first, last] = field.type === "date_range" ? [value.from, value.to] : [value, value];
  if (typeof value === "number" || ["date", "date_range"].includes(field.type)) {
    if (min !== undefined && first < min) return t("error.min", { label, min: shown(min) });
    if (max !== undefined && last > max) return t("error.max", { label, max: shown(max) });
  }
  if (typeof value !== "string") return "";
  if (longest && [...value].length > longest) return t("error.long", { label, max: longest });
  if (shortest && [...value].length < shortest) return t("error.short", { label, min: shortest });
  return pattern && !new RegExp(`^(?:${pattern})$`, "u").test(value) ? pick(hint) || t("error.pattern", { label }) : "";
}

function mark(control, message) {
  put(control.node, "error", message);
  control.node.classList.toggle("has-error", Boolean(message));
  const target = $("input, select, textarea", control.node);
  if (message) target?.setAttribute("aria-invalid", "true");
  else target?.removeAttribute("aria-invalid");
}

function showErrors(errors, summary, controls, byName) {
  for (const control of controls) {
    const own = errors.filter((error) => error.name === control.field.name).map((error) => error.message);
    mark(control, own.join(" "));
  }
  drawSummary(summary, errors, (name) => byName.get(name)?.focusId);
}
