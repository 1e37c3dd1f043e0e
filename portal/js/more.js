// What a holder may do with a task short of deciding it: claim and release, transfer, add and remove a signer, delegate.

import { $, el } from "./dom.js";
import { call } from "./api.js";
import { askFor, reasonField, whomFields } from "./ask.js";
import { askConsult } from "./consult.js";
import { overtaken } from "./overtaken.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const ACTIONS = {
  transfer: { text: t("transfer.name"), help: t("transfer.help"), whom: t("transfer.whom"), reason: t("transfer.reason"), confirm: t("transfer.confirm"), done: t("transfer.done") },
  add_signer: { text: t("add.name"), help: t("add.help"), whom: t("add.whom"), reason: t("add.reason"), confirm: t("add.confirm"), done: t("add.done") },
  delegate: { text: t("delegate.name"), help: t("delegate.help"), whom: t("delegate.whom"), reason: t("delegate.reason"), confirm: t("delegate.confirm"), done: t("delegate.done") },
};
const CONSULT = [t("consult.name"), t("consult.help")];

/** The list of what may be done; choosing one asks for the rest. */
export function askMore(page) {
  const list = el("div", { class: "cells" });
  const shown = openSheet({ title: t("more.title"), body: list });
  const rows = Object.entries(ACTIONS).filter(([action]) => page.view.task.may.includes(action));
  const cell = (text, help, ask) => {
    const open = (event) => busy(event.currentTarget, () => ask(page, () => shown.close()));
    return el("button", { type: "button", class: "cell cell--link", onclick: open }, el("span", { class: "cell__main" }, el("b", {}, text), el("small", {}, help)));
  };
  const cells = rows.map(([action, { text, help }]) => cell(text, help, (...given) => askAction(...given, action)));
  list.replaceChildren(...cells, ...(page.view.task.may_consult ? [cell(...CONSULT, askConsult)] : []));
  $("button", list).focus();
}

async function askAction(page, ready, action) {
  const words = ACTIONS[action];
  // A list that does not come is no hindrance: a staff number will do.
  const people = await call("GET", `tasks/${encodeURIComponent(page.id)}/colleagues`).then(({ body }) => body.items, () => []);
  ready();
  const fields = [...(action === "add_signer" ? [whereField()] : []), ...whomFields(words.whom, people), reasonField(words.reason)];
  askFor(page, { draft: action, send: (given) => send(page, { action, ...given }), fields, title: words.text, help: words.help, confirm: words.confirm, done: words.done, closed: action === "transfer" });
}

function whereField() {
  const before = { value: "before", label: t("add.before"), help: t("add.before-help") };
  const after = { value: "after", label: t("add.after"), help: t("add.after-help") };
  return { name: "where", type: "choice", list: true, required: true, label: t("add.where"), value: "before", options: [before, after] };
}

export function askRemoval(page, share) {
  const who = pick(share.holder);
  const more = { n: share.n };
  askFor(page, { draft: "remove_signer", send: (given) => send(page, { action: "remove_signer", ...more, ...given }), fields: [reasonField(t("remove.reason"), false)], title: t("remove.title"), help: t("remove.help", { who }), confirm: t("remove.confirm"), done: t("remove.done", { who }) });
}

/** Takes one's own decision back. */
export function askRetract(page) {
  const ask = (given) => send(page, { action: "retract", ...given });
  askFor(page, { draft: "retract", send: ask, fields: [reasonField(t("retract.reason"), false)], title: t("retract.name"), help: t("retract.help"), confirm: t("retract.confirm"), done: t("retract.done") });
}

/** Claim out of the pool, or release into it: no questions asked. */
export async function take(page, action) {
  try {
    await send(page, { action });
    page.done(action === "claim" ? t("pool.claimed") : t("pool.released"));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    if (!overtaken(page, problem, () => {})) note($("#case"), sentence(problem), "error");
  }
}

const send = (page, body) => call("POST", `tasks/${encodeURIComponent(page.id)}/actions`, { body, match: page.etag });
