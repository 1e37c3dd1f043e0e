// What the hall knows of me, my language and SMS choice, and the way out.

import { $, el, put } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const root = $("#me");

startSignedIn(root).then((who) => who && show(who));

function show(who) {
  $("#loading").remove();
  $("#me-body").hidden = false;
  const fact = (label, value) => value && el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, value));
  const categories = JSON.parse(root.dataset.categories);
  const units = Object.values(who.unit_names || {}).map(pick);
  const positions = (who.positions || []).map((one) => pick(one.title));
  put(root, "facts", [
    fact(t("me.name"), pick(who.name)),
    fact(t("me.id"), who.id),
    fact(t("me.category"), categories[who.category]),
    fact(t("me.units"), [...new Set(units)].join(" · ")),
    fact(t("me.positions"), positions.join(t("field.comma"))),
    fact(t("me.mobile"), who.mobile),
    fact(t("me.email"), who.email),
  ].filter(Boolean));
  const form = $("#preferences");
  for (const radio of form.elements.lang) radio.checked = radio.value === who.preferences.lang;
  form.elements.sms.checked = who.preferences.sms;
  if (["staff", "cadre"].includes(who.category)) showStanding();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy($("button", form), () => save(form));
  });
  $("#sign-out").addEventListener("click", (event) => busy(event.currentTarget, signOut));
}

/** Proxies, absence and handovers are for staff; whoever never needs them does not load them. */
async function showStanding() {
  const part = await import("./proxies.js").catch(() => null);
  await part?.showProxies($("#standing"), root);
}

async function save(form) {
  try {
    await call("PUT", "me/preferences", { body: { lang: form.elements.lang.value, sms: form.elements.sms.checked } });
    note(root, t("me.saved"), "good");
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
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
