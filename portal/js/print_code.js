// A print code for one certificate: eight digits, once and for ten minutes, to be typed at a kiosk of the hall.

import { $, stamp } from "./dom.js";
import { call } from "./api.js";
import { qrPicture } from "./qr.js";
import { openSheet } from "./sheet.js";
import { clock, pick, t } from "./words.js";

/** Makes a code and shows it; raises the refusal, with its reason. */
export async function openPrintCode(one) {
  const { body } = await call("POST", `applications/${encodeURIComponent(one.application)}/certificates/${encodeURIComponent(one.id)}/print-codes`);
  const shown = stamp("print-code", {
    code: `${body.code.slice(0, 4)} ${body.code.slice(4)}`,
    until: t("cert.print-until", { time: clock(body.ends_at) }),
    qr: qrPicture(body.code, t("cert.print-qr")),
    halls: body.halls.map(pick).join(" · "),
  });
  const sheet = openSheet({ title: `${t("cert.print-code")} · ${pick(one.title)}`, body: shown });
  $("[data-slot=code]", sheet).focus();
}
