// API keys of the departments one leads: made (the secret is shown once), replaced, revoked.

import { $, $$, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const STATES = { live: "keys.state-live", replaced: "keys.state-replaced", revoked: "keys.state-revoked", ended: "keys.state-ended" };

export function keep(root, { units, services }) {
  for (const unit of units) {
    const panel = stamp("key-list");
    if (units.length > 1) $("h2", panel).append(` · ${pick(unit.name)}`);
    root.append(panel);
    const at = `units/${encodeURIComponent(unit.id)}/keys`;
    const again = () => list(panel, at);
    $("[data-slot=make]", panel).onclick = () => make(at, services.filter((one) => one.unit === unit.id), again);
    again();
  }
}

async function list(panel, at) {
  const { body } = await call("GET", at);
  const rows = body.items.map((key) => row(panel, at, key));
  put(panel, "keys", rows.length ? rows : [el("p", { class: "cell cell--none" }, t("keys.none"))]);
}

function row(panel, at, key) {
  const live = key.state === "live";
  const used = key.used_at ? t("keys.used", { at: moment(key.used_at) }) : t("keys.never-used");
  const scope = [key.actions.includes("notices") && t("keys.notices"), key.actions.includes("sensitive") && t("keys.sensitive"), key.actions.includes("attachments") && t("keys.attachments"), key.actions.includes("packages") && t("keys.packages"), ...["webhooks", "cases", "feeds", "devices", "prints"].map((one) => key.actions.includes(one) && t(`keys.${one}`)), key.services.length && t("keys.some-services", { count: key.services.length }), key.networks.join(" ")].filter(Boolean).join(" · ");
  const main = el("span", { class: "cell__main" }, el("b", {}, key.name), el("small", {}, el("code", {}, `${key.prefix}…`), ` · ${t("keys.until", { at: moment(key.ends_at) })} · ${used}`), scope && el("small", { class: "quiet" }, scope));
  const state = el("span", { class: `state state--${live ? "good" : "warn"}` }, t(STATES[key.state]));
  const button = (text, onclick) => el("button", { type: "button", class: "button button--small", onclick }, text);
  const again = () => list(panel, at);
  return el("div", { class: "cell cell--acts", "data-key": key.id }, main, state, live && button(t("keys.replace"), () => replace(at, key, again)), ["live", "replaced"].includes(key.state) && button(t("keys.revoke"), () => revoke(at, key, again)));
}

const day = (months) => {
  const at = new Date();
  at.setMonth(at.getMonth() + months);
  return at.toISOString().slice(0, 10);
};
const field = (id, label, input, help) => [el("label", { class: "field__label", for: id }, label), help && el("p", { class: "field__help" }, help), input];
const until = () => el("input", { class: "input", type: "date", id: "key-until", value: day(6) });

/** A sheet whose answer is a new key; refusals are said in it. */
function ask(title, body, text, path, wish, again) {
  const act = (close, button) => busy(button, async () => {
    try {
      const { body: made } = await call("POST", path, { body: wish() });
      close();
      shown(made);
      again();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(body, problem.errors?.map((one) => pick(one.message)).join(" ") || sentence(problem), "error");
    }
  });
  openSheet({ title, body, actions: [{ text: t("cancel") }, { text, kind: "primary", act }] });
}

function make(at, services, again) {
  const name = el("input", { class: "input", id: "key-name", maxlength: "80", autocomplete: "off" });
  const networks = el("textarea", { class: "input", id: "key-networks", rows: "2" });
  const last = until();
  const box = (attributes, text) => el("label", { class: "pick" }, el("input", { type: "checkbox", ...attributes }), el("span", {}, text));
  const picks = el("div", { class: "picks" }, services.map((one) => box({ name: "service", value: one.code }, pick(one.name))));
  const actions = [["exports", t("keys.exports"), true], ["sensitive", t("keys.sensitive")], ["attachments", t("keys.attachments")], ["packages", t("keys.packages")], ["notices", t("keys.notices")], ["webhooks", t("keys.webhooks")], ["cases", t("keys.cases")], ["feeds", t("keys.feeds")], ["devices", t("keys.devices")], ["prints", t("keys.prints")]];
  const whole = actions.map(([value, words, checked]) => box({ name: "action", value, checked }, words));
  const body = el("div", { class: "fields" }, field("key-name", t("keys.name"), name, t("keys.name-help")), field("key-until", t("keys.last-day"), last), el("p", { class: "field__label" }, t("keys.services")), el("p", { class: "field__help" }, t("keys.services-help")), picks, field("key-networks", t("keys.networks"), networks, t("keys.networks-help")), whole);
  const wish = () => ({
    name: name.value.trim() || " ",
    until: last.value || "0000-00-00",
    actions: $$("input[name=action]:checked", body).map((input) => input.value),
    services: $$("input[name=service]:checked", body).map((input) => input.value),
    networks: networks.value.split(/\s+/).filter(Boolean),
  });
  ask(t("keys.make"), body, t("keys.make"), at, wish, again);
  name.focus();
}

function replace(at, key, again) {
  const last = until();
  const body = el("div", { class: "fields" }, el("p", {}, t("keys.replace-help")), field("key-until", t("keys.last-day"), last));
  ask(`${t("keys.replace")} · ${key.name}`, body, t("keys.replace"), `${at}/${key.id}/replacement`, () => ({ until: last.value || "0000-00-00" }), again);
}

function revoke(at, key, again) {
  const body = el("p", {}, t("keys.revoke-help"));
  const act = (close, button) => busy(button, async () => {
    try {
      await call("DELETE", `${at}/${key.id}`);
      close();
      again();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(body, sentence(problem), "error");
    }
  });
  openSheet({ title: `${t("keys.revoke")} · ${key.name}`, body, actions: [{ text: t("cancel") }, { text: t("keys.revoke"), kind: "primary", act }] });
}

/** The secret, this once. */
function shown(key) {
  const secret = el("input", { class: "input", id: "key-secret", readonly: true, value: key.secret, "aria-label": t("keys.secret") });
  const copy = { text: t("keys.copy"), kind: "primary", act: () => (secret.select(), navigator.clipboard?.writeText(key.secret)) };
  openSheet({ title: key.name, body: el("div", { class: "fields" }, el("p", {}, t("keys.once")), secret), actions: [copy, { text: t("close") }] });
  secret.select();
}
