// A helper in the hall at peaks: calls for help, every line by its numbers, tickets for people. Nobody's name.

import { $, el, put, stamp } from "./dom.js";
import { call, newKey } from "./api.js";
import { startSignedIn } from "./frame.js";
import { watch } from "./poll.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { clock, pick, t } from "./words.js";

const root = $("#helper");
const asked = new URLSearchParams(location.search);
let path;
let round;
let shown;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body } = await call("GET", "helper-halls");
  const hall = body.halls.find(({ id }) => id === asked.get("hall")) ?? body.halls[0];
  if (!hall) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("helper.none"))));
  path = `halls/${encodeURIComponent(hall.id)}/lines`;
  const page = stamp("helper-page", { hall: pick(hall.name), others: body.halls.filter((one) => one !== hall).map((one) => el("a", { class: "button button--small", href: `?hall=${encodeURIComponent(one.id)}` }, pick(one.name))) });
  root.replaceChildren(page);
  round = watch(path, (lines) => show(page, lines), trouble);
}

function show(page, lines) {
  shown = lines;
  put(page, "help", lines.help.map(({ place, at }) => el("p", { class: "banner banner--warn" }, `${t("board.help", { place })} (${clock(at)})`, " ", el("button", { type: "button", class: "button button--small", "aria-label": `${t("helper.going")} ${place}`, onclick: (event) => busy(event.currentTarget, () => helped(page, place)) }, t("helper.going")))));
  put(page, "counters", lines.counters.map((one) => counter(page, one)));
}

/** Waiting times are of the last change; who waits longer than a line takes is seen by the time of the number. */
function counter(page, one) {
  const told = one.open ? [t("ticket.waiting", { count: one.waiting.length }), one.wait && t("ticket.wait", { minutes: one.wait })].filter(Boolean).join(" · ") : pick(one.note);
  const node = stamp("helper-counter", { name: pick(one.name), where: t("visit.sign", { floor: one.floor, sign: one.sign }), told, here: one.here.map(called), waiting: one.waiting.map(waits) });
  const give = $("[data-give]", node);
  give.hidden = !one.open;
  give.setAttribute("aria-label", `${t("helper.give")} ${pick(one.name)}`);
  give.onclick = () => ask(page, one.id);
  return node;
}

const minutes = (at) => Math.max(0, Math.round((Date.now() - Date.parse(at)) / 60000));
const row = (one, small, state) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, one.number), el("small", {}, small)), state);
const called = (one) => row(one, pick(one.service.name), el("span", { class: "state state--warn" }, t("helper.at", { window: one.window })));
const waits = (one) => row(one, [pick(one.service.name), one.booked && t("line.booked")].filter(Boolean).join(" · "), el("span", { class: "state" }, t("helper.minutes", { count: minutes(one.taken_at) })));

async function helped(page, place) {
  try {
    await call("POST", `${path}/helped`, { body: { place } });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    return note(page, sentence(problem), "error");
  }
  return round.now();
}

function ask(page, id) {
  const one = shown.counters.find((each) => each.id === id);
  const form = stamp("helper-give");
  const key = newKey();
  $("select", form).append(...one.services.map(({ code, name }) => el("option", { value: code }, pick(name))));
  form.onsubmit = (event) => event.preventDefault();
  const send = (close, pressed) => busy(pressed, async () => {
    const body = { counter: id, service: $("select", form).value, number: $("input", form).value.trim() };
    try {
      const made = await call("POST", `${path}/tickets`, { body, key: `${key}-${body.service}-${body.number}` });
      close();
      note(page, t("helper.given", { number: made.body.number, count: made.body.ahead ?? 0 }), "good").focus();
      await round.now();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(form, problem.status === 404 && body.number ? t("kiosk.unknown") : sentence(problem), "error");
    }
  });
  openSheet({ title: `${t("helper.give")} · ${pick(one.name)}`, body: form, actions: [{ text: t("cancel") }, { text: t("helper.give"), kind: "primary", act: send }] });
}
