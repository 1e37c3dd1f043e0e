// Who is on duty at a counter today and in the week to come, and the list that says so. Loaded by counters.js.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { dayName, moment, pick, t, today } from "./words.js";

const WEEKDAYS = () => ({ monday: t("duty.monday"), tuesday: t("duty.tuesday"), wednesday: t("duty.wednesday"), thursday: t("duty.thursday"), friday: t("duty.friday"), makeup: t("duty.makeup") });

/** The days on which a counter is open and nobody is on duty, of all counters this person looks after. */
export function gapLines(counters) {
  const some = counters.filter((one) => one.gaps.length);
  if (!some.length) return [];
  const line = (one) => el("li", {}, el("a", { href: `?counter=${encodeURIComponent(one.id)}` }, pick(one.name)), `${t("duty.colon")}${one.gaps.length > 3 ? t("duty.gap-days", { first: dayName(one.gaps[0]), count: one.gaps.length }) : one.gaps.map(dayName).join(t("field.comma"))}`);
  return [el("div", { class: "banner banner--warn" }, el("div", {}, el("p", {}, t("duty.gaps")), el("ul", {}, some.map(line))))];
}

/** Fills `root` with the list of `counter`. */
export async function showDuty(root, counter) {
  const path = `counters/${encodeURIComponent(counter)}/duty`;
  const { body, etag } = await call("GET", path);
  if (root.dataset.of !== counter) return;
  draw(root, path, body, etag);
}

function draw(root, path, list, etag) {
  const [now, ...coming] = list.days;
  const page = stamp("duty-page", { today: now.periods.length ? now.posts.map(post) : [el("p", { class: "cell" }, pick(now.note) || t("desk.shut"))], week: coming.map(day) });
  if (now.gap) put(page, "gap", t("duty.nobody-today"));
  $("[data-edit]", page).onclick = () => edit(root, path, list, etag);
  $("[data-slot=log]", page).ontoggle = ({ target }) => target.open && log(page, path).catch((problem) => trouble(page, problem));
  root.replaceChildren(page);
}

const named = (one) => `${pick(one.name) || one.id}${one.away ? ` ${one.back ? t("duty.away", { day: dayName(one.back) }) : t("duty.gone")}` : ""}`;
const people = (some) => some.map(named).join(t("field.comma")) || t("duty.nobody");
const post = (one) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, people(one.people)), el("small", {}, t("duty.window", { window: one.window }))));

function day(one) {
  const told = one.periods.length ? one.posts.map((each) => el("small", {}, `${t("duty.window", { window: each.window })} ${people(each.people)}`)) : [el("small", {}, pick(one.note) || t("desk.shut"))];
  return el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, dayName(one.day)), told), one.gap && el("span", { class: "state state--bad" }, t("duty.gap")));
}

function edit(root, path, list, etag) {
  const form = stamp("duty-edit");
  const places = $("[data-slot=turns]", form);
  const add = (turn, focus) => {
    const made = term(turn, list.windows);
    places.hidden = false;
    places.append(made);
    if (focus) $("[name=person]", made).focus();
  };
  const fresh = { person: "", window: list.windows[0], weekdays: [], since: today() };
  for (const turn of list.turns) add(turn);
  if (!list.turns.length) add(fresh);
  $("[data-add]", form).onclick = () => add(fresh, true);
  form.onsubmit = (event) => event.preventDefault();
  const save = (close, pressed) => busy(pressed, () => send(root, path, form, etag, close));
  openSheet({ title: t("duty.edit"), body: form, actions: [{ text: t("cancel") }, { text: t("duty.save"), kind: "primary", act: save }] });
}

function term(turn, windows) {
  const known = turn.name && `${pick(turn.name)} · ${turn.person}`;
  const node = stamp("duty-turn", { who: known || turn.person || t("duty.new"), told: known && !turn.serves ? t("duty.not-serving") : "" });
  $("[name=window]", node).append(...windows.map((one) => el("option", { value: one }, one)));
  for (const name of ["person", "window", "since", "until"]) $(`[name=${name}]`, node).value = turn[name] || "";
  $("[name=person]", node).readOnly = Boolean(known);
  $("[data-slot=weekdays]", node).append(...Object.entries(WEEKDAYS()).map(([value, name]) => el("label", { class: "pick" }, el("input", { type: "checkbox", value, checked: turn.weekdays.includes(value) }), el("span", {}, name))));
  const [end, drop] = [$("[data-end]", node), $("[data-drop]", node)];
  const begun = Boolean(known) && !(turn.since > today(-1));
  end.hidden = !begun;
  drop.hidden = begun;
  end.onclick = () => {
    $("[name=until]", node).value = today(-1);
    say(t("duty.ends", { day: today(-1) }));
  };
  drop.onclick = () => {
    const next = node.nextElementSibling || node.previousElementSibling;
    node.remove();
    if (next) $("input", next).focus();
  };
  return node;
}

async function send(root, path, form, etag, close) {
  const nodes = $$(".term", form);
  const turns = nodes.map((node) => ({ ...Object.fromEntries(["person", "window", "since", "until"].map((name) => [name, $(`[name=${name}]`, node).value.trim()])), weekdays: $$("[type=checkbox]:checked", node).map((one) => one.value) }));
  for (const node of nodes) put(node, "error", null);
  for (const input of $$("[aria-invalid]", form)) input.removeAttribute("aria-invalid");
  try {
    const answer = await call("PUT", path, { body: { turns, note: $("[name=note]", form).value }, match: etag });
    close();
    draw(root, path, answer.body, answer.etag);
    note(root, t("duty.saved"), "good").focus();
    root.dispatchEvent(new Event("saved"));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    refused(form, nodes, problem);
  }
}

function refused(form, nodes, problem) {
  let first;
  for (const { pointer, message } of problem.errors) {
    const [, , at, name] = pointer.split("/");
    const input = nodes[at] && $(`[name=${name}]`, nodes[at]);
    if (!input) continue;
    put(nodes[at], "error", pick(message));
    input.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  if (first) first.focus();
  else trouble(form, problem);
}

async function log(page, path) {
  const { body } = await call("GET", `${path}/history`);
  const line = (kind) => (one) => el("small", {}, t(kind, { who: pick(one.name) || one.person, window: one.window, when: when(one) }));
  const rows = body.items.map((one) => el("div", { class: "cell" }, el("div", { class: "cell__main" }, el("b", {}, `${moment(one.at)} · ${pick(one.by)}`), one.note && el("small", {}, one.note), one.taken.map(line("duty.taken")), one.entered.map(line("duty.entered")))));
  put(page, "log-rows", rows.length ? rows : [el("p", { class: "cell cell--none" }, t("duty.no-history"))]);
}

function when({ weekdays, since, until }) {
  const names = WEEKDAYS();
  return [weekdays.map((one) => names[one]).join(t("field.comma")) || t("duty.every-day"), since && t("duty.from", { day: since }), until && t("duty.to", { day: until })].filter(Boolean).join(" ");
}

function trouble(page, problem) {
  if (!(problem.status >= 0)) throw problem;
  note(page, problem.status === 412 ? t("duty.stale") : sentence(problem), "error");
}
