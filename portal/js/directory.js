// Units and persons, for the departments that keep them: looked for, changed one by one. Files are in directory_file.js.

import { $, $$, el, later, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { changed, exchange } from "./directory_file.js";
import { startSignedIn } from "./frame.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#directory");
const DAYS = ["since", "until"];
let columns = [];
let turn = 0;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  root.replaceChildren(stamp("directory-body"));
  const form = $("#asked");
  const asked = new URLSearchParams(location.search);
  for (const name of ["what", "unit", "q"]) if (asked.get(name)) form.elements[name].value = asked.get(name);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", later(300, () => list().catch(trouble)));
  form.elements.what.addEventListener("change", () => list().catch(trouble));
  $("#more").onclick = ({ currentTarget }) => busy(currentTarget, () => list($("#more").dataset.after));
  $("#add").onclick = () => show({ what: kind(), row: Object.fromEntries(columns.map(({ name }) => [name, ""])), names: {}, positions: [], may_change: true }, '"0"');
  exchange(root, { kind, unit: () => form.elements.unit.value.trim(), done: () => list() });
  await list();
}

const kind = () => ($("#asked").elements.what.value === "people" ? "person" : "unit");

async function list(after = "") {
  const { what, unit, q } = Object.fromEntries(new FormData($("#asked")));
  const mine = ++turn;
  const people = what === "people";
  $("[data-slot=of]", root).hidden = !people;
  const told = new URLSearchParams({ q: q.trim(), ...(people && { unit: unit.trim() }), ...(after && { cursor: after }) });
  history.replaceState(null, "", `?${new URLSearchParams({ what, unit, q })}`);
  let body;
  try {
    ({ body } = await call("GET", `directory/${what}?${told}`));
  } catch (problem) {
    if (problem.status !== 404) throw problem;
    body = { items: [], next: null, columns, keeps: false };
  }
  if (mine !== turn) return;
  columns = body.columns;
  for (const id of ["add", "import"]) $(`#${id}`).hidden = !body.keeps;
  $("#export").hidden = people && !unit.trim();
  const rows = body.items.map(line);
  if (after) $("#rows").append(...rows);
  else $("#rows").replaceChildren(...(rows.length ? rows : [el("p", { class: "cell cell--none" }, t(people && !unit && !q ? "directory.choose" : "directory.none"))]));
  $("#found").textContent = t("directory.found", { count: $$("[data-id]", root).length });
  $("#more").hidden = !body.next;
  $("#more").dataset.after = body.next || "";
  if (!people) $("#unit-codes").append(...body.items.map(({ row }) => el("option", { value: row.id }, row.name_zh)));
}

function line(one) {
  const { row, names, over, positions } = one;
  const told = one.what === "unit" ? [row.id, names.kind && pick(names.kind), names.parent && pick(names.parent), row.phone] : [row.id, names.class || names.department ? pick(names.class || names.department) : "", ...positions.map(pick)];
  const open = el("button", { type: "button", class: "button button--small", onclick: () => edit(one.what, row.id) }, t(one.may_change ? "directory.change" : "rosters.look"), el("span", { class: "unseen" }, ` ${row.name_zh}`));
  return el("div", { class: "cell cell--acts", "data-id": row.id }, el("span", { class: "cell__main" }, el("b", {}, [row.name_zh, row.name_en].filter(Boolean).join(" · ")), el("small", {}, told.filter(Boolean).join(" · "))), over && el("span", { class: "state state--quiet" }, t("directory.over")), open);
}

async function edit(what, id) {
  try {
    const { body, etag } = await call("GET", `directory/${what}/${encodeURIComponent(id)}`);
    show(body, etag);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

function show(one, etag) {
  const isNew = !one.row.id;
  const form = stamp("directory-edit", { told: one.may_change ? t("directory.follow") : one.what === "unit" ? t("directory.kept-unit") : t("directory.kept-person") });
  put(form, "cells", columns.map((column) => cell(column, one, isNew)));
  $("[data-slot=noted]", form).hidden = !one.may_change;
  $("[data-slot=log]", form).hidden = isNew;
  $("[data-slot=log]", form).ontoggle = ({ target }) => target.open && log(form, one).catch((problem) => note(form, sentence(problem), "error"));
  form.onsubmit = (event) => event.preventDefault();
  const save = (close, button) => busy(button, () => send(one, form, etag, close));
  openSheet({ title: one.row.name_zh || t("directory.add"), body: form, actions: one.may_change ? [{ text: t("cancel") }, { text: t("rosters.save"), kind: "primary", act: save }] : [{ text: t("close") }] });
}

function cell({ name, title }, one, isNew) {
  const node = stamp("directory-cell", { title: pick(title), means: one.names[name] ? pick(one.names[name]) : "" });
  const input = $("input", node);
  Object.assign(input, { name, value: one.row[name] || "", readOnly: !one.may_change || (name === "id" && !isNew) });
  if (DAYS.includes(name)) input.type = "date";
  return node;
}

async function send(one, form, etag, close) {
  const row = Object.fromEntries($$("[data-slot=cells] input", form).map(({ name, value }) => [name, value.trim()]));
  const { id, ...rest } = row;
  for (const input of $$("[data-slot=cells] input", form)) input.removeAttribute("aria-invalid");
  for (const error of $$("[data-slot=error]", form)) error.hidden = true;
  if (!id) return void note(form, t("directory.id"), "error");
  try {
    await call("PUT", `directory/${one.what}/${encodeURIComponent(id)}`, { body: { ...rest, note: $("#note", form).value }, match: etag });
    close();
    await list();
    note(root, t("rosters.saved", { title: row.name_zh }), "good");
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    let first;
    for (const { pointer, message } of problem.errors) {
      const input = form.elements[pointer.split("/")[1]];
      if (!input) continue;
      put(input.parentElement, "error", pick(message));
      input.setAttribute("aria-invalid", "true");
      first ??= input;
    }
    if (first) first.focus();
    else note(form, problem.status === 412 ? t("directory.stale") : sentence(problem), "error");
  }
}

async function log(form, { what, row }) {
  const { body } = await call("GET", `directory/${what}/${encodeURIComponent(row.id)}/history`);
  const rows = body.items.map(({ at, name, note: why, by_file: file, changes }) =>
    el("div", { class: "cell" }, el("div", { class: "cell__main" }, el("b", {}, `${moment(at)} · ${pick(name)}`), el("small", {}, [file && t("rosters.by-file"), why].filter(Boolean).join(" · ")), changes.map((one) => el("small", {}, changed(one))))),
  );
  put(form, "log-rows", rows.length ? rows : [el("p", { class: "cell cell--none" }, t("rosters.no-history"))]);
}
