// Exports: ask for a department's applications as a file, see how far it is, fetch or cancel it. Keys are in keys.js.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { createWhere } from "./where.js";
import { lang, moment, pick, size, t, today } from "./words.js";

const root = $("#exports");
const PAUSE = 2000;
const GOING = ["queued", "running"];
const STATES = { queued: "exports.state-queued", running: "exports.state-running", done: "exports.state-done", failed: "exports.state-failed", expired: "exports.state-expired", cancelled: "exports.state-cancelled" };
const SENT = { waiting: "exports.sent-waiting", done: "exports.sent-done", failed: "exports.sent-failed" };
const ENCLOSED = { attachments: "exports.attachments", packages: "exports.packages" };
const KINDS = { done: "good", failed: "bad", expired: "warn", cancelled: "warn" };

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body: choices } = await call("GET", "export-choices");
  if (!choices.services.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("exports.none"))));
  const names = Object.fromEntries(choices.services.map(({ code, name }) => [code, pick(name)]));
  const plans = stamp("plan-list");
  root.replaceChildren(form(choices), plans, stamp("export-list"));
  const keys = el("div");
  root.append(keys);
  await Promise.all([list(names), listPlans(plans, names)]);
  import("./keys.js").then(({ keep }) => keep(keys, choices)).catch(trouble);

  function form({ services, states, enclosed, targets }) {
    const made = stamp("export-form");
    const box = (name, value, text, checked = false) => el("label", { class: "pick" }, el("input", { type: "checkbox", name, value, checked }), el("span", {}, text));
    // Figures of the statistics lead here with what they counted.
    const given = new URLSearchParams(location.search);
    put(made, "services", services.map(({ code, name }) => box("services", code, pick(name), services.length === 1 || given.getAll("services").includes(code))));
    put(made, "states", states.map(({ code, name }) => box("states", code, pick(name))));
    const place = (code, text) => el("label", { class: "pick" }, el("input", { type: "radio", name: "deliver", value: code, checked: !code }), el("span", {}, text));
    put(made, "targets", [place("", t("exports.here-only")), ...targets.map(({ code, place: where }) => place(code, `${code} · ${where}`))]);
    $("[data-field=deliver]", made).hidden = !targets.length;
    for (const input of $$("input[name=enclosed]", made)) input.closest("label").hidden = !enclosed.includes(input.value);
    made.elements.to.value = given.get("to") || today();
    made.elements.from.value = given.get("from") || `${today().slice(0, 8)}01`;
    const where = createWhere($("[data-slot=where]", made));
    const chosen = (name) => $$(`input[name="${name}"]:checked`, made).map((input) => input.value);
    let asked = 0;
    const columns = async () => {
      const turn = ++asked;
      const found = new Map();
      const fields = new Map();
      for (const code of chosen("services")) {
        const { body } = await call("GET", `export-choices/${encodeURIComponent(code)}`);
        for (const { name, label } of body.items) found.set(name, found.get(name) ?? pick(label));
        for (const field of body.filters) fields.set(field.name, fields.get(field.name) ?? field);
      }
      if (turn !== asked) return;
      where.offer([...fields.values()]);
      put(made, "columns", [...found].map(([name, label]) => box("columns", name, label, !/^(opinion|hours)[.]/.test(name))));
    };
    made.elements.services && $("[data-slot=services]", made).addEventListener("change", () => columns().catch(trouble));
    columns().catch(trouble);
    made.addEventListener("change", () => {
      const saved = Boolean(made.elements.rhythm.value);
      $("[data-field=enclosed]", made).hidden = made.elements.format.value !== "zip";
      for (const [name, hidden] of [["from", saved], ["name", !saved]]) $(`[data-field=${name}]`, made).hidden = hidden;
      $(".button--primary", made).textContent = saved ? t("exports.save-plan") : t("exports.ask");
    });
    made.onsubmit = (event) => {
      event.preventDefault();
      busy(event.submitter, async () => {
        const { from, to, format } = made.elements;
        const body = { services: chosen("services"), from: from.value, to: to.value, states: chosen("states"), columns: chosen("columns"), filter: where.read(), format: format.value, enclosed: format.value === "zip" ? chosen("enclosed") : [], deliver: chosen("deliver")[0] ?? "", lang };
        try {
          if (!body.services.length) return void note(made, t("exports.choose-service"), "error");
          if (!body.columns.length) return void note(made, t("exports.choose-column"), "error");
          if (format.value === "zip" && !body.enclosed.length) return void note(made, t("exports.choose-enclosed"), "error");
          if (!body.filter) return void note(made, t("where.incomplete"), "error");
          const rhythm = made.elements.rhythm.value;
          const { from: _from, to: _to, ...wish } = body;
          if (rhythm) await call("POST", "export-plans", { body: { ...wish, rhythm, name: made.elements.name.value.trim() || " " } });
          else await call("POST", "exports", { body });
          note(made, rhythm ? t("exports.planned") : t("exports.asked"), "good");
          await (rhythm ? listPlans(plans, names) : list(names));
        } catch (problem) {
          if (!(problem.status >= 0)) throw problem;
          note(made, problem.errors?.map((one) => pick(one.message)).join(" ") || sentence(problem), "error");
        }
      });
    };
    return made;
  }
}

const RHYTHMS = { daily: "exports.daily", weekly: "exports.weekly", monthly: "exports.monthly" };

/** Exports that are made by themselves. */
async function listPlans(panel, names) {
  const { body } = await call("GET", "export-plans");
  panel.hidden = !body.items.length;
  put(panel, "plans", body.items.map((one) => {
    const main = el("span", { class: "cell__main" }, el("b", {}, one.name), el("small", {}, [one.services.map((code) => names[code] ?? code).join(t("field.comma")), t(RHYTHMS[one.rhythm]), one.format.toUpperCase(), Object.keys(one.filter).length > 0 && t("where.filtered")].filter(Boolean).join(" · ")), el("small", { class: "quiet" }, one.failed ? t("exports.plan-failed") : t("exports.next", { at: moment(one.next_at) })));
    const remove = (event) => busy(event.currentTarget, async () => {
      try {
        await call("DELETE", `export-plans/${one.id}`);
        await listPlans(panel, names);
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        note(root, sentence(problem), "error");
      }
    });
    return el("div", { class: "cell cell--acts", "data-plan": one.id }, main, one.failed && el("span", { class: "state state--bad" }, t("exports.state-failed")), el("button", { type: "button", class: "button button--small", onclick: remove }, t("exports.remove-plan")));
  }));
}

let timer;

async function list(names) {
  clearTimeout(timer);
  const { body } = await call("GET", "exports");
  const going = body.items.some(({ state, delivery }) => GOING.includes(state) || (delivery?.state === "waiting" && !delivery.tries));
  const jobs = $("#export-jobs");
  if (jobs.dataset.going && !going) say(t("exports.ready"));
  jobs.dataset.going = going ? "1" : "";
  jobs.replaceChildren(...(body.items.length ? body.items.map((one) => job(one, names)) : [el("p", { class: "cell cell--none" }, t("exports.no-jobs"))]));
  if (going) timer = setTimeout(() => list(names).catch(trouble), PAUSE);
}

function job(one, names) {
  const told = [`${one.from} – ${one.to}`, one.format.toUpperCase(), ...one.enclosed.map((what) => t(ENCLOSED[what])), Object.keys(one.filter).length > 0 && t("where.filtered"), one.rows !== null && t("exports.rows", { count: one.rows }), one.size && size(one.size)];
  const main = el("span", { class: "cell__main" }, el("b", {}, one.services.map((code) => names[code] ?? code).join(t("field.comma"))), el("small", {}, told.filter(Boolean).join(" · ")), el("small", { class: "quiet" }, pick(one.problem) || t("exports.snapshot", { at: moment(one.snapshot) })));
  const state = el("span", { class: `state state--${KINDS[one.state] ?? "now"}` }, t(STATES[one.state]), GOING.includes(one.state) && ` ${one.percent}%`);
  const act = (path, method, then) => (event) => busy(event.currentTarget, async () => {
    try {
      then((await call(method, `exports/${one.id}/${path}`)).body);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(root, sentence(problem), "error");
    }
  });
  const button = (text, onclick) => el("button", { type: "button", class: "button button--small", onclick }, text);
  const fetch = one.state === "done" && button(t("exports.fetch"), act("file", "GET", ({ url }) => location.assign(url)));
  const sent = one.delivery && el("small", { class: "quiet" }, t(SENT[one.delivery.state], { place: one.deliver, key: one.delivery.key, tries: one.delivery.tries, why: one.delivery.problem }));
  if (sent) main.append(sent);
  const again = one.delivery?.state === "failed" && one.state === "done" && button(t("exports.deliver-again"), act("delivery", "POST", () => list(names).catch(trouble)));
  const cancel = GOING.includes(one.state) && button(t("exports.cancel"), act("cancel", "POST", () => list(names).catch(trouble)));
  return el("div", { class: "cell cell--acts", "data-job": one.id }, main, state, fetch, again, cancel);
}
