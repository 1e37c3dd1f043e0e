// What somebody thinks of a service that is tried out, to those who look after it.

import { $, stamp } from "./dom.js";
import { Problem, call, goSignIn } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { t } from "./words.js";

export function askFeedback(code) {
  const body = stamp("feedback-body");
  const act = (close, button) =>
    busy(button, async () => {
      const text = $("textarea", body).value.trim();
      if (!text) return void note(body, t("feedback.missing"), "error");
      try {
        await call("POST", `services/${encodeURIComponent(code)}/feedback`, { body: { text } });
        close();
        note($("main"), t("feedback.thanks"), "good");
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (problem.status === 401) goSignIn();
        note(body, sentence(problem), "error");
      }
    });
  openSheet({ title: t("feedback.button"), body, actions: [{ text: t("cancel") }, { text: t("feedback.send"), kind: "primary", act }] });
}
