// What a department has issued: found by number, revoked, issued again, tried again.

import { $, el, stamp } from "./dom.js";
import { call } from "./api.js";
import { certificateRow } from "./certificate_row.js";
import { fillList } from "./pages.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const HELP = { revoke: t("cert.revoke-help"), reissue: t("cert.reissue-help"), retry: t("cert.retry-help") };
const WORDS = { revoke: t("cert.revoke"), reissue: t("cert.reissue"), retry: t("cert.retry") };
const DONE = { revoke: t("cert.revoke-done"), reissue: t("cert.reissue-done"), retry: t("cert.retry-done") };

export function issued(root, units) {
  root.hidden = false;
  for (const unit of units) {
    const panel = stamp("issued-list", { unit: t("cert.of-unit", { unit: pick(unit.name) }) });
    root.append(panel);
    const input = $("input", panel);
    input.id = `number-${unit.id}`;
    $("label", panel).htmlFor = input.id;
    const at = `units/${encodeURIComponent(unit.id)}/certificates`;
    const list = () => fillList(panel, input.value.trim() ? `${at}?number=${encodeURIComponent(input.value.trim())}` : at, (one) => row(one, panel, list), t("cert.none-issued"));
    $("form", panel).addEventListener("submit", (event) => {
      event.preventDefault();
      busy($("form button", panel), list);
    });
    list();
  }
}

function row(one, panel, list) {
  const buttons = one.acts.map((act) => el("button", { type: "button", class: "button button--small", onclick: () => ask(one, act, panel, list) }, WORDS[act]));
  const made = certificateRow(one, buttons);
  const person = [pick(one.person_name), t("cert.case", { number: one.case_number })].join(" · ");
  $("[data-slot=from]", made).textContent = person;
  if (one.problem) $("[data-slot=about]", made).textContent = t("cert.problem", { letters: one.problem });
  return made;
}

function ask(one, act, panel, list) {
  const body = stamp("certificate-act", { help: HELP[act] });
  $(".field", body).hidden = act === "retry";
  const reason = $("#certificate-reason", body);
  const send = (close, pressed) => busy(pressed, async () => {
    const given = reason.value.trim();
    if (act === "revoke" && !given) return note(body, t("cert.reason-missing"), "error");
    try {
      await call("POST", `applications/${encodeURIComponent(one.application)}/certificates/${encodeURIComponent(one.id)}/acts`, { body: { act, reason: given } });
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      return note(body, problem.errors?.map((wrong) => pick(wrong.message)).join(" ") || sentence(problem), "error");
    }
    close();
    await list();
    note(panel, DONE[act], "good");
    return null;
  });
  openSheet({ title: `${WORDS[act]} · ${one.number}`, body, actions: [{ text: t("cancel") }, { text: WORDS[act], kind: act === "revoke" ? "danger" : "primary", act: send }] });
}
