// Today's line of a counter, for the clerk: call, call again, begin, done, did not come, elsewhere. Loaded by counters.js.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { watch } from "./poll.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { clock, moment, pick, t } from "./words.js";

const WINDOW = "hall-window";
const TONES = { waiting: "now", called: "warn", serving: "good", served: "good", missed: "bad", cancelled: "quiet" };
const WORDS = () => ({ recall: t("line.recall"), begin: t("line.begin"), done: t("line.done"), miss: t("line.miss"), return: t("line.return"), route: t("line.route"), cancel: t("line.cancel") });
let round = null;

/** Fills `root` with the line of `counter` and keeps it up to date; an earlier one is no longer asked for. `entered`: the
 * number of the application that was entered for somebody here a moment ago. */
export function showLine(root, counter, entered = "") {
  round?.stop();
  const path = `counters/${encodeURIComponent(counter)}/queue`;
  const page = stamp("line-page");
  const windows = $("select", page);
  windows.onchange = () => localStorage.setItem(`${WINDOW}-${counter}`, windows.value);
  const desk = { page, path, windows, counter, to: [] };
  const next = $("[data-next]", page);
  next.onclick = () => busy(next, () => press(desk, "POST", `${path}/calls`, { body: { window: windows.value } }, (one) => t("line.called", { number: one.number })));
  root.replaceChildren(page);
  if (entered) note(page, t("line.entered", { number: entered }), "good").focus();
  round = watch(path, (line) => show(desk, line, counter), (problem) => note(page, sentence(problem), "error"));
}

export const stopLine = () => round?.stop();

function show(desk, line, counter) {
  const { page, windows } = desk;
  desk.to = line.to;
  if (!windows.options.length) {
    windows.append(...line.windows.map((one) => el("option", { value: one }, one)));
    const kept = localStorage.getItem(`${WINDOW}-${counter}`);
    if (line.windows.includes(kept)) windows.value = kept;
  }
  const { count, average } = line.ratings;
  put(page, "told", [t("line.waiting", { count: line.waiting.length }), t("line.done-count", { count: line.done }), count && t("line.average", { average, count })].filter(Boolean).join(" · "));
  put(page, "help", line.help.map((one) => el("p", { class: "banner banner--warn" }, t("board.help", { place: one.place }), " ", el("button", { type: "button", class: "button button--small", onclick: (event) => busy(event.currentTarget, () => press(desk, "POST", `${desk.path}/helped`, { body: { place: one.place } })) }, t("line.helped")))));
  const focused = document.activeElement?.dataset?.press;
  put(page, "here", line.here.map((one) => row(desk, one)));
  put(page, "waiting", line.waiting.length ? line.waiting.map((one) => row(desk, one)) : [el("p", { class: "cell cell--none" }, t("line.nobody"))]);
  put(page, "over", line.over.map((one) => row(desk, one)));
  $("details", page).hidden = !line.over.length;
  if (focused) $(`[data-press="${CSS.escape(focused)}"]`, page)?.focus(); // the line was drawn anew under the clerk's hand
}

function row(desk, one) {
  const who = one.person ? `${pick(one.person.name)} · ${one.person.number}` : t("line.walk-in");
  const marks = [one.booked && `${t("line.booked")} ${one.due ? clock(one.due) : ""}`, one.remote && t("line.remote"), one.window && t("board.to", { window: one.window }), moment(one.called_at || one.taken_at), one.result].filter(Boolean);
  const acts = one.acts.map((act) => button(desk, one, act));
  if (one.state === "waiting") acts.unshift(button(desk, one, "pick"));
  return stamp("line-row", { offices: one.case && offices(desk, one.case), number: one.number, who, service: pick(one.service.name), marks: marks.map((mark) => el("span", {}, mark)), state: el("span", { class: `state state--${TONES[one.state]}` }, pick(one.state_text)), acts: [...acts, ...links(desk, one)] });
}

function links(desk, one) {
  const { entry, case: at } = desk.page.dataset;
  const readable = one.application && (!one.case || one.case.readable);
  const main = one.state === "serving" && !one.application ? " button--primary" : "";
  const word = t(one.application ? "line.enter-more" : "line.enter");
  return [
    one.may_enter && el("a", { class: `button button--small${main}`, href: `${entry}?counter=${encodeURIComponent(desk.counter)}&ticket=${encodeURIComponent(one.id)}`, "aria-label": t("line.act", { number: one.number, act: word }) }, word),
    readable && el("a", { class: "button button--small", href: `${at}${encodeURIComponent(one.application)}` }, t("line.case")),
  ].filter(Boolean);
}

/** What the case has come to: each office's task, who has done it, and the way to it for who may. */
function offices(desk, known) {
  const line = (one) => {
    const told = one.open ? pick(one.office) : [pick(one.by), one.at && moment(one.at)].filter(Boolean).join(" · ");
    const state = el("span", { class: `state state--${one.open ? "warn" : "good"}` }, t(one.open ? "line.open" : "line.closed"));
    const act = one.task && el("a", { class: "button button--small", href: `${desk.page.dataset.task}${encodeURIComponent(one.task)}` }, t("line.do"), el("span", { class: "unseen" }, ` ${pick(one.title)}`));
    return el("li", {}, ...[el("span", {}, el("b", {}, pick(one.title)), el("small", {}, told)), state, act].filter(Boolean));
  };
  return [el("p", { class: "quiet" }, `${known.number} · ${pick(known.state_text)}`), el("ul", {}, known.offices.map(line))];
}

function button(desk, one, act) {
  const word = act === "pick" ? t("line.pick") : WORDS()[act];
  const main = (one.state === "called" && act === "begin") || (one.state === "serving" && act === "done");
  return el("button", { type: "button", class: `button button--small${act === "cancel" ? " button--danger" : main ? " button--primary" : ""}`, "data-press": `${one.id}/${act}`, "aria-label": t("line.act", { number: one.number, act: word }), onclick: (event) => busy(event.currentTarget, () => chosen(desk, one, act)) }, word);
}

function chosen(desk, one, act) {
  if (act === "pick") return press(desk, "POST", `${desk.path}/calls`, { body: { window: desk.windows.value, ticket: one.id } }, (made) => t("line.called", { number: made.number }));
  if (act === "done") return asks(desk, one, act, finishing(one), (ask) => ({ result: $("input", ask).value.trim() }));
  if (act === "route") return asks(desk, one, act, routes(desk), (ask) => ({ to: $("select", ask).value }));
  if (act === "cancel") return asks(desk, one, act, el("p", {}, t("line.cancel-ask")), () => ({}));
  return send(desk, one, act, {});
}

/** While offices of this counter still have tasks, finishing wants a word of what is left. */
function finishing(one) {
  const left = (one.case?.offices ?? []).filter(({ here }) => here);
  const ask = stamp("line-done", { left: left.length > 0 && t("line.left", { steps: left.map(({ title }) => pick(title)).join(t("field.comma")) }) });
  $(".field__optional", ask).hidden = left.length > 0;
  $("input", ask).required = left.length > 0;
  return ask;
}

function routes(desk) {
  const ask = stamp("line-route");
  $("select", ask).append(...desk.to.map((one) => el("option", { value: one.id }, pick(one.name))));
  return ask;
}

function asks(desk, one, act, body, read) {
  const kind = act === "cancel" ? "danger" : "primary";
  openSheet({ title: t("line.act", { number: one.number, act: WORDS()[act] }), body, actions: [{ text: t("cancel") }, { text: WORDS()[act], kind, act: (close, pressed) => [...body.querySelectorAll("input")].every((box) => box.reportValidity()) && busy(pressed, async () => {
    const more = read(body);
    close();
    await send(desk, one, act, more);
  }) }] });
}

const send = (desk, one, act, more) => press(desk, "POST", `${desk.path}/tickets/${encodeURIComponent(one.id)}/acts`, { body: { act, ...more }, match: `"${one.version}"` });

/** Does it and shows the line as it is then; what somebody else has changed is simply shown. */
async function press(desk, method, path, how, told = null) {
  $(".banner--note", desk.page)?.remove();
  try {
    const { body } = await call(method, path, how);
    if (told) note(desk.page, told(body), "good");
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(desk.page, pick(problem.errors[0]?.message) || sentence(problem), "error");
  }
  await round.now();
}
