// Filling in and sending an application: form, check your answers, done.

import { $, el, later, put, stamp } from "./dom.js";
import { ahead, call, goSignIn, signInUrl } from "./api.js";
import { createDraft } from "./draft.js";
import { controlsFor } from "./fields.js";
import { createForm } from "./form.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { errorsOf } from "./summary.js";
import { moment, pick, t } from "./words.js";

const root = $("#apply");
const code = root.dataset.service;
const stages = { edit: $("#edit"), check: $("#check"), done: $("#done") };
const path = `services/${code}/form`;
const draft = createDraft(code);
let who;
let form;
let saver = null;
let touched = false;

start();

async function start() {
  const done = location.hash === "#done" && draft.read().done;
  if (done) showDone(done);
  else keepEarly(), ahead(path);
  who = await startSignedIn(root);
  if (!who || done) return;
  try {
    const { body } = await call("GET", path);
    await controlsFor(body.fields);
    draw(body);
  } catch (problem) {
    root.replaceChildren(refusal(problem));
  }
}

/** What is typed before the real controls are there, or before signing in, is kept like everything else. */
function keepEarly() {
  const plain = $("#edit-form");
  const keep = () => {
    const typed = [...new FormData(plain)].filter(([, value]) => value);
    if (typed.length && !form) draft.write({ early: typed });
  };
  plain.addEventListener("input", keep);
  keep();
}

function refusal(problem) {
  const panel = troublePanel(problem, () => location.reload());
  if (!["service_closed", "not_eligible"].includes(problem.code)) return panel;
  put(panel, "detail", "");
  put(panel, "action", el("a", { class: "button", href: root.dataset.guide }, t("apply.back-to-guide")));
  return panel;
}

function draw({ fields, service, draft: known, last = {} }) {
  const kept = draft.read();
  if (kept.done || (kept.person && kept.person !== who.id)) draft.clear();
  const save = () => draft.write({ typed: form.typed(), person: who.id, done: null });
  const keep = later(250, () => (save(), saver?.soon()));
  const look = later(700, () => import("./way.js").then(({ showWay }) => showWay($("#way"), code, form.values()), () => null));
  const changed = () => {
    touched = true;
    keep();
    look();
    startSaver();
  };
  const at = document.activeElement?.name?.replace(/\.(from|to)$/, "");
  form = createForm({ fields, service: code, facts: { applicant: who }, changed });
  const fixed = form.controls.filter((control) => control.node.classList.contains("field--static"));
  put($("#known"), "count", t("apply.known", { count: fixed.length }));
  $("#known").hidden = !fixed.length;
  $("#known .cells").replaceChildren(...fixed.map((control) => control.node));
  $("#fields").replaceChildren(...form.controls.filter((control) => !fixed.includes(control)).map((control) => control.node));
  if (at) document.getElementById(form.controls.find(({ field }) => field.name === at)?.focusId)?.focus();
  $("#saved").replaceChildren();
  $("#saved").removeAttribute("aria-busy");
  const { typed = {}, base = {}, early } = draft.read();
  const unsent = Object.fromEntries(Object.entries(typed).filter(([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(base[name] ?? null)));
  const given = { ...known?.answers, ...unsent };
  if (Object.keys(given).length) {
    form.restore(given);
    $("#saved").textContent = t("apply.restored");
  }
  look();
  if (early || location.search) import("./given.js").then(({ takeGiven }) => takeGiven(form, early ?? []));
  offer(last);

  /** Loaded with the first change, or at once where something waits to be sent or shown. */
  async function startSaver() {
    if (saver) return;
    saver = { soon() {}, now() {}, stop() {} };
    const { createSaver } = await import("./saving.js");
    saver = createSaver({ code, version: service.version, form, draft, known, told: $("#saved") });
    saver.soon();
  }
  if (early || known?.left_over?.length || Object.keys(unsent).length) startSaver();
  draft.write({ early: null });
  $("#edit-form").noValidate = true;
  $("#edit-form").addEventListener("submit", toCheck);
  $("#send").addEventListener("click", (event) => busy(event.currentTarget, send));
  $("#back").addEventListener("click", () => history.back());
  $("#print").addEventListener("click", () => print());
  addEventListener("pagehide", () => touched && !draft.read().done && save());
  addEventListener("hashchange", () => show(location.hash === "#check" ? "check" : "edit"));
  if (location.hash === "#check") history.replaceState(null, "", location.pathname);
  show("edit", false);
}

/** Below a field: what was answered the last time, and files that were uploaded before. */
function offer(last) {
  for (const control of form.controls) {
    const { field, node, set } = control;
    const before = last[field.name];
    const line = (text, action, act) => {
      const row = el("p", { class: "field__source" }, text, el("button", { type: "button", class: "link", onclick: () => act(row) }, action, el("span", { class: "unseen" }, ` ${pick(field.label)}`)));
      $(".field__body", node)?.append(row);
    };
    const changed = () => node.dispatchEvent(new Event("change"));
    if (before && control.get() === null) line(`${t("apply.last", { value: pick(before.display), at: moment(before.at) })} `, t("apply.last-use"), (row) => (set(before.value), changed(), row.remove(), document.getElementById(control.focusId)?.focus()));
    if (field.control === "file") line("", t("file.earlier"), () => import("./earlier.js").then(({ chooseEarlier }) => chooseEarlier(field, code, (made) => (set([...control.detail(), made]), changed()))));
  }
}

function show(stage, move = true) {
  if (stage === "check" && !form) return;
  if (stage === "check") drawReview();
  for (const [name, node] of Object.entries(stages)) node.hidden = name !== stage;
  const at = Object.keys(stages).indexOf(stage);
  [...$("#stages").children].forEach((item, index) => {
    item.classList.toggle("is-done", index < at);
    if (index === at) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
  if (!move) return;
  scrollTo(0, 0);
  $("h2", stages[stage])?.focus();
}

function toCheck(event) {
  event.preventDefault();
  const errors = form.check();
  form.fail(errors, $("#errors"));
  if (errors.length) return;
  draft.write({ typed: form.typed(), person: who.id });
  saver?.now();
  location.hash = "check";
}

function drawReview() {
  const rows = form.review().filter(({ text, editable }) => text || editable);
  put($("#check"), "answers", rows.map(({ field, text, editable, id }) => {
    const row = stamp("answer-row", { label: pick(field.label), value: text || t("field.none") });
    const change = $("button", row);
    change.hidden = !editable;
    change.append(el("span", { class: "unseen" }, ` ${pick(field.label)}`));
    change.addEventListener("click", () => {
      addEventListener("hashchange", () => setTimeout(() => document.getElementById(id)?.focus()), { once: true });
      history.back();
    });
    return row;
  }));
}

async function send() {
  const body = { service: code, form: form.values(), draft: true };
  const key = draft.keyFor(body);
  for (let round = 0; ; round++) {
    try {
      const { body: made } = await call("POST", "applications", { body, key });
      saver?.stop();
      draft.clear();
      draft.write({ done: made });
      history.replaceState(null, "", "#done");
      return showDone(made);
    } catch (problem) {
      const running = problem.status === 409 && /running|progress|conflict/.test(problem.code || "");
      if (running && round < 5) await new Promise((resolve) => setTimeout(resolve, 800));
      else return refused(problem);
    }
  }
}

function refused(problem) {
  if (problem.unknown) return note($("#check"), t("apply.unknown"), "error");
  if (problem.code === "idempotency_key_reused") {
    draft.refused();
    const line = note($("#check"), `${t("apply.maybe-sent")} `, "error");
    line.append(el("a", { href: root.dataset.mine }, t("apply.see-mine")));
    return null;
  }
  draft.refused();
  if (problem.status === 401) {
    if (!goSignIn()) location.assign(signInUrl());
    return null;
  }
  const errors = errorsOf(problem).filter(({ message }) => message);
  if (!errors.length) return note($("#check"), sentence(problem), "error");
  history.replaceState(null, "", location.pathname);
  show("edit", false);
  form.fail(errors, $("#errors"));
  return null;
}

function showDone(made) {
  put(stages.done, "number", made.number);
  put(stages.done, "code", made.query_code);
  $("#track").href = `${root.dataset.track}?id=${encodeURIComponent(made.id)}`;
  show("done");
}
