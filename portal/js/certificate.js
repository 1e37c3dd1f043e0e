// Whether a certificate is genuine: its code is asked about, its file compared here, in the browser; nothing is sent.

import { $, el, stamp } from "./dom.js";
import { call } from "./api.js";
import { startFrame } from "./frame.js";
import { busy, note, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const form = $("#check");
const code = $("#check-code");
const answer = $("#answer");
const KINDS = { valid: "good", revoked: "bad", superseded: "warn", expired: "warn", unknown: "bad" };
const TOLD = { valid: t("verify.valid"), revoked: t("verify.revoked"), superseded: t("verify.superseded"), expired: t("verify.expired"), unknown: t("verify.unknown") };

startFrame();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy($("button", form), ask);
});
const given = new URLSearchParams(location.search).get("c");
if (given) {
  code.value = given.slice(0, 60);
  busy($("button", form), ask);
}

async function ask() {
  const asked = code.value.trim();
  $("#check-error").hidden = Boolean(asked);
  code.setAttribute("aria-invalid", String(!asked));
  if (!asked) return code.focus();
  try {
    show((await call("POST", "certificate-checks", { body: { code: asked } })).body);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(answer, problem.status === 429 ? t("verify.slow") : sentence(problem), "error");
    answer.hidden = false;
  }
  return null;
}

function show(found) {
  const fact = (word, value) => value && el("div", { class: "fact" }, el("dt", {}, word), el("dd", {}, value));
  const ended = ["revoked", "superseded"].includes(found.state) && found.changed_on;
  const facts = [
    fact(t("verify.title"), pick(found.title)),
    fact(t("verify.number"), found.number),
    fact(t("verify.person"), pick(found.person_name)),
    fact(t("verify.issuer"), pick(found.issuer)),
    fact(t("verify.issued"), found.issued_on),
    fact(t("verify.until"), found.issued_on && (found.valid_until || t("verify.no-end"))),
    fact(t("verify.since"), ended),
    found.digest && fact(t("verify.seal"), sealed(found.seal)),
    found.seal && fact(t("verify.seal-cert"), t("verify.seal-issued", found.seal)),
    found.seal && fact(t("verify.seal-print"), el("code", {}, found.seal.fingerprint)),
  ].filter(Boolean);
  const result = stamp("verify-answer", { state: el("span", { class: `state state--${KINDS[found.state]}` }, pick(found.state_text)), told: TOLD[found.state], facts });
  $("[data-sealed]", result).hidden = !found.seal;
  const compared = $("[data-compare]", result);
  compared.hidden = !found.digest;
  if (found.digest) listen(compared, found.digest);
  answer.replaceChildren(result);
  answer.hidden = false;
  $("h2", result).focus();
}

function sealed(seal) {
  return seal ? t("verify.seal-by", { name: pick(seal.name), day: moment(seal.at) }) : t("verify.seal-none");
}

/** A file that is dropped or chosen is worked out here and compared with what was issued. */
function listen(place, digest) {
  const input = $("input", place);
  const drop = $(".drop", place);
  const compare = async (file) => {
    if (!file) return;
    const same = (await sha256(file)) === digest;
    note(place, t(same ? "verify.same" : "verify.other", { name: file.name }), same ? "good" : "error");
  };
  input.addEventListener("change", () => compare(input.files[0]));
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    compare(event.dataTransfer.files[0]);
  });
}

async function sha256(file) {
  const made = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(made)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
