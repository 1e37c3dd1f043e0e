// What the hall knows of me, how it may talk to me, and the way out.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const root = $("#me");
const KEEPERS = ["department_head", "officer", "business_coordinator", "technical_administrator"];
const COLLECTORS = ["officer", "department_head", "department_leader"];
const EXPORTERS = ["department_head", "department_leader", "business_coordinator"];
const form = $("#preferences");

startSignedIn(root).then((who) => who && load(who));

async function load(who) {
  const { body } = await call("GET", "me/messages").catch((problem) => {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
    return { body: null };
  });
  $("#loading").remove();
  $("#me-body").hidden = false;
  showFacts(who, body?.channels || []);
  if (["staff", "cadre"].includes(who.category)) showStanding();
  form.hidden = !body;
  if (body) showChoices(body, who.positions?.length > 0);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy($("button.button--primary", form), save);
  });
  $("#sign-out").addEventListener("click", (event) => busy(event.currentTarget, signOut));
}

function showFacts(who, channels) {
  const dead = (id) => channels.some((one) => one.id === id && one.reached === "dead") && el("p", { class: "field__error" }, t("me.dead"));
  const fact = (label, value, more) => value && el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, value, more || ""));
  const categories = JSON.parse(root.dataset.categories);
  const units = Object.values(who.unit_names || {}).map(pick);
  const positions = (who.positions || []).map((one) => pick(one.title));
  put(root, "facts", [
    fact(t("me.name"), pick(who.name)),
    fact(t("me.id"), who.id),
    fact(t("me.category"), categories[who.category]),
    fact(t("me.units"), [...new Set(units)].join(" · ")),
    fact(t("me.positions"), positions.join(t("field.comma"))),
    fact(t("me.mobile"), who.mobile || t("me.no-address"), dead("sms")),
    fact(t("me.email"), who.email || t("me.no-address"), dead("mail")),
  ].filter(Boolean));
  const keeps = (roles) => (who.positions || []).some((one) => roles.includes(one.role));
  $("#checks-link").hidden = !keeps(KEEPERS);
  $("#exports-link").hidden = $("#hooks-link").hidden = !keeps(EXPORTERS);
  $("#exports-link").hidden = !keeps(EXPORTERS);
  $("#collections-link").hidden = !keeps(COLLECTORS);
  for (const id of ["exports", "statistics"]) $(`#${id}-link`).hidden = !keeps(EXPORTERS);
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
