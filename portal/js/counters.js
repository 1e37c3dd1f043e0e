// A counter's day for who serves there: who comes when, marks, times at which it is closed after all, a list to print.

import { $, $$, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { dayName, pick, t, today } from "./words.js";

const root = $("#desk");
const asked = new URLSearchParams(location.search);
const TONES = { booked: "now", arrived: "warn", served: "good", no_show: "bad", cancelled: "quiet", displaced: "warn" };
const ACTS = { arrive: "desk.arrive", serve: "desk.serve", miss: "desk.miss", cancel: "desk.cancel" };
let form;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  (form ? $("#desk-day") : root).replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body: choices } = await call("GET", "counter-choices");
  if (!choices.counters.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("desk.nobody"))));
  const page = stamp("desk-page");
  form = $("form", page);
  form.elements.counter.append(...choices.counters.map((one) => el("option", { value: one.id }, `${pick(one.name)} · ${t("visit.sign", { floor: one.floor, sign: one.sign })}`)));
  if (asked.get("counter")) form.elements.counter.value = asked.get("counter");
  if (!form.elements.counter.value) form.elements.counter.selectedIndex = 0;
  form.elements.day.value = asked.get("day") || today();
  form.addEventListener("change", () => show().catch(trouble));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of $$("[data-step]", form)) button.onclick = () => step(Number(button.dataset.step)).catch(trouble);
  const { gapLines } = await import("./duty.js");
  put(page, "gaps", gapLines(choices.counters));
  // What was just entered may have filled a day.
  $("#desk-duty", page).addEventListener("saved", () => call("GET", "counter-choices").then(({ body }) => put(root, "gaps", gapLines(body.counters)), () => null));
  $("#desk-crowds", page).addEventListener("toggle", () => ahead().catch(trouble));
  root.replaceChildren(page);
  await show();
}

function step(days) {
  const at = new Date(`${form.elements.day.value || today()}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  form.elements.day.value = at.toISOString().slice(0, 10);
  return show();
}

const place = () => `counters/${encodeURIComponent(form.elements.counter.value)}`;

async function show(said = "", kind = "good") {
  const [counter, day] = [form.elements.counter.value, form.elements.day.value];
  if (!day) return;
  history.replaceState(null, "", `?counter=${encodeURIComponent(counter)}&day=${day}`);
  const { body: known, etag } = await call("GET", `${place()}/days/${day}`);
  const page = stamp("desk-day-body", {
    title: `${dayName(known.day)} · ${pick(known.counter.name)}`,
    open: [known.periods.join(t("field.comma")) || t("desk.shut"), pick(known.note), t("desk.count", { count: known.items.filter((one) => !["cancelled", "displaced"].includes(one.state)).length })].filter(Boolean).join(" · "),
    closures: known.closures.map((one) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${one.from}–${one.to}`), el("small", {}, one.reason)), el("span", { class: "state state--bad" }, t("desk.shut")))),
    items: known.items.length ? known.items.map(visitor) : [el("p", { class: "cell cell--none" }, t("desk.none"))],
  });
  $("#desk-close", page).onclick = () => shut(known, etag);
  $("#desk-open", page).hidden = !known.closures.length;
  $("#desk-open", page).onclick = (event) => busy(event.currentTarget, () => change("DELETE", `${place()}/days/${known.day}/closures`, { match: etag }, t("desk.reopened")));
  $("#desk-print", page).onclick = () => print();
  $("#desk-find", page).oninput = ({ target }) => find(page, target.value.trim());
  $("#desk-day").replaceChildren(page);
  await line(known);
  await ahead();
  if (said) note(page, said, kind).focus();
}

/** Who waits today, where tickets are given. */
async function line(known) {
  const place = $("#today-line");
  const wanted = known.queue && known.day === known.today ? known.counter.id : "";
  if (place.dataset.of === wanted) return;
  place.dataset.of = wanted;
  place.hidden = !wanted;
  const { showLine, stopLine } = await import("./line.js");
  if (!wanted) return stopLine();
  showLine(place, wanted, asked.get("entered"));
  asked.delete("entered"); // said once
}

/** Who is on duty at the counter; how busy it will be, once somebody asks. */
async function ahead() {
  const counter = form.elements.counter.value;
  const [duty, crowds] = [$("#desk-duty"), $("#desk-crowds")];
  if (duty.dataset.of !== counter) {
    duty.dataset.of = counter;
    await part(duty, import("./duty.js").then(({ showDuty }) => showDuty(duty, counter)));
  }
  if (crowds.open && crowds.dataset.of !== counter) {
    crowds.dataset.of = counter;
    await part($("[data-slot=days]", crowds), import("./crowds.js").then(({ showCrowds }) => showCrowds(crowds, counter)));
  }
}

/** What cannot be had is said in its place; the day stays. */
const part = (place, loading) => loading.catch((problem) => place.replaceChildren(troublePanel(problem, () => location.reload())));

/** The one whose code is shown: a scanner types the number, a clerk its last digits. */
function find(page, typed) {
  for (const one of $$("[data-number]", page)) one.hidden = Boolean(typed) && !one.dataset.number.endsWith(typed) && one.dataset.number !== typed;
}

function visitor(one) {
  const who = `${pick(one.person.name)} · ${one.person.number}`;
  const button = (act) => el("button", { type: "button", class: `button button--small${act === "cancel" ? " button--danger" : ""}`, "aria-label": `${t(ACTS[act])} ${pick(one.person.name)}`, onclick: (event) => (act === "cancel" ? why(one) : busy(event.currentTarget, () => mark(one, act, ""))) }, t(ACTS[act]));
  const made = stamp("desk-line", { who, time: `${one.time}`, service: pick(one.service.name), number: one.number, reason: one.reason, state: el("span", { class: `state state--${TONES[one.state]}` }, pick(one.state_text)), acts: one.acts.map(button) });
  made.dataset.number = one.number;
  return made;
}

const mark = (one, act, reason) => change("POST", `${place()}/appointments/${encodeURIComponent(one.id)}/acts`, { body: { act, reason }, match: `"${one.version}"` }, t("desk.marked", { name: pick(one.person.name), state: t(ACTS[act]) }));

/** Does it and shows the day as it is then; somebody else's change, too, is simply shown. */
async function change(method, path, how, said) {
  try {
    await call(method, path, how);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    return show(sentence(problem), "error");
  }
  return show(said);
}

function why(one) {
  const ask = stamp("desk-why");
  const send = (close, pressed) => busy(pressed, () => attempt(ask, async () => {
    await call("POST", `${place()}/appointments/${encodeURIComponent(one.id)}/acts`, { body: { act: "cancel", reason: $("textarea", ask).value.trim() }, match: `"${one.version}"` });
    close();
    await show(t("desk.cancelled"));
  }));
  openSheet({ title: `${t("desk.cancel")} · ${pick(one.person.name)}`, body: ask, actions: [{ text: t("visit.keep") }, { text: t("desk.cancel"), kind: "danger", act: send }] });
}

function shut(known, etag) {
  const ask = stamp("desk-shut");
  const edges = known.periods.join("–").split("–");
  $("[name=from]", ask).value = edges[0] || "08:00";
  $("[name=to]", ask).value = edges.at(-1) || "18:00";
  const send = (close, pressed) => busy(pressed, () => attempt(ask, async () => {
    const { body: after } = await call("POST", `${place()}/days/${known.day}/closures`, { body: { from: $("[name=from]", ask).value, to: $("[name=to]", ask).value, reason: $("textarea", ask).value.trim() }, match: etag });
    close();
    await show(t("desk.closed", { count: after.items.filter((one) => one.state === "displaced").length }));
  }));
  openSheet({ title: `${t("desk.close")} · ${dayName(known.day)}`, body: ask, actions: [{ text: t("cancel") }, { text: t("desk.close"), kind: "danger", act: send }] });
}

/** Does it; what is wrong with a field is said at it, anything else above. */
async function attempt(ask, work) {
  for (const one of $$("[data-slot=error]", ask)) one.hidden = true;
  try {
    await work();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    let told = 0;
    for (const { pointer, message } of problem.errors) {
      const name = pointer.slice(1);
      const field = $(`[data-field="${name === "from" ? "to" : name}"]`, ask) ?? (ask.dataset.field === name && ask);
      if (!field) continue;
      put(field, "error", pick(message));
      field.classList.add("has-error");
      told += 1;
    }
    if (!told) note(ask, sentence(problem), "error");
    else $(".has-error input, .has-error textarea", ask)?.focus();
  }
}
