// What my department collects: who has answered and who has not, sums by unit, and one tap to remind those who have not.

import { $, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#collections");
const asked = new URLSearchParams(location.search);
const STATES = { entered: "collect.entered", sent: "collect.sent" };

startSignedIn(root).then((who) => who && (asked.get("s") ? one(asked.get("s")) : all()).catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  $("#collect-body").replaceChildren(troublePanel(problem, () => location.reload()));
}

const windowOf = ({ opens, closes }) => [opens && t("collect.opens", { day: opens }), closes && t("collect.closes", { day: closes })].filter(Boolean).join(" · ") || t("collect.always");

async function all() {
  const { body } = await call("GET", "collections");
  const rows = body.items.map((item) => el("a", { class: "cell cell--link", href: `?s=${encodeURIComponent(item.code)}` }, el("span", { class: "cell__main" }, el("b", {}, pick(item.name)), el("small", {}, windowOf(item)))));
  $("#collect-body").replaceChildren(el("div", { class: "cells" }, rows.length ? rows : [el("p", { class: "cell cell--none" }, t("collect.none"))]));
}

async function one(code) {
  const at = `collections/${encodeURIComponent(code)}`;
  const page = stamp("collection");
  const list = $("#units", page);
  const more = $(".more", page);
  const state = { period: asked.get("period") || "", next: null, units: [], told: null };
  $("#collect-body").replaceChildren(page);

  async function load() {
    const { body } = await call("GET", `${at}?period=${encodeURIComponent(state.period)}${state.next ? `&cursor=${encodeURIComponent(state.next)}` : ""}`);
    if (!state.told) head(body);
    Object.assign(state, { next: body.next, told: body });
    const units = body.items.filter((unit) => !body.expects || unit.expected);
    const last = state.units.at(-1);
    if (last && units[0]?.id === last.id) {
      // A large unit goes on where the page before ended.
      const [more] = units;
      units[0] = { ...more, expected: last.expected + more.expected, answered: last.answered + more.answered, people: [...last.people, ...more.people], reminded_at: last.reminded_at ?? more.reminded_at };
      state.units.pop();
      list.lastElementChild.remove();
    }
    state.units.push(...units);
    list.append(...units.map((unit) => drawUnit(unit, body)));
    more.hidden = !body.next;
    more.textContent = t("more");
    sums();
  }

  function head(body) {
    $("#collect-title").textContent = document.title = pick(body.name);
    put(page, "window", windowOf(body));
    const menu = el("select", { class: "input", id: "period", onchange: () => location.assign(`?s=${encodeURIComponent(code)}&period=${encodeURIComponent(menu.value)}`) }, body.periods.map(({ value, label }) => el("option", { value, selected: value === body.period }, pick(label))));
    put(page, "period", [el("label", { for: "period" }, t("collect.period")), menu]);
    state.period = body.period;
    const remind = body.expects && el("button", { type: "button", class: "button button--primary", onclick: (event) => busy(event.currentTarget, remindAll) }, t("collect.remind"));
    put(page, "acts", [remind, el("a", { class: "button", href: root.dataset.exports }, t("collect.export"))].filter(Boolean));
  }

  /** Of what is on the screen: the page says so, and loads the rest on request. */
  function sums() {
    const { told, units, next } = state;
    const answered = units.reduce((sum, unit) => sum + unit.answered, 0);
    const expected = units.reduce((sum, unit) => sum + unit.expected, 0);
    const labels = told.items.find((unit) => unit.sum_labels.length)?.sum_labels ?? [];
    const figures = labels.map(({ name, label, kind }) => {
      const total = units.reduce((sum, unit) => sum + (unit.sums[name]?.value ?? 0), 0);
      return el("div", { class: "fact" }, el("dt", {}, pick(label)), el("dd", {}, kind === "money" ? `¥ ${(total / 100).toFixed(2)}` : String(Math.round(total * 100) / 100)));
    });
    const first = told.expects ? [el("div", { class: "fact" }, el("dt", {}, t(told.by === "unit" ? "collect.units-answered" : "collect.people-answered")), el("dd", {}, t("collect.of", { n: answered, of: expected })))] : [];
    put(page, "sums", [...first, ...figures]);
    put(page, "scope", next ? t("collect.scope", { count: units.length }) : t("collect.scope-all", { count: units.length }));
  }

  async function remindAll() {
    let reminded = 0;
    let waiting = 0;
    let cursor = null;
    try {
      do {
        const { body } = await call("POST", `${at}/reminders`, { body: { period: state.period, ...(cursor && { cursor }) } });
        reminded += body.reminded;
        waiting += body.waiting;
        cursor = body.next;
      } while (cursor);
      note(page, [t("collect.reminded", { count: reminded }), waiting && t("collect.waiting", { count: waiting })].filter(Boolean).join(" "), "good");
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(page, `${reminded ? t("collect.reminded", { count: reminded }) : ""} ${sentence(problem)}`, "error");
    }
    Object.assign(state, { next: null, units: [] });
    list.replaceChildren();
    await load();
  }

  more.onclick = () => busy(more, () => load().then(() => say(t("collect.loaded")), trouble));
  await load();
}

function drawUnit(unit, told) {
  const sums = unit.sum_labels.filter(({ name }) => unit.sums[name]).map(({ name, label }) => `${pick(label)} ${pick(unit.sums[name].display)}`);
  const count = told.by === "person" && told.expects && t("collect.of", { n: unit.answered, of: unit.expected });
  const values = told.columns.filter(({ name }) => unit.values[name]).map(({ name, label }) => `${pick(label)} ${pick(unit.values[name].display)}`);
  const head = el("span", { class: "cell__main" }, el("b", {}, pick(unit.name)), el("small", {}, [count, ...sums, ...values].filter(Boolean).join(" · ")), unit.reminded_at && el("small", { class: "quiet" }, t("collect.last", { at: moment(unit.reminded_at) })));
  if (told.by === "unit" || !told.expects) return el("div", { class: "cell" }, head, told.expects && badge(unit.state));
  const rows = unit.people.map((person) => {
    const shown = told.columns.filter(({ name }) => person.values[name]).map(({ name, label }) => `${pick(label)} ${pick(person.values[name].display)}`);
    return el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, pick(person.name)), el("small", {}, [pick(person.duty), person.id].filter(Boolean).join(" · ")), shown.length > 0 && el("small", {}, shown.join(" · "))), badge(person.state));
  });
  return el("details", { class: "collect__unit", open: unit.answered < unit.expected }, el("summary", {}, head), el("div", { class: "cells" }, rows));
}

const badge = (state) => el("span", { class: `state state--${state === "entered" ? "good" : state ? "now" : "warn"}` }, t(state ? STATES[state] : "collect.missing"));
