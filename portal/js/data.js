// My data: which registers hold something for me, their rows, and saying that a value is wrong. Keepers get their tools.

import { $, $$, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { busy, openSheet, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#data");
const code = new URLSearchParams(location.search).get("r");

startSignedIn(root).then((who) => who && (code ? one(code) : all()).catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  $("#data-body").replaceChildren(troublePanel(problem, () => location.reload()));
}

const origin = ({ owner, fresh_at: at }) => [owner && t("data.owner", { owner: pick(owner) }), at && t("data.fresh", { at: moment(at) })].filter(Boolean).join(" · ");

async function all() {
  const { body } = await call("GET", "registers");
  const parts = [["data.mine", (item) => !item.keeper], ["data.kept", (item) => item.keeper]].map(([title, which]) => {
    const rows = body.items.filter(which).map((item) => {
      const row = stamp("register-row", { name: pick(item.name), about: pick(item.about), origin: origin(item) });
      row.href = `${root.dataset.self}?r=${encodeURIComponent(item.code)}`;
      return row;
    });
    return rows.length && el("section", { class: "register__part" }, el("h2", { class: "section-title" }, t(title)), el("div", { class: "cells" }, rows));
  });
  $("#data-body").replaceChildren(...(body.items.length ? parts.filter(Boolean) : [el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("data.none")))]));
}

async function one() {
  const { body: register } = await call("GET", `registers/${encodeURIComponent(code)}`);
  $("#data-title").textContent = document.title = pick(register.name);
  const body = stamp("register", { about: pick(register.about), origin: origin(register), back: t("data.all") });
  $("[data-slot=back]", body).href = root.dataset.self;
  // What ends is called by its key (an address, a name); elsewhere a key only tells rows apart.
  const left = register.expires ? [register.person] : [register.key, register.person];
  const shown = register.columns.filter((column) => register.keeper || !left.includes(column.name));
  $("thead tr", body).append(...shown.map((column) => el("th", { scope: "col", class: `is-${column.kind}` }, pick(column.label))));
  $("#data-body").replaceChildren(body);
  const views = register.views;
  const state = { view: views[0], of: "" };
  const draw = () => {
    for (const tab of $$(".switch button", body)) tab.setAttribute("aria-pressed", String(tab.dataset.view === state.view));
    const path = `registers/${encodeURIComponent(code)}/rows?view=${state.view}&of=${encodeURIComponent(state.of)}`;
    fillList($("#rows"), path, (row) => line(register, shown, row, draw), t("data.no-rows"));
  };
  const open = (view) => {
    Object.assign(state, { view, of: "" });
    askOf(register, view, state, draw).then((ready) => ready && draw()).catch(trouble);
  };
  if (views.length > 1) put(body, "views", views.map((view) => el("button", { type: "button", "data-view": view, "aria-pressed": "false", onclick: () => open(view) }, t(VIEWS[view]))));
  if (register.keeper) import("./keeping.js").then(({ keep }) => keep($("#keeping"), register, draw));
  if (register.keeper && register.codes) $("#data-body .more-links").before(el("p", { class: "more-links" }, el("a", { class: "button button--wide", href: `${root.dataset.codes}?r=${encodeURIComponent(code)}` }, t("data.codes"))));
  if (views.length) open(views[0]);
}

const VIEWS = { own: "data.view-own", group: "data.view-group", all: "data.view-all" };

/** Which group: one of my own rows of the register the groups are of, or for keepers any; false until one is chosen. */
async function askOf(register, view, state, draw) {
  const place = $("[data-slot=of]");
  put(place.parentNode, "of", null);
  if (view !== "group" || (!register.groups && !register.keeper)) return true;
  const label = pick(register.columns.find((column) => column.name === register.group)?.label);
  if (register.keeper) {
    const box = el("input", { class: "input", id: "of", autocomplete: "off" });
    const go = (event) => (event.preventDefault(), Object.assign(state, { of: box.value.trim() }), draw());
    put(place.parentNode, "of", [el("label", { for: "of" }, label), box, el("button", { class: "button button--small" }, t("data.show"))]);
    place.onsubmit = go;
    return false;
  }
  const { body } = await call("GET", `registers/${register.groups}/rows?view=own&limit=100`);
  if (!body.items.length) return true;
  const text = (row) => [row.key, ...["title", "name"].map((name) => row.cells[name]).filter(Boolean).map((cell) => pick(cell.display))].join(" · ");
  const menu = el("select", { class: "input", id: "of", onchange: () => (Object.assign(state, { of: menu.value }), draw()) }, body.items.map((row) => el("option", { value: row.key }, text(row))));
  put(place.parentNode, "of", [el("label", { for: "of" }, label), menu]);
  state.of = menu.value;
  return true;
}

function line(register, shown, row, again) {
  const cells = shown.map(({ name, kind, label }) => {
    const cell = row.cells[name];
    const wrong = row.disputed.includes(name) && el("span", { class: "state state--warn" }, t("data.disputed"));
    const ends = name === register.expires?.column && cell && ending(cell.value, register.expires.remind[0]);
    return el("td", { class: `is-${kind}`, "data-label": pick(label), hidden: !cell && !wrong ? "" : null }, cell ? pick(cell.display) : "", wrong && " ", wrong, ends && " ", ends);
  });
  const open = (event) => busy(event.currentTarget, async () => details(register, row, again));
  const button = el("button", { type: "button", class: "rowtable__open", "aria-label": t("data.details-of", { key: row.key }), onclick: open }, t("data.details"));
  return el("tr", {}, cells, el("td", { class: "rowtable__more" }, button));
}

/** Whether a day is over, or near enough to be told of. */
function ending(day, soon) {
  const left = Math.floor((new Date(`${day}T23:59:59+08:00`) - Date.now()) / 86400000);
  return left <= soon && el("span", { class: `state state--${left < 0 ? "bad" : "warn"}` }, left < 0 ? t("data.ended") : t("data.ends", { count: left }));
}

function details(register, row, again) {
  const facts = register.columns.filter(({ name }) => row.cells[name]).map(({ name, label }) => {
    const report = row.disputed.includes(name) ? el("span", { class: "state state--warn" }, t("data.disputed")) : el("a", { class: "button button--small", href: `${root.dataset.report}?value=${encodeURIComponent(`register:${register.code}:${row.key}:${name}`)}` }, t("data.report"));
    return el("div", { class: "fact" }, el("dt", {}, pick(label)), el("dd", {}, pick(row.cells[name].display)), report);
  });
  const body = el("div", {}, el("dl", { class: "facts facts--report" }, facts), el("p", { class: "quiet" }, t("data.updated", { at: moment(row.at) })));
  const actions = register.keeper ? [{ text: t("data.history"), act: (close) => (close(), import("./keeping.js").then(({ history }) => history(register, row, again))) }] : [];
  if (register.expires && !register.keeper) actions.unshift({ text: t("data.renew"), kind: "primary", act: () => location.assign(`${root.dataset.apply}${register.expires.renew}/?row=${encodeURIComponent(row.key)}`) });
  openSheet({ title: `${pick(register.name)} ${row.key}`, body, actions: [...actions, { text: t("close") }] });
}
