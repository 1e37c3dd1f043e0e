// Withdrawing an application that is under way.

import { $, stamp } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

export function askWithdraw(page) {
  const body = stamp("withdraw-body");
  const act = (close, button) =>
    busy(button, async () => {
      try {
        await call("POST", `applications/${page.id}/withdrawal`, { body: { reason: $("textarea", body).value.trim() }, match: page.etag });
        close();
        await page.refresh();
        note($("#case"), t("withdraw.done"), "good");
        return;
      } catch (problem) {
        const stale = [409, 412].includes(problem.status);
        note(body, stale ? t("conflict.changed", { reason: sentence(problem) }) : pick(problem.errors[0]?.message) || sentence(problem), "error");
      }
      page.refresh();
    });
  openSheet({ title: t("withdraw.title"), body, actions: [{ text: t("cancel") }, { text: t("withdraw.confirm"), kind: "danger", act }] });
}
