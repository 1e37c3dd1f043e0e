// The draft on the server: what changed is sent a moment after typing, and what another device changed is taken in.
// The copy in this tab (draft.js) is written first, so nothing is lost while the server cannot be reached.

import { $, el, later, put, stamp } from "./dom.js";
import { call, signInUrl } from "./api.js";
import { displayOf } from "./fields.js";
import { openSheet } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const plain = (value) => (Array.isArray(value) && !value.length ? null : (value ?? null));
const same = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

/** `known`: the draft as the server last told it ({seq, answers, left_over}), or null. Answers {soon, now, stop}. */
export function createSaver({ code, version, form, draft, known, told }) {
  let seq = known?.seq ?? 0;
  // What the hall has filled in is no answer until somebody changes it: opened again, the form asks the source again.
  const given = form.controls.filter(({ field, silent, get }) => !silent && get && (field.value ?? null) !== null);
  let base = { ...Object.fromEntries(given.map(({ field }) => [field.name, field.value])), ...known?.answers };
  let running = null;
  let asking = false;
  let stopped = false;

  const changes = () => Object.fromEntries(Object.entries(form.typed()).filter(([name, value]) => !same(value, base[name])).map(([name, value]) => [name, plain(value)]));
  const remember = () => draft.write({ typed: form.typed(), base, seq });

  async function save(more = {}) {
    const answers = { ...changes(), ...more };
    if (stopped || asking || !Object.keys(answers).length) return;
    try {
      const { body } = await call("POST", `drafts/${code}`, { body: { version, answers }, match: `"${seq}"` });
      if (stopped) return;
      seq = body.seq;
      Object.assign(base, answers);
      takeIn(body.others);
      say(t("draft.saved", { at: moment(body.saved_at) }));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (problem.status === 412) return settle(problem);
      if (problem.status === 401) return say(`${t("draft.sign-in")} `, el("a", { href: signInUrl() }, t("problem.sign-in-now")));
      say(t("draft.local"));
    }
    remember();
    return null;
  }

  /** What came from elsewhere goes into the form, except where somebody has typed here since. */
  function takeIn(others = {}) {
    const untouched = Object.entries(others).filter(([name]) => same(form.typed()[name], base[name]));
    if (!untouched.length) return;
    Object.assign(base, Object.fromEntries(untouched));
    form.restore(Object.fromEntries(untouched));
    say(t("draft.merged"));
  }

  /** The same answers were changed on another device: both are shown, and the person chooses. */
  async function settle(problem) {
    asking = true;
    const { body: theirs } = await call("GET", `drafts/${code}`).catch(() => ({ body: null }));
    if (!theirs) return void (asking = false);
    const names = problem.errors.map(({ pointer }) => pointer.split("/")[2]);
    const fields = form.controls.filter(({ field }) => names.includes(field.name)).map(({ field }) => field);
    const shown = (field, value) => displayOf(field, value ?? null) || t("draft.none-elsewhere");
    const rows = fields.map((field) =>
      stamp("left-row", { label: pick(field.label), value: `${t("draft.here")}${t("colon")}${shown(field, form.typed()[field.name])}\n${t("draft.there")}${t("colon")}${shown(field, theirs.answers[field.name])}` }),
    );
    let chosen = false;
    const go = (mine) => (close) => {
      const here = mine ? changes() : Object.fromEntries(Object.entries(changes()).filter(([name]) => !names.includes(name)));
      seq = theirs.seq;
      base = { ...theirs.answers };
      const there = Object.fromEntries(Object.keys(form.typed()).map((name) => [name, theirs.answers[name] ?? null]));
      form.restore({ ...there, ...here });
      chosen = true;
      close();
      remember();
    };
    const sheet = openSheet({
      title: t("draft.conflict"),
      body: el("div", {}, el("p", {}, t("draft.choose")), el("dl", { class: "answers" }, rows)),
      actions: [{ text: t("draft.theirs"), act: go(false) }, { text: t("draft.mine"), kind: "primary", act: go(true) }],
    });
    sheet.addEventListener("close", () => ((asking = false), chosen && now()));
    return null;
  }

  function say(...text) {
    told.hidden = false;
    told.replaceChildren(...text);
  }

  /** Answers whose question is gone stay in sight until the person says they are not needed. */
  function showLeftOver(rows) {
    const panel = stamp("left-over", { text: t("draft.left-over"), rows: rows.map(({ label, display }) => stamp("left-row", { label: pick(label), value: pick(display) })) });
    $("button", panel).addEventListener("click", () => {
      panel.remove();
      running = Promise.resolve(running).then(() => save(Object.fromEntries(rows.map(({ name }) => [name, null]))));
    });
    told.after(panel);
  }

  const now = () => (running = Promise.resolve(running).then(() => save()));
  const soon = later(1200, now);
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && now());
  if (known) say(t("draft.saved", { at: moment(known.saved_at) }));
  if (known?.left_over?.length) showLeftOver(known.left_over);
  return { soon, now, stop: () => (stopped = true) };
}
