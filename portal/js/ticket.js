// A ticket on a phone: taking one from elsewhere, where it stands in the line, being called, coming back, rating.

import { $, el, put, stamp } from "./dom.js";
import { call, newKey } from "./api.js";
import { startFrame, startSignedIn } from "./frame.js";
import { watch } from "./poll.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { starRow } from "./stars.js";
import { usualWords } from "./usual.js";
import { moment, pick, t } from "./words.js";

const root = $("#ticket");
const asked = new URLSearchParams(location.search);
const TONES = { waiting: "now", called: "warn", serving: "good", served: "good", missed: "bad", cancelled: "quiet" };
let round = null;
let key = newKey();

if (asked.get("t")) {
  startFrame(false);
  follow(asked.get("t"));
} else {
  startSignedIn(root).then((who) => who && choose().catch(trouble));
}

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

const where = (one) => one && [pick(one.place) || pick(one.hall), t("visit.sign", { floor: one.floor, sign: one.sign }), pick(one.name)].join(" · ");
const state = (one) => el("span", { class: `state state--${TONES[one.state]}` }, pick(one.state_text));

async function choose() {
  const [service, hall] = ["service", "hall"].map((name) => asked.get(name) || "");
  if (!service && !hall) return mine();
  const query = new URLSearchParams({ service, hall });
  const { body: offer } = await call("GET", `queues?${query}`);
  const page = stamp("ticket-offer");
  put(page, "mine", offer.mine.filter((one) => one.state !== "cancelled").map(row));
  put(page, "counters", offer.counters.map((one) => counter(page, one, service)));
  root.replaceChildren(page);
}

async function mine() {
  const { body } = await call("GET", "tickets");
  root.replaceChildren(el("div", { class: "cells" }, body.items.length ? body.items.map(row) : el("p", { class: "cell cell--none" }, t("ticket.none"))));
}

const row = (one) => el("a", { class: "cell cell--link", href: `?t=${encodeURIComponent(one.id)}` }, el("span", { class: "cell__main" }, el("b", {}, `${one.number} · ${pick(one.service.name)}`), el("small", {}, one.ahead === null ? "" : t("ticket.ahead", { count: one.ahead }))), state(one));

function counter(page, one, wanted) {
  const told = one.open ? [t("ticket.waiting", { count: one.waiting }), one.wait && t("ticket.wait", { minutes: one.wait })].filter(Boolean).join(" · ") : pick(one.note);
  const offered = one.services.filter((service) => !wanted || service.code === wanted);
  const buttons = offered.map((service) => el("button", { type: "button", class: `button ${wanted ? "button--primary" : "button--small"}`, "aria-label": `${t("ticket.get")} ${pick(service.name)}`, onclick: (event) => busy(event.currentTarget, () => take(page, one, service)) }, wanted ? t("ticket.get") : pick(service.name)));
  return stamp("ticket-counter", { name: pick(one.name), where: where(one), told, usual: usualWords(one.usual), buttons: one.open ? buttons : [] });
}

async function take(page, one, service) {
  try {
    const { body } = await call("POST", "tickets", { body: { counter: one.id, service: service.code }, key: `${key}-${service.code}` });
    location.assign(`?t=${encodeURIComponent(body.id)}`);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    const line = note(page, sentence(problem), "error");
    if (problem.body?.ticket) line.append(" ", el("a", { href: `?t=${encodeURIComponent(problem.body.ticket)}` }, t("ticket.mine")));
  }
}

function follow(id) {
  const path = `tickets/${encodeURIComponent(id)}`;
  round = watch(path, (one) => show(one, path), trouble);
}

function show(one, path) {
  const before = $(".ticket", root)?.dataset.state;
  const page = stamp("ticket-one", {
    number: one.number,
    state: state(one),
    said: said(one),
    wait: one.wait ? t("ticket.wait", { minutes: one.wait }) : "",
    note: one.state === "waiting" ? t("ticket.note") : one.may_return ? t("ticket.back-help") : "",
  });
  page.dataset.state = one.state;
  const fact = (label, value) => value && el("div", { class: "fact" }, el("dt", {}, t(label)), el("dd", {}, value));
  put(page, "facts", [fact("ticket.service", pick(one.service.name)), fact("ticket.where", where(one.counter)), fact("ticket.taken", moment(one.taken_at)), fact("visit.when", one.due && moment(one.due))].filter(Boolean));
  put(page, "rate", one.may_rate ? [el("h2", {}, t("ticket.rate")), starRow((stars, pressed) => busy(pressed, () => act(page, `${path}/rating`, { stars })))] : one.rating ? [el("p", {}, t("ticket.rated", { count: one.rating }))] : []);
  put(page, "acts", [one.may_return && button("ticket.back", "button--primary", () => act(page, `${path}/acts`, { act: "return" })), one.may_cancel && button("ticket.cancel", "button--danger", () => cancel(page, path))].filter(Boolean));
  root.replaceChildren(page);
  if (one.state === "called" && before && before !== "called") navigator.vibrate?.([300, 150, 300]);
  if (["served", "missed", "cancelled"].includes(one.state) && one.state === before) round?.stop();
}

const said = (one) => (one.state === "called" || one.state === "serving" ? t("ticket.called", { window: one.window }) : one.ahead === 0 ? t("ticket.next") : one.ahead ? t("ticket.ahead", { count: one.ahead }) : "");
const button = (word, kind, work) => el("button", { type: "button", class: `button ${kind}`, onclick: (event) => busy(event.currentTarget, work) }, t(word));

async function act(page, path, body) {
  try {
    await call("POST", path, { body });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    return note(page, sentence(problem), "error");
  }
  return round.now();
}

function cancel(page, path) {
  const send = (close, pressed) => busy(pressed, async () => {
    close();
    await act(page, `${path}/acts`, { act: "cancel" });
  });
  openSheet({ title: t("ticket.cancel"), body: el("p", {}, t("ticket.cancel-ask")), actions: [{ text: t("ticket.keep") }, { text: t("ticket.cancel"), kind: "danger", act: send }] });
}
