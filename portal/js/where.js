// A filter without writing it: rows of field, comparison and value that must all hold, as a condition for the API.

import { el } from "./dom.js";
import { pick, t } from "./words.js";

const NUMBERS = ["eq", "ge", "le", "gt", "lt", "ne"];
const OPERATORS = { text: ["contains", "eq", "ne"], number: NUMBERS, money: NUMBERS, date: ["ge", "le", "eq", "gt", "lt"], choice: ["eq", "ne"], choices: ["contains"], flag: ["eq"], named: ["contains"] };
const WORDS = { eq: "where.eq", ne: "where.ne", ge: "where.ge", le: "where.le", gt: "where.gt", lt: "where.lt", contains: "where.contains", filled: "where.filled", blank: "where.blank" };
const DAYS = { ge: "where.day-ge", le: "where.day-le", gt: "where.day-gt", lt: "where.day-lt", eq: "where.day-eq" };
const MOST = 10;

/** The condition in an address, `{}` for what is none. */
export function condition(text) {
  try {
    return Object(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}

/**
 * Fills `root`. `offer(fields)` says what there is to choose from, `fill(condition)` shows one that `read` gave; `read()`
 * gives the condition, `{}` without one, null where a value is missing, which is then focused unless `quietly`.
 */
export function createWhere(root) {
  let fields = [];
  const rows = el("div", { class: "where__rows" });
  const add = el("button", { type: "button", class: "button button--small where__add", onclick: () => (rows.append(row()), offered(), rows.lastElementChild.querySelector("select").focus()) }, t("where.add"));
  root.classList.add("where");
  root.replaceChildren(rows, add);
  offered();

  function offered() {
    add.disabled = !fields.length || rows.children.length >= MOST;
  }

  function row(part) {
    const node = el("div", { class: "where__row" });
    const which = el("select", { class: "input", name: "where-field", "aria-label": t("where.field") }, fields.map(({ name, label }) => el("option", { value: name }, pick(label))));
    const remove = el("button", { type: "button", class: "button button--small", onclick: () => (node.remove(), offered(), root.dispatchEvent(new Event("change", { bubbles: true })), add.focus()) }, t("where.remove"));
    which.addEventListener("change", kind);
    node.append(which, el("span", { class: "where__test" }), remove);
    if (part) which.value = Object.keys(part)[0];
    kind();
    if (part) node.fill(Object.entries(part[which.value])[0]);
    return node;

    /** Another field is compared otherwise. */
    function kind() {
      const field = fields.find(({ name }) => name === which.value);
      const words = field.kind === "date" ? DAYS : WORDS;
      const operators = [...OPERATORS[field.kind], ...(field.name.startsWith("form.") ? ["filled", "blank"] : [])];
      const how = el("select", { class: "input", name: "where-how", "aria-label": t("where.how") }, operators.map((one) => el("option", { value: one }, t(words[one] ?? WORDS[one]))));
      const value = control(field);
      how.addEventListener("change", () => (value.hidden = ["filled", "blank"].includes(how.value)));
      node.querySelector(".where__test").replaceChildren(how, value);
      node.fill = ([operator, wanted]) => {
        how.value = operator === "empty" ? (wanted ? "blank" : "filled") : operator;
        value.hidden = operator === "empty";
        if (operator !== "empty") value.value = field.kind === "money" ? wanted / 100 : String(wanted);
      };
      node.read = (quietly) => {
        if (["filled", "blank"].includes(how.value)) return { [field.name]: { empty: how.value === "blank" } };
        const found = typed(field, value.value.trim());
        if (found === null && !quietly) value.focus();
        return found === null ? null : { [field.name]: { [how.value]: found } };
      };
    }
  }

  function control({ kind, options }) {
    const named = { class: "input", name: "where-value", "aria-label": t("where.value") };
    if (kind === "flag") return el("select", named, el("option", { value: "true" }, t("where.yes")), el("option", { value: "false" }, t("where.no")));
    if (options.length) return el("select", named, options.map(({ value, label }) => el("option", { value }, pick(label))));
    if (kind === "date") return el("input", { ...named, type: "date" });
    return el("input", { ...named, autocomplete: "off", maxlength: "200", ...(["number", "money"].includes(kind) && { inputmode: "decimal" }), ...(kind === "money" && { placeholder: t("where.yuan") }) });
  }

  /** As the API compares it: money in fen; null for what is no value. */
  function typed({ kind }, text) {
    if (!text) return null;
    if (kind === "flag") return text === "true";
    if (!["number", "money"].includes(kind)) return text;
    const number = Number(text);
    if (!Number.isFinite(number)) return null;
    return kind === "money" ? Math.round(number * 100) : number;
  }

  return {
    offer(found) {
      const before = JSON.stringify(fields);
      fields = found;
      if (JSON.stringify(fields) !== before) rows.replaceChildren(...[...rows.children].filter((one) => fields.some(({ name }) => name === one.firstElementChild.value)));
      offered();
    },
    fill(given) {
      const parts = given.all ?? [given];
      rows.replaceChildren(...parts.filter((part) => fields.some(({ name }) => name in part)).map(row));
      offered();
    },
    read(quietly = false) {
      const parts = [...rows.children].map((one) => one.read(quietly));
      if (parts.includes(null)) return null;
      return parts.length > 1 ? { all: parts } : (parts[0] ?? {});
    },
  };
}
