// How far the catalogue has come: departments, what should go online next, steps that only sign. Figures open their lists.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#coverage");
const KINDS = { total: "coverage.total", online: "coverage.online", window: "coverage.window", guide: "coverage.guide", link: "coverage.link", open: "coverage.open" };
const ORDERS = { saved: "coverage.saved", yearly: "coverage.yearly", people: "coverage.people", visits: "coverage.visits" };
const FIRST = 20;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(problem.status === 404 ? el("p", { class: "cell cell--none" }, t("coverage.none")) : troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body } = await call("GET", "coverage");
  root.replaceChildren(stamp("coverage-body"));
  departments(body);
  candidates(body.candidates, "saved");
  put(root, "signs", body.signs.length ? body.signs.map((one) => signs(one, body.why)) : [el("p", { class: "cell cell--none" }, t("coverage.no-signs"))]);
}

const link = ({ code, name }) => el("a", { class: "cell cell--link", href: `${root.dataset.guide}${code}/` }, el("span", { class: "cell__main" }, el("b", {}, pick(name))));

function show(title, services) {
  openSheet({ title, body: el("div", { class: "cells" }, services.map(link)) });
}

function departments({ departments: found, at }) {
  const sum = (kind) => found.reduce((all, { total, counts }) => all + (kind === "total" ? total : counts[kind]), 0);
  put(root, "sum", t("coverage.sum", { at: moment(at), departments: found.length, total: sum("total"), online: sum("online"), open: sum("open") }));
  const empty = found.filter(({ total }) => !total).length;
  put(root, "empty", empty > 0 && t("coverage.empty", { count: empty }))?.classList.add("state--warn");
  put(root, "rows", [...found.map(departmentRow), totals(found, sum)]);
}

function figure(count, title, services) {
  return el("td", {}, count ? el("button", { type: "button", class: "figure", "aria-label": `${title}: ${count}`, onclick: () => show(title, services) }, count) : el("span", { class: "quiet" }, "0"));
}

const of = (services, kind) => services.filter((one) => kind === "total" || (kind === "open" ? one.open : one.kind === kind && !one.open));

function departmentRow({ unit, total, counts, services }) {
  const cells = Object.keys(KINDS).map((kind) => figure(kind === "total" ? total : counts[kind], `${pick(unit.name)} · ${t(KINDS[kind])}`, of(services, kind)));
  return el("tr", { "data-unit": unit.id }, el("th", { scope: "row" }, pick(unit.name)), cells);
}

function totals(found, sum) {
  const services = found.flatMap((one) => one.services);
  return el("tr", { class: "figures__sum" }, el("th", { scope: "row" }, t("coverage.all")), Object.keys(KINDS).map((kind) => figure(sum(kind), `${t("coverage.all")} · ${t(KINDS[kind])}`, of(services, kind))));
}

function candidates(found, order, all = false) {
  const buttons = Object.entries(ORDERS).map(([name, text]) => el("button", { type: "button", class: "button button--small", "aria-pressed": String(name === order), onclick: () => candidates(found, name, all) }, t(text)));
  put(root, "orders", found.length ? buttons : null);
  const sorted = [...found].sort((one, other) => (other[order] ?? -1) - (one[order] ?? -1));
  const rows = sorted.slice(0, all ? undefined : FIRST).map((one) => {
    const told = one.saved === null ? t("coverage.uncounted") : t("coverage.counted", { yearly: one.yearly, people: one.people ?? "–", visits: one.visits ?? "–" });
    const saves = one.saved !== null && el("small", {}, t("coverage.saves", { count: one.saved }));
    return el("li", {}, el("a", { class: "cell cell--link", href: `${root.dataset.guide}${one.code}/` }, el("span", { class: "cell__main" }, el("b", {}, pick(one.name)), el("small", {}, `${pick(one.unit.name)} · ${told}`), saves)));
  });
  if (rows.length < found.length) rows.push(el("li", {}, el("button", { type: "button", class: "button button--wide", onclick: () => candidates(found, order, true) }, t("coverage.more", { count: found.length - rows.length }))));
  put(root, "candidates", rows.length ? rows : [el("li", { class: "cell cell--none" }, t("coverage.no-candidates"))]);
}

function signs({ service, unit, steps, of: all, doubtful }, why) {
  const state = el("span", { class: `state ${doubtful ? "state--warn" : ""}` }, t("coverage.sign-count", { count: steps.length, all }));
  return el("button", { type: "button", class: "cell cell--link", "data-service": service.code, onclick: (event) => busy(event.currentTarget, () => audit(service, why)) }, el("span", { class: "cell__main" }, el("b", {}, pick(service.name)), el("small", {}, `${pick(unit.name)} · ${steps.map(({ title }) => pick(title)).join(t("field.comma"))}`)), state);
}

async function audit(service, why) {
  try {
    const { body } = await call("GET", `services/${encodeURIComponent(service.code)}/step-audit`);
    const told = body.read ? t("coverage.read", { count: body.read, since: moment(body.since), hours: body.median_hours ?? "–" }) : t("coverage.unread");
    const rows = body.steps.map((step) => {
      const numbers = step.decided ? t("coverage.did", step) : t("coverage.did-nothing");
      const verdict = step.only_signs && el("span", { class: "state state--warn" }, t("coverage.only-signs"));
      return el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, pick(step.title)), el("small", {}, numbers), step.why.map((code) => el("small", { class: "quiet" }, pick(why[code])))), verdict);
    });
    openSheet({ title: pick(service.name), body: el("div", {}, el("p", { class: "quiet" }, told), el("div", { class: "cells" }, rows)) });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}
