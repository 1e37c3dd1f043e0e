// The flow check: every service one looks after with what the proof finds, linked to its steps and units.

import { $, el, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { openSheet, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#checks");

start();

async function start() {
  if (!(await startSignedIn(root))) return;
  try {
    const { body } = await call("GET", "proofs");
    const sum = (name) => body.items.reduce((total, item) => total + item[name], 0);
    const said = t("checks.summary", { at: moment(body.checked_at), services: body.items.length, errors: sum("errors"), warnings: sum("warnings") });
    root.replaceChildren(el("p", { class: "lead" }, said), await sweepLine(), ...body.items.map(serviceCard));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    root.replaceChildren(problem.status === 404 ? el("p", { class: "cell cell--none" }, t("checks.none")) : troublePanel(problem, () => location.reload()));
  }
}

/** When due times were last looked at; only who runs the hall is told. */
async function sweepLine() {
  const { body } = await call("GET", "sweeps/last").catch((problem) => {
    if (!(problem.status >= 0)) throw problem;
    return { body: null };
  });
  if (!body) return "";
  const said = body.at ? t("checks.sweep", { at: moment(body.at) }) : t("checks.sweep-never");
  return el("p", { class: body.late ? "banner banner--error" : "quiet" }, said, body.late && body.at ? t("checks.sweep-late") : "");
}

function serviceCard({ service, owner, errors, warnings, findings }) {
  const card = stamp("check-card", { owner: pick(owner), tags: tagsOf(errors, warnings), findings: findings.map((finding) => findingRow(service, finding)) });
  const [guide, versions] = [$("h2 a", card), $(".check__versions", card)];
  guide.textContent = pick(service.name);
  guide.href = `${root.dataset.guide}${service.code}/`;
  versions.href = `${root.dataset.versions}?code=${encodeURIComponent(service.code)}`;
  versions.append(el("span", { class: "unseen" }, ` ${pick(service.name)}`));
  return card;
}

function tagsOf(errors, warnings) {
  const tag = (kind, text) => el("span", { class: `state state--${kind}` }, text);
  const found = [errors && tag("bad", t("checks.errors", { count: errors })), warnings && tag("warn", t("checks.warnings", { count: warnings }))].filter(Boolean);
  return found.length ? found : [tag("good", t("checks.good"))];
}

function findingRow(service, { level, message, step, units, pointer }) {
  const bad = level === "error";
  const link = step && el("a", { href: `${root.dataset.guide}${service.code}/#step-${step}` }, t("checks.step"));
  const more = units.length > 0 && el("button", { type: "button", class: "link", onclick: () => showUnits(message, units) }, t("checks.units", { count: units.length }));
  return el("li", { class: "finding" }, el("span", { class: `state state--${bad ? "bad" : "warn"}` }, t(bad ? "checks.error" : "checks.warning")), el("div", {}, el("p", {}, pick(message)), el("p", { class: "finding__links" }, link, more, el("code", {}, pointer))));
}

/** The units a finding is about, with how to reach them. */
function showUnits(message, units) {
  const rows = units.map(({ name, phone, email }) =>
    stamp("unit-row", {
      name: pick(name),
      phone: phone && el("a", { href: `tel:${phone.replace(/[^\d+]/g, "")}` }, phone),
      mail: email && el("a", { href: `mailto:${email}` }, email),
    }),
  );
  openSheet({ title: t("checks.units-title"), body: el("div", {}, el("p", { class: "quiet" }, pick(message)), el("div", { class: "cells" }, rows)) });
}
