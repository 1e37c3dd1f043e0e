// Departments' notices: prepare one to a list or a group, and see how those before went. One in full is in bill.js.

import { $, el, put, stamp } from "./dom.js";
import { call, newKey } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t, today } from "./words.js";

const root = $("#notices");
const PAUSE = 2000;
const WORKING = ["checking", "sending", "reminding"];
const KINDS = { ready: "warn", refused: "bad", cancelled: "warn", sent: "good" };
let units = [];
let timer;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body: choices } = await call("GET", "notice-choices");
  units = choices.units;
  if (!units.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("bills.none"))));
  root.replaceChildren(el("div", { id: "bill-place" }), stamp("bill-list"), form(choices));
  await list();
  const id = new URLSearchParams(location.search).get("id");
  if (id) open(id);
}

function form({ groups, roles, categories }) {
  const made = stamp("bill-form");
  const { elements } = made;
  const option = (value, name) => el("option", { value }, name);
  elements.unit.append(...units.map((one) => option(one.id, pick(one.name))));
  elements.group.append(option("", t("bills.whole")), ...groups.map((one) => option(one.id, pick(one.name))));
  elements.role.append(...roles.map((one) => option(one.code, pick(one.name))));
  elements.category.append(...categories.map((one) => option(one.code, pick(one.name))));
  elements.due.min = today();
  if (units.length === 1) $("[data-field=unit]", made).hidden = true;
  for (const radio of elements.to) radio.onchange = () => ["list", "group"].forEach((part) => ($(`[data-part=${part}]`, made).hidden = elements.to.value !== part));
  let key = newKey();
  made.oninput = () => (key = newKey());
  made.onsubmit = (event) => {
    event.preventDefault();
    busy(event.submitter, () => prepare(made, key));
  };
  return made;
}

async function prepare(made, key) {
  const { elements } = made;
  for (const old of made.querySelectorAll(".field__error")) old.remove();
  const file = elements.to.value === "list" ? elements.file.files[0] : null;
  const body = Object.fromEntries(["unit", "title_zh", "title_en", "text_zh", "text_en", "to", "mode", "amount", "due", ...(file || elements.to.value === "list" ? [] : ["group", "role", "category", "grade"])].map((name) => [name, elements[name].value.trim() || (/^t(itle|ext)_/.test(name) ? " " : "")]));
  try {
    const { body: bill } = await call("POST", "notices", { body: { ...body, file: file?.name ?? "", size: file?.size ?? 0 }, key });
    if (file) {
      await upload(bill.post, file);
      await call("POST", `notices/${bill.id}/check`);
    }
    made.reset();
    made.oninput();
    elements.to[0].onchange();
    await list();
    open(bill.id);
  } catch (problem) {
    const placed = (problem.errors || []).map((one) => place(made, one)).filter(Boolean);
    if (placed.length) placed[0].focus();
    else note(made, problem.status === undefined ? t("bills.upload-failed") : sentence(problem), "error");
  }
}

async function upload({ url, fields }, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  const sent = await fetch(url, { method: "POST", body: form });
  if (!sent.ok) throw new Error(String(sent.status));
}

/** A refusal where its field is; null when it belongs to none. */
function place(made, { pointer, message }) {
  const field = $(`[data-field="${CSS.escape(pointer.slice(1))}"] .field__body`, made);
  if (!field) return null;
  const line = el("p", { class: "field__error", role: "alert", tabindex: "-1" }, pick(message));
  field.append(line);
  return line;
}

export async function list() {
  clearTimeout(timer);
  const pages = await Promise.all(units.map((unit) => call("GET", `units/${encodeURIComponent(unit.id)}/notices`)));
  const items = pages.flatMap(({ body }) => body.items).sort((a, b) => (a.at < b.at ? 1 : -1));
  $("#bill-rows").replaceChildren(...(items.length ? items.map(row) : [el("p", { class: "cell cell--none" }, t("bills.no-notices"))]));
  if (items.some(({ state }) => WORKING.includes(state))) timer = setTimeout(() => list().catch(trouble), PAUSE);
}

function row(one) {
  const main = el("span", { class: "cell__main" }, el("b", {}, pick(one.title)), el("small", {}, [moment(one.at), one.number, one.good && t("bills.people", { count: one.good })].filter(Boolean).join(" · ")));
  return el("button", { type: "button", class: "cell cell--link", "data-bill": one.id, onclick: () => open(one.id) }, main, badge(one));
}

export function badge(one) {
  return el("span", { class: `state state--${KINDS[one.state] ?? "now"}` }, pick(one.state_text), WORKING.includes(one.state) && ` ${one.percent}%`);
}

async function open(id) {
  history.replaceState(null, "", `?id=${encodeURIComponent(id)}`);
  const { show } = await import("./bill.js");
  await show($("#bill-place"), id, { list, badge, WORKING }).catch(trouble);
}
