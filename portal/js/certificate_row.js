// One certificate as a row: what it is, how it stands, the file, and sheets to have it checked and to print it.

import { $, el, stamp } from "./dom.js";
import { busy, note, sentence } from "./sheet.js";
import { lang, moment, pick, size, t } from "./words.js";

const KINDS = { valid: "good", making: "now", held: "warn", sealing: "now", revoked: "bad", superseded: "", expired: "warn" };

/** `more` are further buttons. */
export function certificateRow(one, more = []) {
  const days = [one.issued_on && t("cert.issued", { day: one.issued_on }), one.valid_until && t("cert.until", { day: one.valid_until })].filter(Boolean).join(" · ");
  const about = [pick(one.reason) && t("cert.why", { why: pick(one.reason) }), one.replaced_by && t("cert.replaced", { number: one.replaced_by }), one.state === "held" && t("cert.held"), one.state === "making" && t("cert.making"), one.state === "sealing" && t("cert.sealing"), printings(one.printed)].filter(Boolean).join(" · ");
  const row = stamp("certificate", { title: pick(one.title), number: one.number, from: pick(one.issuer), days, about, state: el("span", { class: `state state--${KINDS[one.state]}` }, pick(one.state_text)) });
  row.dataset.certificate = one.id;
  const show = (event, sheet) => busy(event.currentTarget, () => open(sheet, one, row));
  const file = one.digest && el("a", { class: "button button--small", href: `/api/v1/applications/${encodeURIComponent(one.application)}/certificates/${encodeURIComponent(one.id)}/file`, download: true }, t("cert.download", { size: size(one.size) }));
  const check = one.code && el("button", { type: "button", class: "button button--small", onclick: (event) => show(event, "openCheck") }, t("cert.check"));
  const paper = one.may_print && el("button", { type: "button", class: "button button--small", onclick: (event) => show(event, "openPrintCode") }, t("cert.print"));
  const acts = [file, paper, check, ...more].filter(Boolean);
  $("[data-slot=acts]", row).append(...acts);
  $("[data-slot=acts]", row).hidden = !acts.length;
  return row;
}

/** When and where a kiosk printed it last; the application's timeline has all of them. */
function printings(printed) {
  const last = printed.at(-1);
  return last && [t("cert.printed", { at: moment(last.at), where: `${pick(last.hall)} ${last.place}` }), printed.length > 1 && t("cert.printed-more", { count: printed.length })].filter(Boolean).join(lang === "zh" ? "，" : ", ");
}

/** One of the sheets that only who asks for them loads. */
async function open(sheet, one, row) {
  const sheets = await import("./certificate_sheets.js");
  await sheets[sheet](one).catch((problem) => {
    if (!(problem.status >= 0)) throw problem;
    note(row, sentence(problem), "error");
  });
}
