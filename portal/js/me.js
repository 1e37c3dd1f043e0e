// How I am reached, what the hall knows of me and from whom, how it may talk to me, and the way out.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#me");
const KEEPERS = ["department_head", "officer", "business_coordinator", "technical_administrator"];
const COLLECTORS = ["officer", "department_head", "department_leader"];
const EXPORTERS = ["department_head", "department_leader", "business_coordinator"];
const SERVING = ["department_head", "officer"];
const SENDERS = ["department_head", "department_leader", "college_leader", "officer"];
const KINDS = { mail: "email", sms: "mobile" };
const KIND_NAMES = { email: "contact.email", mobile: "contact.mobile" };
const CHANGES = { verified: "contact.log-verified", removed: "contact.log-removed" };
const form = $("#preferences");

startSignedIn(root).then((who) => who && load(who));

async function load(who) {
  const [body, known] = await Promise.all(["me/messages", "me/profile"].map(ask));
  $("#loading").remove();
  $("#me-body").hidden = false;
  showFacts(who);
  if (known) showRecords(known.records);
  if (known) showContacts(known.contacts, body?.channels || []);
  $("#sessions").addEventListener("toggle", () => part(import("./sessions.js"), ({ showSessions }) => showSessions($("#sessions"), root)), { once: true });
  if (["staff", "cadre"].includes(who.category)) showStanding();
  form.hidden = !body;
  if (body) showChoices(body, who.positions?.length > 0);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy($("button.button--primary", form), save);
  });
  $("#calendar-make").onclick = (event) => busy(event.currentTarget, () => calendar("POST"));
  $("#calendar-revoke").onclick = (event) => busy(event.currentTarget, () => calendar("DELETE"));
  $("#sign-out").addEventListener("click", (event) => busy(event.currentTarget, signOut));
}

/** What one part of the page is made of; null where it could not be had, which is said. */
function ask(path) {
  return call("GET", path).then(
    ({ body }) => body,
    (problem) => {
      if (!(problem.status >= 0)) throw problem;
      note(root, sentence(problem), "error");
      return null;
    },
  );
}

/** What only some readers need is loaded when they ask for it. */
const part = (loading, then) => loading.then(then, () => note(root, t("problem.reload"), "error"));

const fact = (label, value) => value && el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, value));

/** Positions are the hall's own rosters, and shown with what else it is that somebody is here. */
function showFacts(who) {
  const positions = (who.positions || []).map((one) => pick(one.title));
  put(root, "facts", [fact(t("me.positions"), positions.join(t("field.comma")))].filter(Boolean));
  const keeps = (roles) => (who.positions || []).some((one) => roles.includes(one.role));
  const show = (roles, ...names) => names.forEach((name) => { $(`#${name}-link`).hidden = !keeps(roles); });
  show(KEEPERS, "checks", "rosters", "directory", "coverage", "catalogue", "answers");
  show(EXPORTERS, "cases", "exports", "statistics", "hooks");
  show(COLLECTORS, "collections");
  show(SENDERS, "bills");
  show(SERVING, "counters");
  show(["hall_helper"], "helper");
}

/** The way to have a value put right at its source: an application to whoever keeps it (X4). */
const report = (label, place) => el("a", { class: "report", href: `${root.dataset.report}?value=${encodeURIComponent(place)}`, "aria-label": `${label}: ${t("data.report")}` }, t("data.report"));

function showRecords(records) {
  put(root, "records", records.map((one) => {
    const facts = one.facts.map(({ label, value, place, disputed }) => fact(pick(label), [pick(value), " ", disputed ? el("span", { class: "state state--warn" }, t("data.disputed")) : report(pick(label), place)]));
    const keeps = [one.unit && t("me.keeps", { who: pick(one.unit.name) }), one.fresh_at && t("data.fresh", { at: moment(one.fresh_at) })].filter(Boolean).join(" · ");
    return stamp("record", { name: pick(one.name), keeps, facts, who: one.unit?.phone && [t("me.call"), " ", el("a", { href: `tel:${one.unit.phone.replace(/[^\d+]/g, "")}` }, one.unit.phone)] });
  }));
}

/** Email and mobile number, each with where it is from; changing them is in contacts.js. */
function showContacts(contacts, channels) {
  const box = $("#contacts");
  const again = (next, text) => {
    // A new address is not known to be dead.
    showContacts(next, channels.map((one) => (next[KINDS[one.id]]?.address === contacts[KINDS[one.id]]?.address ? one : { ...one, reached: "yes" })));
    if (text) note(box, text, "good").focus();
  };
  const open = (name, ...given) => (event) => busy(event.currentTarget, () => part(import("./contacts.js"), (sheets) => sheets[name](...given, again)));
  box.hidden = false;
  put(box, "advice", !contacts.outside && t("contact.advice"));
  put(box, "contacts", ["email", "mobile"].map((kind) => contactRow(kind, contacts, channels.some((one) => KINDS[one.id] === kind && one.reached === "dead"), open)));
  $("#contact-log").hidden = !contacts.log.length;
  put(box, "log", contacts.log.map((one) => el("li", {}, `${moment(one.at)} · ${t(KIND_NAMES[one.kind])} ${one.address} ${t(CHANGES[one.change])}`)));
}

function contactRow(kind, contacts, dead, open) {
  const one = contacts[kind];
  const waits = contacts.waiting?.kind === kind && contacts.waiting;
  const button = (text, act, name) => el("button", { type: "button", class: "button button--small", onclick: act, "aria-label": name && `${text} ${name}` }, text);
  const name = t(KIND_NAMES[kind]);
  const tone = dead ? ["bad", t("contact.dead")] : one.verified_at ? ["good", t("contact.verified")] : ["quiet", t("contact.from-school")];
  return stamp("contact-row", {
    kind: name,
    address: one.address || t("me.no-address"),
    directory: [one.verified_at && one.directory && one.directory !== one.address && t("contact.instead-of", { address: one.directory }), waits && t("contact.waits", { address: waits.address })].filter(Boolean).join(" · "),
    dead: dead && t("me.dead"),
    state: one.address && el("span", { class: `state state--${tone[0]}` }, tone[1]),
    acts: one.offered && [
      waits && button(t("contact.enter"), open("enter", waits)),
      button(one.address ? t("contact.change") : t("contact.add"), open("change", kind, ""), name),
      one.address && !one.verified_at && button(t("contact.verify"), open("change", kind, one.address), name),
      one.verified_at && button(t("contact.remove"), open("remove", kind, one.address), name),
    ].filter(Boolean),
  });
}

/** Proxies, absence and handovers are for staff; whoever never needs them does not load them. */
async function showStanding() {
  const part = await import("./proxies.js").catch(() => null);
  await part?.showProxies($("#standing"), root);
}

function showChoices(wishes, handles) {
  for (const name of ["lang", "digest"]) for (const radio of form.elements[name]) radio.checked = radio.value === wishes[name];
  form.elements.sms.checked = wishes.sms;
  $("#sms-field").hidden = !wishes.channels.some((one) => one.id === "sms");
  $("#digest").hidden = !handles;
  const titles = Object.fromEntries(wishes.channels.map((one) => [one.id, pick(one.title)]));
  put(form, "groups", wishes.groups.map((group) => groupRow(group, titles)));
  const [from = "", to = ""] = wishes.quiet.split("-");
  form.elements["quiet-from"].value = from;
  form.elements["quiet-to"].value = to;
  showOrder(wishes.order.filter((id) => titles[id]), titles);
}

function groupRow(group, titles) {
  const box = (id) => el("label", { class: "pick" }, el("input", { type: "checkbox", name: group.id, value: id, checked: group.on.includes(id) }), el("span", {}, titles[id]));
  const row = stamp("group-row", { title: pick(group.title), must: group.mandatory && t("me.must"), picks: group.offered.map(box) });
  row.dataset.field = `channels/${group.id}`;
  row.setAttribute("aria-label", pick(group.title));
  return row;
}

function showOrder(order, titles) {
  const rows = order.map((id, at) => {
    const row = stamp("order-row", { name: titles[id] });
    const up = $("button", row);
    row.dataset.channel = id;
    up.hidden = at === 0;
    up.setAttribute("aria-label", t("me.up", { name: titles[id] }));
    up.addEventListener("click", () => {
      const moved = [...order];
      moved.splice(at - 1, 2, id, order[at - 1]);
      showOrder(moved, titles);
      $(`[data-channel="${id}"] button:not([hidden])`, form)?.focus();
      say(moved.map((one) => titles[one]).join(" → "));
    });
    return row;
  });
  put(form, "order", rows);
  $('[data-field="order"]', form).hidden = order.length < 2;
}

function wished() {
  const channels = {};
  for (const row of $$(".way", form)) channels[row.dataset.field.slice(9)] = $$("input:checked", row).map((box) => box.value);
  const [from, to] = ["from", "to"].map((end) => form.elements[`quiet-${end}`].value);
  return {
    lang: form.elements.lang.value,
    sms: form.elements.sms.checked,
    digest: form.elements.digest.value,
    channels,
    quiet: from || to ? `${from}-${to}` : "",
    order: $$(".order__row", form).map((row) => row.dataset.channel).join(","),
  };
}

async function save() {
  for (const old of $$(".field__error", form)) old.remove();
  try {
    await call("PUT", "me/messages", { body: wished() });
    note(root, t("me.saved"), "good").scrollIntoView({ block: "nearest" });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    const placed = problem.errors.map(showError).filter(Boolean);
    if (placed.length) placed[0].focus();
    else note(root, sentence(problem), "error");
  }
}

/** A refusal where its field is; null when it belongs to none. */
function showError({ pointer, message }) {
  const field = $(`[data-field="${CSS.escape(pointer.slice(1))}"]`, form);
  if (!field) return null;
  const line = el("p", { class: "field__error", role: "alert", tabindex: "-1" }, pick(message));
  ($(".field__body", field) || field).append(line);
  return line;
}

/** The address of one's calendar, or none any more. */
async function calendar(method) {
  const panel = $("#calendar");
  try {
    const { body } = await call(method, "me/calendar");
    const address = body?.url && el("input", { class: "input", readonly: true, value: body.url, "aria-label": t("me.calendar-made") });
    const copy = address && el("button", { type: "button", class: "button", onclick: () => (address.select(), navigator.clipboard?.writeText(body.url)) }, t("me.calendar-copy"));
    put(panel, "address", address ? [address, copy] : el("p", { role: "status" }, t("me.calendar-revoked")));
    address?.select();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(panel, sentence(problem), "error");
  }
}

async function signOut() {
  try {
    const { body } = await call("POST", "sign-out");
    sessionStorage.clear();
    location.assign(body?.location || root.dataset.home);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}
