// Whether the answer to one's letter is public, and taking one's consent back.

import { el } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { lang, t } from "./words.js";

const STATES = { proposed: "answers.state-proposed", published: "answers.state-published", declined: "answers.state-declined", taken_down: "answers.state-declined", withdrawn: "answers.state-withdrawn" };

/** The part of the application `id`, or null where there is nothing to say. */
export async function consent(id) {
  const at = `applications/${encodeURIComponent(id)}/answer`;
  const { body } = await call("GET", at);
  const place = el("div", {});
  const draw = (told) => {
    const see = told.address && el("p", {}, el("a", { href: `/${lang}${told.address}` }, t("answers.see")));
    const back = told.state !== "withdrawn" && el("button", { type: "button", class: "button button--plain", onclick: ask }, t("answers.withdraw"));
    place.replaceChildren(...[el("p", {}, t(STATES[told.state])), see, back].filter(Boolean));
  };
  const ask = () => {
    const words = el("div", {}, el("p", {}, t("answers.withdraw-help")));
    const act = (close, button) => busy(button, async () => {
      try {
        const { body: told } = await call("DELETE", at);
        close();
        draw(told);
        note(place, t("answers.withdrawn-done"), "good");
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        note(words, sentence(problem), "error");
      }
    });
    openSheet({ title: t("answers.withdraw"), body: words, actions: [{ text: t("cancel") }, { text: t("answers.withdraw"), kind: "danger", act }] });
  };
  draw(body);
  return place;
}
