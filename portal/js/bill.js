// One notice of a department: how far it is, what is wrong in its list, preview, send, remind, mark as paid.

import { $, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { fillList } from "./pages.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { lang, moment, pick, t, today } from "./words.js";

const AT_ONCE = 200;
const PAUSE = 2000;
let timer;

export async function show(root, id, shared) {
  clearTimeout(timer);
  const at = `notices/${encodeURIComponent(id)}`;
  const { body: bill } = await call("GET", at);
  const panel = stamp("bill-panel", { title: pick(bill.title), state: shared.badge(bill), said: said(bill) });
  const again = () => show(root, id, shared);
  const before = $("#bill", root);
  const working = shared.WORKING.includes(bill.state);
  put(panel, "bar", working && el("progress", { class: "bar", max: "100", value: String(bill.percent), "aria-label": pick(bill.state_text) }));
  put(panel, "facts", facts(bill));
  put(panel, "acts", actions(bill, at, panel, again));
  root.replaceChildren(panel);
  if (!before) panel.scrollIntoView({ block: "start" });
  if (before?.dataset.working && !working) say(pick(bill.state_text));
  panel.dataset.working = working ? "1" : "";
  if (bill.bad && !working) wrong(panel, at, bill);
  if (working) timer = setTimeout(() => again().then(shared.list), PAUSE);
  else if (!["waiting", "refused"].includes(bill.state)) await fillList($("#bill-people"), `${at}/people`, (one) => person(one, at, bill, again), t("bills.nobody"));
}

function said(bill) {
  if (bill.problem) return pick(bill.problem);
  if (bill.state === "scheduled") return t("bills.goes-at", { at: moment(bill.send_at) });
  return [bill.number, bill.sent_at && t("bills.sent-at", { at: moment(bill.sent_at) })].filter(Boolean).join(" · ");
}

function facts(bill) {
  const fact = (label, value) => el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, value));
  const rows = [fact(t("bills.count"), t("bills.people", { count: bill.good })), fact(t("bills.total"), t("charges.sum", { sum: bill.sum }))];
  if (bill.sent_at) rows.push(fact(t("bills.told"), t("bills.people", { count: bill.told })), fact(t("bills.paid"), t("bills.paid-of", { paid: bill.paid, count: bill.good, sum: bill.paid_sum })));
  if (bill.reminders) rows.push(fact(t("bills.reminders"), String(bill.reminders)));
  return rows;
}

function actions(bill, at, panel, again) {
  const button = (text, onclick, kind = "") => el("button", { type: "button", class: `button ${kind}`, onclick }, text);
  const act = (path, body) => (event) => busy(event.currentTarget, () => tell(panel, () => call("POST", `${at}/${path}`, body ? { body } : {}), again));
  const found = [];
  if (!["waiting", "checking", "refused"].includes(bill.state)) found.push(button(t("bills.preview"), (event) => busy(event.currentTarget, () => tell(panel, () => preview(at)))));
  if (bill.state === "ready") found.push(button(t("bills.send"), () => send(bill, at, again), "button--primary"));
  if (bill.state === "sent" && bill.paid < bill.good) found.push(button(t("bills.remind"), act("reminders")));
  if (bill.sent_at) found.push(...payments(at, panel, again));
  if (["waiting", "checking", "ready", "scheduled", "sending"].includes(bill.state)) found.push(button(t("bills.cancel"), act("cancel")));
  return found;
}

/** Do it, and say where it was refused. */
async function tell(panel, work, then = () => null) {
  try {
    await work();
    await then();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(panel, problem.errors?.map((one) => pick(one.message)).join(" ") || sentence(problem), "error");
  }
}

async function preview(at) {
  const { body } = await call("GET", `${at}/preview?lang=${lang}`);
  const part = (label, text) => [el("h3", { class: "field__label" }, label), el("p", { class: "letter" }, text)];
  openSheet({ title: t("bills.preview-of", { name: pick(body.name) }), body: el("div", { class: "fields" }, el("p", {}, t("bills.preview-count", { count: body.count, sum: body.sum })), part(t("bills.by-mail"), `${body.subject}\n\n${body.mail}`), part(t("bills.by-sms"), body.sms), part(t("bills.by-wecom"), body.wecom)) });
}

function send(bill, at, again) {
  const when = el("input", { class: "input", type: "datetime-local", id: "bill-at" });
  const body = el("div", { class: "fields" }, el("p", {}, t("bills.send-help", { count: bill.good, sum: bill.sum })), el("label", { class: "field__label", for: "bill-at" }, t("bills.at")), el("p", { class: "field__help" }, t("bills.at-help")), when);
  const act = (close, button) => busy(button, () => tell(body, () => call("POST", `${at}/send`, { body: { at: when.value && `${when.value}:00+08:00` } }), () => (close(), again())));
  openSheet({ title: t("bills.send"), body, actions: [{ text: t("cancel") }, { text: t("bills.send"), kind: "primary", act }] });
}

async function wrong(panel, at, bill) {
  const { body } = await call("GET", `${at}/refused`);
  const rows = body.items.map((one) => el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, t("bills.line", { line: one.line, person: one.person })), one.faults.map((fault) => el("small", {}, pick(fault.message))))));
  put(panel, "wrong", [el("h3", { class: "field__label" }, t("bills.wrong", { count: bill.bad })), el("div", { class: "cells" }, rows)]);
}

function person(one, at, bill, again) {
  const told = [one.amount && t("charges.sum", { sum: one.amount }), one.due && t("charges.by", { day: one.due }), one.note].filter(Boolean).join(" · ");
  const ways = one.channels.filter(({ state }) => !["spare", "skipped"].includes(state)).map((way) => `${pick(way.title)}${t("colon")}${pick(way.state_text)}`).join(t("field.comma"));
  const paid = one.paid_at && [t("charges.paid-on", { day: one.paid_at }), one.reference].filter(Boolean).join(" · ");
  const main = el("span", { class: "cell__main" }, el("b", {}, `${pick(one.name)} · ${one.person}`), el("small", {}, told), ways && el("small", { class: "quiet" }, ways), paid && el("small", { class: "quiet" }, paid));
  const row = el("div", { class: "cell cell--acts", "data-person": one.person }, main);
  const undo = (event) => busy(event.currentTarget, () => tell(row.closest(".panel"), () => call("DELETE", `${at}/payments/${encodeURIComponent(one.person)}`), again));
  if (bill.sent_at && one.told) row.append(el("button", { type: "button", class: "button button--small", onclick: one.paid_at ? undo : () => mark(one, at, again) }, t(one.paid_at ? "bills.unmark" : "bills.mark")));
  return row;
}

function mark(one, at, again) {
  const day = el("input", { class: "input", type: "date", id: "paid-at", value: today(), max: today() });
  const reference = el("input", { class: "input", id: "paid-reference", maxlength: "80", autocomplete: "off" });
  const field = (id, text, input) => [el("label", { class: "field__label", for: id }, text), input];
  const body = el("div", { class: "fields" }, el("p", {}, [pick(one.name), one.amount && t("charges.sum", { sum: one.amount })].filter(Boolean).join(" · ")), field("paid-at", t("bills.paid-at"), day), field("paid-reference", t("bills.reference"), reference));
  const act = (close, button) => busy(button, () => tell(body, async () => {
    const { body: done } = await call("POST", `${at}/payments`, { body: { items: [{ person: one.person, paid_at: day.value, reference: reference.value.trim() }] } });
    const [item] = done.items;
    if (!["paid", "unchanged"].includes(item.outcome)) return void note(body, pick(item.message), "error");
    close();
    await again();
  }));
  openSheet({ title: t("bills.mark"), body, actions: [{ text: t("cancel") }, { text: t("bills.mark"), kind: "primary", act }] });
}

function payments(at, panel, again) {
  const file = el("input", { type: "file", id: "paid-file", class: "unseen picker", accept: ".csv" });
  file.onchange = () => file.files[0] && tell(panel, () => markAll(at, file.files[0]), again).finally(() => (file.value = ""));
  return [file, el("label", { class: "button", for: "paid-file" }, t("bills.mark-file"))];
}

async function markAll(at, file) {
  const bytes = await file.arrayBuffer();
  const items = payers(decode(bytes));
  if (!items) return void openSheet({ title: t("bills.mark-file"), body: el("p", {}, t("bills.mark-help")) });
  const found = [];
  for (let n = 0; n < items.length; n += AT_ONCE) found.push(...(await call("POST", `${at}/payments`, { body: { items: items.slice(n, n + AT_ONCE) } })).body.items);
  const odd = found.filter(({ outcome }) => !["paid", "unchanged"].includes(outcome));
  const rows = odd.map((one) => el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, one.person), el("small", {}, pick(one.message)))));
  openSheet({ title: t("bills.mark-file"), body: el("div", {}, el("p", {}, t("bills.marked", { good: found.length - odd.length, bad: odd.length })), rows.length ? el("div", { class: "cells" }, rows) : "") });
}

function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

const HEADS = { person: /^(person|number|学号|工号|学工号|人员编号|编号)$/i, paid_at: /^(paid_at|day|date|缴费日期|日期)$/i, reference: /^(reference|凭证号|流水号|票据号)$/i };

/** The payments of a CSV file (RFC 4180); null without a column that names the person. */
export function payers(text) {
  const lines = [[""]];
  for (const [, quoted, plain, end] of text.replace(/^\ufeff/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const line = lines.at(-1);
    line[line.length - 1] = (quoted?.replaceAll('""', '"') ?? plain).trim();
    if (end === ",") line.push("");
    else if (end) lines.push([""]);
  }
  const [head, ...rows] = lines;
  const place = Object.fromEntries(Object.entries(HEADS).map(([name, known]) => [name, head.findIndex((one) => known.test(one))]));
  if (place.person < 0) return null;
  const cell = (row, name) => row[place[name]] ?? "";
  return rows.filter((row) => cell(row, "person")).map((row) => ({ person: cell(row, "person").slice(0, 64), paid_at: cell(row, "paid_at").replaceAll("/", "-").slice(0, 10), reference: cell(row, "reference").slice(0, 80) }));
}
