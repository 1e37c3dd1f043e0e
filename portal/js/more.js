// What a holder may do with a task short of deciding it: claim and release, transfer, add and remove a signer, delegate.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { createDraft } from "./draft.js";
import { createForm } from "./form.js";
import { overtaken } from "./overtaken.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { errorsOf } from "./summary.js";
import { pick, t } from "./words.js";

const ACTIONS = {
  transfer: { text: t("transfer.name"), help: t("transfer.help"), whom: t("transfer.whom"), reason: t("transfer.reason"), confirm: t("transfer.confirm"), done: t("transfer.done") },
  add_signer: { text: t("add.name"), help: t("add.help"), whom: t("add.whom"), reason: t("add.reason"), confirm: t("add.confirm"), done: t("add.done") },
  delegate: { text: t("delegate.name"), help: t("delegate.help"), whom: t("delegate.whom"), reason: t("delegate.reason"), confirm: t("delegate.confirm"), done: t("delegate.done") },
};
const OTHER = "@other";

/** The list of what may be done; choosing one asks for the rest. */
export function askMore(page) {
  const list = el("div", { class: "cells" });
  const shown = openSheet({ title: t("more.title"), body: list });
  const rows = Object.entries(ACTIONS).filter(([action]) => page.view.task.may.includes(action));
  list.replaceChildren(...rows.map(([action, { text, help }]) => {
    const open = (event) => busy(event.currentTarget, () => askAction(page, action, () => shown.close()));
    return el("button", { type: "button", class: "cell cell--link", onclick: open }, el("span", { class: "cell__main" }, el("b", {}, text), el("small", {}, help)));
  }));
  $("button", list).focus();
}

async function askAction(page, action, ready) {
  const words = ACTIONS[action];
  // A list that does not come is no hindrance: a staff number will do.
  const people = await call("GET", `tasks/${encodeURIComponent(page.id)}/colleagues`).then(({ body }) => body.items, () => []);
  ready();
  const fields = [...(action === "add_signer" ? [whereField()] : []), ...whomFields(words, people), reasonField(words.reason)];
  askFor(page, action, { fields, title: words.text, help: words.help, confirm: words.confirm, done: words.done, closed: action === "transfer" });
}

function whereField() {
  const before = { value: "before", label: t("add.before"), help: t("add.before-help") };
  const after = { value: "after", label: t("add.after"), help: t("add.after-help") };
  return { name: "where", type: "choice", list: true, required: true, label: t("add.where"), value: "before", options: [before, after] };
}

function whomFields({ whom }, people) {
  const number = { name: "number", type: "text", required: true, label: t("act.number"), limits: { max_length: 64 } };
  if (!people.length) return [number];
  const options = people.map(({ id, name, title, unit }) => ({ value: id, label: name, help: [title || unit, id].map(pick).filter(Boolean).join(" · ") }));
  options.push({ value: OTHER, label: t("act.other") });
  return [{ name: "to", type: "choice", list: true, required: true, label: whom, missing: t("act.choose"), options }, { ...number, when: { to: { eq: OTHER } } }];
}

const reasonField = (label, required = true) => ({ name: "reason", type: "long_text", required, label, missing: t("act.reason"), limits: { max_length: 500 } });

export function askRemoval(page, share) {
  const who = pick(share.holder);
  const more = { n: share.n };
  askFor(page, "remove_signer", { fields: [reasonField(t("remove.reason"), false)], title: t("remove.title"), help: t("remove.help", { who }), confirm: t("remove.confirm"), done: t("remove.done", { who }), more });
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

function askFor(page, action, { fields, title, help, confirm, done, closed, more = {} }) {
  const draft = createDraft(`act.${page.id}.${action}`);
  const body = stamp("act-body", { help });
  const form = createForm({ fields, service: page.view.service.code, prefix: "a-", changed: () => draft.write({ typed: form.typed() }) });
  form.restore(draft.read().typed);
  put(body, "fields", form.controls.map((control) => control.node));
  const summary = $(".summary", body);

  async function act(close) {
    const errors = form.check();
    form.fail(errors, summary);
    if (errors.length) return;
    const { number, ...given } = form.values();
    const chosen = number ? { ...given, to: number } : given;
    try {
      await send(page, { action, ...more, ...chosen });
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      refused(problem, number, close);
      return;
    }
    draft.clear();
    close();
    const person = fields.find(({ name }) => name === "to")?.options.find(({ value }) => value === chosen.to);
    page.done(done.replace("{to}", pick(person?.label) || chosen.to), closed);
  }
  function refused(problem, number, close) {
    if (overtaken(page, problem, close)) return;
    const found = errorsOf(problem).filter(({ message }) => message).map((error) => (error.name === "to" && number ? { ...error, name: "number" } : error));
    if (found.length) form.fail(found, summary);
    else note(body, sentence(problem), "error");
  }
  openSheet({ title, body, actions: [{ text: t("cancel") }, { text: confirm, kind: "primary", act: (close, button) => busy(button, () => act(close)) }] });
  $("input, textarea", body)?.focus();
}
