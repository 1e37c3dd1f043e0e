// Sheets of one certificate, for whoever asks: what somebody checks it by; a code to print it once at a kiosk of the hall.

import { $, el, picture, stamp } from "./dom.js";
import { call } from "./api.js";
import { qrPicture } from "./qr.js";
import { openSheet } from "./sheet.js";
import { clock, lang, pick, t } from "./words.js";

/** Makes a code and shows it; raises the refusal, with its reason. */
export async function openPrintCode(one) {
  const { body } = await call("POST", `applications/${encodeURIComponent(one.application)}/certificates/${encodeURIComponent(one.id)}/print-codes`);
  const shown = stamp("print-code", {
    code: `${body.code.slice(0, 4)} ${body.code.slice(4)}`,
    until: [t("cert.print-until", { time: clock(body.ends_at) }), ...body.halls.map(pick)].join(" · "),
    qr: qrPicture(body.code, t("cert.print-qr")),
  });
  const sheet = openSheet({ title: `${t("cert.print-code")} · ${pick(one.title)}`, body: shown });
  $("[data-slot=code]", sheet).focus();
}

/** What to hand to whoever wants to know whether it is genuine. */
export async function openCheck(one) {
  const address = one.address.replace("/zh/certificate/", `/${lang}/certificate/`);
  const body = stamp("certificate-check", { code: one.code, digest: one.digest, link: el("a", { href: address }, address), qr: qr(one.qr) });
  openSheet({ title: one.number, body });
}

function qr(drawn) {
  if (!drawn) return null;
  const cut = drawn.indexOf(" ");
  const side = Number(drawn.slice(0, cut));
  const svg = picture(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${side + 8} ${side + 8}"><path d="${drawn.slice(cut + 1)}"/></svg>`);
  svg?.setAttribute("role", "img");
  svg?.setAttribute("aria-label", t("cert.qr"));
  return svg;
}
