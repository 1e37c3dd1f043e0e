// Versions of one service: what a version changed, and taking open applications over to another one in two looks.

import { $, el, say, stamp } from "./dom.js";
import { Problem, call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { showTesters } from "./testers.js";
import { moment, pick, t } from "./words.js";

const root = $("#versions");
const code = new URLSearchParams(location.search).get("code");
const base = `services/${encodeURIComponent(code || "")}`;
const rows = new Map();
let target = 0;

start();

async function start() {
  if (!(await startSignedIn(root))) return;
  if (!code) return fail(new Problem(404, {}));
  try {
    const { body } = await call("GET", `${base}/versions`);
    draw(body);
  } catch (problem) {
    fail(problem);
  }
}

function fail(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

function draw({ service, current, items }) {
  $("#loading").remove();
  $("#versions-body").hidden = false;
  $("h1").textContent = pick(service.name);
  const numbers = items.map(({ version }) => version);
  fill($("#before"), numbers, Math.max(1, current - 1), current);
  fill($("#after"), numbers, current, current);
  fill($("#to"), numbers, current, current);
  $("#compare").addEventListener("change", compare);
  $("#dry-run").addEventListener("submit", (event) => (event.preventDefault(), busy($("button", event.currentTarget), () => look(true))));
  $("#more").addEventListener("click", (event) => busy(event.currentTarget, () => look(false)));
  $("#take").addEventListener("click", confirm);
  $("#all").addEventListener("change", (event) => boxes().forEach((box) => (box.checked = event.currentTarget.checked)) || count());
  $("#history").replaceChildren(...items.map(historyRow));
  compare();
  showFeedback();
  showTesters(code);
}

/** Who asked for a version, who approved it and why; an older one can be made the newest again, by a request. */
function historyRow({ version, current, note: about }) {
  const names = about?.by && t(about.reviewer ? "versions.by" : "versions.brought", { by: pick(about.name), reviewer: pick(about.reviewer_name) });
  const told = [about && moment(about.at), names || (about && t("versions.from-file")), about?.number, about?.text];
  const href = `${root.dataset.edit}?code=${encodeURIComponent(code)}&version=${version}`;
  const link = el("a", { class: "button button--small", href }, t(current ? "versions.export" : "versions.restore"), el("span", { class: "unseen" }, ` ${t("versions.number", { number: version })}`));
  return el("div", { class: "cell cell--acts" }, el("span", { class: "cell__main" }, el("b", {}, t(current ? "versions.current" : "versions.number", { number: version })), el("small", {}, told.filter(Boolean).join(" · "))), link);
}

async function showFeedback() {
  const { body } = await call("GET", `${base}/feedback`);
  const rows = body.items.map(({ text, name, at, version }) => el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("span", {}, text), el("small", {}, [pick(name), moment(at), t("versions.number", { number: version })].join(" · ")))));
  $("#feedback").replaceChildren(...(rows.length ? rows : [el("p", { class: "cell cell--none" }, t("versions.no-feedback"))]));
}

const fill = (select, numbers, chosen, current) =>
  select.replaceChildren(...numbers.map((number) => el("option", { value: number, selected: number === chosen }, t(number === current ? "versions.current" : "versions.number", { number }))));

async function compare() {
  const place = $("#differences");
  try {
    const { body } = await call("GET", `${base}/differences?before=${$("#before").value}&after=${$("#after").value}`);
    const parts = Map.groupBy ? Map.groupBy(body.differences, ({ part }) => part) : grouped(body.differences);
    const sections = [...parts.values()].map((found) => el("section", {}, el("h3", { class: "sheet__sub" }, pick(found[0].part_title)), el("ul", { class: "differences" }, found.map(differenceRow))));
    place.replaceChildren(...(sections.length ? sections : [el("p", { class: "quiet" }, t("versions.same"))]));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    place.replaceChildren(el("p", { class: "banner banner--error" }, sentence(problem)));
  }
}

function grouped(differences) {
  const parts = new Map();
  for (const one of differences) parts.set(one.part, [...(parts.get(one.part) || []), one]);
  return parts;
}

const TONE = { added: "good", removed: "bad", changed: "now", moved: "quiet" };

const differenceRow = ({ kind, kind_title, what, before, after }) =>
  el("li", { class: "difference" }, el("p", {}, el("span", { class: `state state--${TONE[kind]}` }, pick(kind_title)), ` ${pick(what)}`), before && el("del", {}, pick(before)), after && el("ins", {}, pick(after)));

let next = null;

/** The first look: where each open application would stand. Pages that hold none that is open are passed by. */
async function look(anew) {
  try {
    if (anew) {
      [target, next] = [Number($("#to").value), null];
      rows.clear();
      $("#plans").replaceChildren();
    }
    let found = [];
    do {
      const { body } = await call("GET", `${base}/migrations?to=${target}${next ? `&cursor=${encodeURIComponent(next)}` : ""}`);
      [found, next] = [body.items, body.next];
    } while (!found.length && next);
    $("#plans").append(...found.map(planRow));
    $("#plans-none").hidden = rows.size > 0;
    $("#more").hidden = !next;
    $("#taking").hidden = !rows.size;
    count();
    say(t("versions.looked", { count: rows.size }));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note($("#migration"), sentence(problem), "error");
  }
}

function planRow(plan) {
  const row = stamp("plan-row", { number: plan.number, title: pick(plan.title), state: pick(plan.state_text), version: t("versions.on", { number: plan.version }), facts: factsOf(plan) });
  const box = $("input", row);
  box.value = plan.id;
  box.disabled = plan.same || plan.blocked;
  box.setAttribute("aria-label", plan.number);
  box.addEventListener("change", count);
  rows.set(plan.id, { plan, row, box });
  if (plan.came_from) offerUndo(plan.id, plan.seq, plan.came_from);
  return row;
}

const names = (texts) => texts.map(pick).join(t("field.comma"));

function factsOf(plan) {
  if (plan.same) return [el("p", { class: "quiet" }, t("versions.there"))];
  const stands = plan.stands.map((stand) => t("versions.who", { step: pick(stand.title), who: names(stand.people.length ? stand.people : stand.holders) }) + (stand.open ? t("versions.stays") : ""));
  const line = (kind, text, list) => list.length > 0 && el("p", { class: kind }, t(text, { names: list.join(t("field.comma")) }));
  return [
    line("", "versions.stands", stands),
    line("", "versions.closes", plan.closed.map(pick)),
    line("is-warned", "versions.signed", plan.signed.map(pick)),
    line("is-warned", "versions.misfits", plan.misfits.map(({ label, why }) => `${pick(label)}${t("colon")}${pick(why)}`)),
    plan.blocked && el("p", { class: "is-warned" }, t("versions.blocked")),
  ].filter(Boolean);
}

const boxes = () => [...rows.values()].map(({ box }) => box).filter((box) => !box.disabled);
const chosen = () => [...rows.values()].filter(({ box }) => box.checked && !box.disabled);

function count() {
  const number = chosen().length;
  $("#take").disabled = !number;
  $("#take").textContent = t("versions.take", { count: number, number: target });
}

/** The second look: what was shown is what is done; the reason goes into every record. */
function confirm() {
  const body = stamp("take-body", { help: t("versions.confirm-help", { count: chosen().length, number: target }) });
  const act = (close, button) =>
    busy(button, async () => {
      const reason = $("textarea", body).value.trim();
      if (!reason) return note(body, t("versions.reason-missing"), "error");
      close();
      return take(reason);
    });
  openSheet({ title: t("versions.confirm"), body, actions: [{ text: t("cancel") }, { text: t("versions.confirm-button"), kind: "primary", act }] });
}

async function take(reason) {
  const wanted = chosen();
  for (let at = 0; at < wanted.length; at += 25) {
    const applications = Object.fromEntries(wanted.slice(at, at + 25).map(({ plan }) => [plan.id, plan.seq]));
    await send({ to: target, applications, reason }, (result) => offerUndo(result.id, result.seq, rows.get(result.id).plan.version));
  }
  count();
}

async function send(body, done) {
  try {
    const { body: answer } = await call("POST", `${base}/migrations`, { body });
    for (const result of answer.items) {
      const { row, box } = rows.get(result.id);
      [box.checked, box.disabled] = [false, true];
      $(".plan__result", row).replaceChildren(el("span", { class: `state state--${result.done ? "good" : "bad"}` }, result.done ? t("versions.done", { number: result.version }) : pick(result.why)));
      if (result.done) done(result);
    }
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note($("#migration"), sentence(problem), "error");
  }
}

function offerUndo(id, seq, from) {
  const { row } = rows.get(id);
  const undo = (event) => busy(event.currentTarget, () => send({ undo: true, applications: { [id]: seq }, reason: t("versions.undo-reason") }, () => {}));
  $(".plan__result", row).append(el("button", { type: "button", class: "link", onclick: undo }, t("versions.undo", { number: from })));
}
