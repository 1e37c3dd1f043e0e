// One control per field type, cloned from the page's field templates (templates/fields/). Each control is
// {field, node, get, set, focusId}; values have the API's shapes: dates as dates, money in fen, files as upload ids.

import { $, $$, el, put, stamp } from "./dom.js";
import { fileControl } from "./uploads.js";
import { moment, pick, t } from "./words.js";

const SILENT = new Set(["note", "output", "static"]);
const RICH = new Set(["rows", "place", "signature", "shown"]);
/** What controls handed over by people who write forms in scripts are called there. */
const SHAPES = { long_text: "area" };

const makers = {
  area,
  choice: (field, id) => (field.options.length > 5 && !field.list ? menu(field, id) : group(field, id, "radio")),
  choices: (field, id) => group(field, id, "checkbox"),
  yes_no: (field, id) => group({ ...field, options: [{ value: true, label: t("yes") }, { value: false, label: t("no") }] }, id, "radio"),
  named,
  range,
  file: fileControl,
  lookup: looked,
  agreement,
  note: (field) => ({ node: stamp("field-note", { label: pick(field.label), help: pick(field.help) }) }),
  output: (field) => output(field, "field-output"),
  static: (field) => output(field, "field-static"),
};

/** Resolves when the controls these fields need are there; the larger ones are loaded for forms that have them. */
export async function controlsFor(fields) {
  if (fields.some((field) => RICH.has(field.control) && !makers[field.control])) Object.assign(makers, (await import("./rich.js")).makers);
}

/** The control of one field. `context`: {service, prefix, changed(), values()}. */
export function createControl(field, context) {
  const named = field.control || SHAPES[field.type] || field.type;
  const shape = field.editable === false && named !== "output" ? "static" : named;
  const id = `${context.prefix}${field.name}`;
  const control = (makers[shape] || input)(field, id, context);
  Object.assign(control, { field, focusId: control.focusId || id, silent: SILENT.has(shape) });
  if (!["note", "agreement"].includes(shape)) label(control, id);
  control.node.dataset.field = field.name;
  control.node.addEventListener("input", context.changed);
  control.node.addEventListener("change", context.changed);
  return control;
}

function label(control, id) {
  const { field, node } = control;
  const name = $("[data-slot=label]", node);
  name.textContent = pick(field.label);
  const around = name.closest("label");
  if (around) around.htmlFor = control.focusId;
  put(node, "help", pick(field.help));
  put(node, "example", field.example && t("field.example", { example: pick(field.example) }));
  put(node, "source", field.source && origin(field));
  node.classList.toggle("is-down", Boolean(field.down));
  const told = $$("[data-slot=help], [data-slot=example], [data-slot=source], [data-slot=error]", node);
  for (const place of told) place.id = `${id}-${place.dataset.slot}`;
  const described = told.map((place) => place.id).join(" ");
  const target = node.localName === "fieldset" ? node : $("input, select, textarea", node);
  target?.setAttribute("aria-describedby", described);
}

export const DOWN = { block: "lookup.down-block", type: "lookup.down-type", later: "lookup.down-later" };

/** Where a value comes from, who keeps it, of when it is, whether it is doubted; or that its source does not answer. */
function origin(field) {
  const told = { source: pick(field.source), owner: pick(field.owner), at: moment(field.fresh_at) };
  if (field.down) return t(DOWN[field.down], { label: told.source });
  const text = t(field.fresh_at ? "lookup.from-owner" : field.owner ? "field.source-owner" : "field.source", told);
  return [text, " ", field.disputed ? el("span", { class: "state state--warn" }, t("data.disputed")) : field.place && reportLink(field.place)].filter(Boolean);
}

/** The way to have a value put right at its source. */
export const reportLink = (place) => el("a", { class: "report", href: `../data-correction/?value=${encodeURIComponent(place)}` }, t("data.report"));

/** Marks whether an answer must be given now (conditions may change that while typing). */
export function markRequired(control, required) {
  if (control.silent) return;
  put(control.node, "optional", !required && t("field.optional"));
  for (const place of $$("input:not([type=checkbox]):not([type=file]), select, textarea", control.node)) place.setAttribute("aria-required", String(required));
}

function input(field, id) {
  const node = stamp("field-input");
  const box = $("input", node);
  const { max_length: longest, min, max, unit } = field.limits || {};
  const day = field.attributes?.type === "date";
  const given = { id, name: field.name, maxlength: longest, ...(day && { min, max }), ...field.attributes };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) box.setAttribute(name, value);
  put(node, "unit", field.type === "money" ? t("field.yuan") : pick(unit));
  return { node, get: () => fromBox(field.type, box.value.trim()), set: (value) => (box.value = toBox(field.type, value)) };
}

function fromBox(type, text) {
  if (text === "") return null;
  const figure = Number(text.replace(/[,，\s]/g, ""));
  if (type === "number") return Number.isFinite(figure) ? figure : text;
  if (type === "money") return Number.isFinite(figure) ? Math.round(figure * 100) : text;
  return text;
}

function toBox(type, value) {
  if (value === null || value === undefined) return "";
  return type === "money" && typeof value === "number" ? (value / 100).toFixed(2) : String(value);
}

function area(field, id) {
  const node = stamp("field-area");
  const box = $("textarea", node);
  const longest = field.limits?.max_length;
  Object.assign(box, { id, name: field.name });
  const count = () => put(node, "count", longest && `${[...box.value].length} / ${longest}`);
  box.addEventListener("input", count);
  count();
  return { node, get: () => box.value.trim() || null, set: (value) => ((box.value = value ?? ""), count()) };
}

const optionText = (option) => pick(option.label ?? option);

function menu(field, id) {
  const node = stamp("field-menu");
  const box = $("select", node);
  Object.assign(box, { id, name: field.name });
  box.append(new Option(t("field.choose"), ""), ...field.options.map((option) => el("option", { value: option.value }, optionText(option))));
  return { node, get: () => box.value || null, set: (value) => (box.value = value ?? "") };
}

/** A person or a unit: chosen from those offered, or by number. A stored one comes as {id, name}. */
function named(field, id) {
  const control = field.options?.length ? menu(field, id) : input(field, id);
  return { ...control, set: (value) => control.set(value?.id ?? value) };
}

/** A row of a register: a plain box until what looks rows up is loaded, which only forms with such a field need. */
function looked(field, id, context) {
  const plain = input(field, id);
  let control = plain;
  let wanted = null;
  import("./lookup.js").then(({ lookupControl }) => {
    control = lookupControl(plain.node, field, id, context);
    if (wanted) control.set(wanted);
  }, () => {}); // without it the number can still be typed; the server looks it up
  const set = (value) => control.set(control === plain ? ((wanted = value)?.key ?? value) : value);
  return { node: plain.node, get: () => control.get(), detail: () => (control.detail ?? control.get)(), set };
}

function group(field, id, type) {
  const node = stamp("field-group");
  const values = new Map(field.options.map((option, index) => [`${id}-${index}`, option.value]));
  const rows = field.options.map((option, index) => {
    const key = index ? `${id}-${index}` : id;
    if (!index) values.set(id, option.value);
    return el("label", { class: "pick" }, el("input", { type, id: key, name: id }), el("span", {}, optionText(option), option.help && el("small", {}, pick(option.help))));
  });
  if (field.list) node.classList.add("field--list");
  $(".picks", node).replaceChildren(...rows);
  const chosen = () => $$("input:checked", node).map((box) => values.get(box.id));
  const set = (value) => {
    const wanted = type === "radio" ? [value] : value || [];
    for (const box of $$("input", node)) box.checked = wanted.includes(values.get(box.id));
  };
  return { node, set, get: () => (type === "radio" ? (chosen()[0] ?? null) : chosen().length ? chosen() : null) };
}

function range(field, id) {
  const node = stamp("field-range");
  const [from, to] = $$("input", node);
  const [fromLabel, toLabel] = $$("label", node);
  from.id = fromLabel.htmlFor = id;
  to.id = toLabel.htmlFor = `${id}-to`;
  from.addEventListener("change", () => (to.min = from.value || (field.limits?.min ?? "")));
  const { min, max } = field.limits || {};
  for (const box of [from, to]) Object.assign(box, { min: min ?? "", max: max ?? "" });
  const get = () => (from.value || to.value ? { from: from.value || null, to: to.value || null } : null);
  return { node, get, set: (value) => ((from.value = value?.from ?? ""), (to.value = value?.to ?? "")) };
}

function agreement(field, id) {
  const node = stamp("field-agreement", { label: pick(field.label), help: pick(field.help) });
  const box = $("input", node);
  Object.assign(box, { id, name: field.name });
  $("label", node).htmlFor = id;
  $("[data-slot=error]", node).id = `${id}-error`;
  box.setAttribute("aria-describedby", `${id}-error`);
  return { node, get: () => box.checked || null, set: (value) => (box.checked = value === true) };
}

function output(field, template) {
  const node = stamp(template);
  let value = field.value ?? null;
  const set = (given) => {
    value = given ?? null;
    $("output", node).classList.toggle("quiet", value === null);
    $("output", node).textContent = displayOf(field, value) || (field.compute ? t("field.computed") : t("field.none"));
  };
  set(value);
  return { node, get: () => value, set };
}

/** How a value reads, for the review page and for values that cannot be edited. */
export function displayOf(field, value) {
  if (value === null || value === undefined || value === "") return "";
  const option = (one) => optionText((field.options || []).find((option) => option.value === one) ?? one);
  if (field.display) return pick(field.display);
  if (field.type === "yes_no") return value ? t("yes") : t("no");
  if (field.type === "agreement") return value ? t("field.agreed") : "";
  if (field.type === "money" || field.result === "money") return `¥ ${(value / 100).toFixed(2)}`;
  if (field.columns) return value.map((row, at) => `${at + 1}. ${field.columns.map((column) => displayOf(column, row[column.name])).filter(Boolean).join(t("clause"))}`).join("\n");
  if (field.control === "place") return [value.campus && option(value.campus.id ?? value.campus), value.place].filter(Boolean).join(t("clause"));
  if (field.control === "signature") return value.drawn ? t("sign.drawn") : value.typed;
  if (field.type === "date_range") return t("field.from-to", { from: value.from ?? "", to: value.to ?? "" });
  if (Array.isArray(value)) return value.map((one) => (typeof one === "object" ? pick(one.name ?? one) : option(one))).join(t("field.comma"));
  return option(typeof value === "object" ? pick(value) : value);
}
