// Add, change, prove and give up an address: a sheet for the address, a sheet for its code.

import { $, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const NEW = { email: "contact.new-email", mobile: "contact.new-mobile" };
const HELP = { email: "contact.email-help", mobile: "contact.mobile-help" };
const TYPES = { email: { type: "email", autocomplete: "email", maxlength: "254" }, mobile: { type: "tel", autocomplete: "tel", inputmode: "tel", maxlength: "20" } };
const CODE = { type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "10" };
const MINUTES = 10;

/** Asks for the address, then for its code; `again(contacts, text)` draws the page anew. */
export function change(kind, address, again) {
  const { body, input, fail } = ask({ label: t(NEW[kind]), help: t(HELP[kind]) }, TYPES[kind]);
  input.value = address;
  const act = (close, button) => busy(button, async () => {
    const made = await tried(() => call("POST", "me/contacts", { body: { kind, address: input.value.trim() || "?" } }), fail);
    if (!made) return;
    close();
    enter(made, again);
  });
  opened(t(NEW[kind]), body, input, t("contact.send"), act);
}

/** Asks for the code that was sent to `waiting.address`. */
export function enter(waiting, again) {
  let sent = waiting;
  const told = t("contact.sent", { address: waiting.address, minutes: MINUTES });
  const { body, input, fail } = ask({ told, label: t("contact.code"), hint: t("contact.not-come") }, CODE);
  const resend = document.createElement("button");
  Object.assign(resend, { type: "button", className: "button button--small" });
  const clock = setInterval(tick, 1000);
  tick();
  resend.addEventListener("click", () => busy(resend, async () => {
    const made = await tried(() => call("POST", "me/contacts", { body: { kind: sent.kind, address: sent.address } }), fail);
    if (!made) return;
    sent = made;
    tick();
    note(body, t("contact.resent"), "good");
    input.focus();
  }));
  body.append(resend);
  const act = (close, button) => busy(button, async () => {
    if (!/^\d{6}$/.test(input.value.trim())) return fail(t("contact.six"));
    const known = await tried(() => call("POST", `me/contacts/${encodeURIComponent(sent.id)}/confirmation`, { body: { code: input.value.trim() } }), fail);
    if (!known) return;
    close();
    again(known, t("contact.done", { address: sent.address }));
  });
  opened(t("contact.enter"), body, input, t("contact.confirm"), act).addEventListener("close", () => clearInterval(clock));

  /** When another code may be asked for. */
  function tick() {
    const left = Math.ceil((new Date(sent.resend_at) - Date.now()) / 1000);
    resend.disabled = left > 0;
    resend.textContent = left > 0 ? t("contact.resend-in", { count: left }) : t("contact.resend");
  }
}

export function remove(kind, address, again) {
  const body = document.createElement("p");
  body.textContent = t("contact.remove-help");
  const act = (close, button) => busy(button, async () => {
    const known = await tried(() => call("DELETE", `me/contacts/${kind}`), (text) => note(body, text, "error"));
    if (!known) return;
    close();
    again(known, t("contact.removed"));
  });
  openSheet({ title: t("contact.remove-title", { address }), body, actions: [{ text: t("cancel") }, { text: t("contact.remove"), kind: "danger", act }] });
}

function ask(slots, attributes) {
  const body = stamp("contact-body", slots);
  const input = $("input", body);
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const fail = (text) => {
    put(body, "error", text);
    input.setAttribute("aria-invalid", "true");
    input.focus();
    say(text);
  };
  return { body, input, fail };
}

/** The answer, or null after `fail` has said why not. */
async function tried(work, fail) {
  try {
    return (await work()).body;
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    const wait = problem.status === 429 && problem.wait;
    fail(problem.errors.map((one) => pick(one.message)).join(" ") || (wait ? t("contact.wait", { count: wait }) : sentence(problem)));
    return null;
  }
}

/** A sheet with one field: Enter does what its button does. */
function opened(title, body, input, text, act) {
  const sheet = openSheet({ title, body, actions: [{ text: t("cancel") }, { text, kind: "primary", act }] });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    $(".sheet__foot .button--primary", sheet).click();
  });
  input.focus();
  return sheet;
}
