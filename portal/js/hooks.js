// Webhooks: a department's endpoints, made, changed, tried, switched off; the secret is shown once. The log is in hooklog.js.

import { $, $$, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#hooks");

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body: choices } = await call("GET", "webhook-choices");
  if (!choices.units.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("hooks.none-to-keep"))));
  root.replaceChildren();
  for (const unit of choices.units) {
    const panel = stamp("hook-list", { unit: pick(unit.name) });
    root.append(panel);
    const own = (one) => one.unit === unit.id;
    const place = { panel, at: `units/${encodeURIComponent(unit.id)}/webhooks`, events: choices.events, services: choices.services.filter(own), targets: choices.targets.filter(own) };
    $("[data-slot=make]", panel).onclick = () => edit(place);
    await list(place);
  }
}

async function list(place) {
  const { body } = await call("GET", place.at);
  const known = new Set(body.items.map((hook) => hook.target));
  const rows = [...body.items.map((hook) => row(place, hook)), ...place.targets.filter(({ code }) => !known.has(code)).map((target) => missing(place, target))];
  put(place.panel, "hooks", rows.length ? rows : [el("p", { class: "cell cell--none" }, t("hooks.none"))]);
}

const button = (text, onclick) => el("button", { type: "button", class: "button button--small", onclick }, text);
const targetOf = (place, code) => place.targets.find((one) => one.code === code);

/** A system the catalogue declares, whose address nobody has entered yet: what is meant for it waits. */
function missing(place, target) {
  const main = el("span", { class: "cell__main" }, el("b", {}, pick(target.name)), el("small", {}, t("hooks.no-address")));
  return el("div", { class: "cell cell--acts", "data-target": target.code }, main, el("span", { class: "state state--warn" }, t("hooks.waits")), button(t("hooks.enter"), () => edit(place, null, target)));
}

function row(place, hook) {
  const target = hook.target && targetOf(place, hook.target);
  const going = hook.failing_since ? t("hooks.failing", { at: moment(hook.failing_since) }) : hook.last_good ? t("hooks.last-good", { at: moment(hook.last_good) }) : t("hooks.never");
  const scope = hook.target ? t("hooks.is-target", { name: pick(target?.name) || hook.target }) : [hook.events.length ? t("hooks.some-events", { count: hook.events.length }) : t("hooks.all-events"), hook.services.length && t("keys.some-services", { count: hook.services.length })].filter(Boolean).join(" · ");
  const overlap = hook.overlap_until && t("hooks.overlap", { at: moment(hook.overlap_until) });
  const main = el("span", { class: "cell__main" }, el("b", {}, hook.name), el("small", {}, el("code", {}, hook.url)), el("small", { class: "quiet" }, [scope, pick(hook.why) || going, overlap].filter(Boolean).join(" · ")));
  const off = hook.state === "off";
  const state = el("span", { class: `state state--${off ? "bad" : hook.failing_since ? "warn" : "good"}` }, off ? t("hooks.state-off") : hook.failing_since ? t("hooks.state-failing") : t("hooks.state-on"));
  const log = button(t("hooks.log"), (event) => busy(event.currentTarget, () => import("./hooklog.js").then(({ openLog }) => openLog(`${place.at}/${hook.id}`, hook.name))));
  return el("div", { class: "cell cell--acts", "data-hook": hook.id }, main, state, log, !off && button(t("hooks.test"), (event) => test(place, hook, event.currentTarget)), button(t("hooks.manage"), () => manage(place, hook)));
}

/** Does it and shows the list anew; a refusal is said in `body`. */
async function attempt(body, work) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(body, problem.errors?.map((one) => pick(one.message)).join(" ") || sentence(problem), "error");
    return false;
  }
}

function test(place, hook, pressed) {
  busy(pressed, async () => {
    if (await attempt(place.panel, () => call("POST", `${place.at}/${hook.id}/test`))) note(place.panel, t("hooks.tested"), "good");
  });
}

function edit(place, hook = null, target = hook?.target ? targetOf(place, hook.target) : null) {
  const body = stamp("hook-form", { about: target ? pick(target.about) : null });
  const name = $("#hook-name", body);
  const url = $("#hook-url", body);
  name.value = hook?.name ?? pick(target?.name);
  url.value = hook?.url ?? "";
  const box = (kind, value, text) => el("label", { class: "pick" }, el("input", { type: "checkbox", name: kind, value, checked: hook?.[kind].includes(value) }), el("span", {}, text));
  for (const kind of ["events", "services"]) {
    put(body, kind, place[kind].map((one) => box(kind, one.code, pick(one.name))));
    $(`[data-field=${kind}]`, body).hidden = Boolean(target || hook?.target);
  }
  const chosen = (kind) => $$(`input[name=${kind}]:checked`, body).map((input) => input.value);
  const act = (close, pressed) => busy(pressed, async () => {
    const wish = { name: name.value.trim() || " ", url: url.value.trim() || "https://", events: chosen("events"), services: chosen("services") };
    let made;
    const done = await attempt(body, async () => {
      made = (hook ? await call("PUT", `${place.at}/${hook.id}`, { body: wish }) : await call("POST", place.at, { body: { ...wish, target: target?.code ?? "" } })).body;
    });
    if (!done) return;
    close();
    if (made.secret) shown(made);
    await list(place).catch(trouble);
  });
  openSheet({ title: hook ? t("hooks.edit") : target ? t("hooks.enter") : t("hooks.make"), body, actions: [{ text: t("cancel") }, { text: t("hooks.save"), kind: "primary", act }] });
  name.focus();
}

function manage(place, hook) {
  const at = `${place.at}/${hook.id}`;
  const cells = el("div", { class: "cells" });
  const body = el("div", {}, cells);
  const sheet = openSheet({ title: hook.name, body });
  const cell = (text, help, onclick) => el("button", { type: "button", class: "cell cell--link", onclick }, el("span", { class: "cell__main" }, el("b", {}, text), el("small", {}, help)));
  const then = (work) => (event) => busy(event.currentTarget, async () => {
    if (await attempt(body, work)) {
      sheet.close();
      await list(place).catch(trouble);
    }
  });
  cells.append(
    cell(t("hooks.edit"), t("hooks.edit-help"), () => {
      sheet.close();
      edit(place, hook);
    }),
    cell(t("hooks.rotate"), t("hooks.rotate-help"), then(async () => shown((await call("POST", `${at}/secret`, { body: {} })).body))),
    hook.state === "off" ? cell(t("hooks.on"), t("hooks.on-help"), then(() => call("PUT", at, { body: { on: true } }))) : cell(t("hooks.off"), t("hooks.off-help"), then(() => call("PUT", at, { body: { on: false } }))),
    cell(t("hooks.remove"), t("hooks.remove-help"), () => {
      sheet.close();
      remove(place, hook);
    }),
  );
}

function remove(place, hook) {
  const body = el("div", {}, el("p", {}, t("hooks.remove-sure")));
  const act = (close, pressed) => busy(pressed, async () => {
    if (!(await attempt(body, () => call("DELETE", `${place.at}/${hook.id}`)))) return;
    close();
    await list(place).catch(trouble);
  });
  openSheet({ title: `${t("hooks.remove")} · ${hook.name}`, body, actions: [{ text: t("cancel") }, { text: t("hooks.remove"), kind: "primary", act }] });
}

/** The secret, this once. */
function shown(hook) {
  const secret = el("input", { class: "input", id: "hook-secret", readonly: true, value: hook.secret, "aria-label": t("hooks.secret") });
  const copy = { text: t("keys.copy"), kind: "primary", act: () => (secret.select(), navigator.clipboard?.writeText(hook.secret)) };
  openSheet({ title: hook.name, body: el("div", { class: "fields" }, el("p", {}, t("hooks.once")), secret), actions: [copy, { text: t("close") }] });
  secret.select();
}
