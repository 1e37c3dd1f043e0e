// The phrases somebody keeps for opinions: one tap puts one in, the present text can be kept, any can be removed.

import { el, icon, say } from "./dom.js";
import { call } from "./api.js";
import { busy, sentence } from "./sheet.js";
import { t } from "./words.js";

const MOST = 200;
let known;

/** Draws into `place` what is kept for `text`, a textarea; `usual` is what it held without anybody's doing. */
export async function offerPhrases(place, text, usual = "") {
  let editing = false;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", t("phrase.title"));
  known ??= call("GET", "me/phrases").then(({ body }) => body.items);
  try {
    draw(await known);
  } catch (problem) {
    known = null; // without them an opinion is typed as ever
    if (!(problem.status >= 0)) throw problem;
  }

  function draw(items) {
    const keep = el("button", { type: "button", class: "link", onclick: add }, t("phrase.keep"));
    const edit = items.length > 0 && el("button", { type: "button", class: "link", "aria-pressed": String(editing), onclick: () => ((editing = !editing), draw(items), place.querySelector(".link[aria-pressed]").focus()) }, editing ? t("phrase.edited") : t("phrase.edit"));
    const none = !items.length && el("span", { class: "quiet" }, t("phrase.none"));
    place.replaceChildren(...[...items.map(chip), none, keep, edit].filter(Boolean));
  }

  function chip(one) {
    const [name, act] = editing ? [t("phrase.remove", { text: one.text }), (event) => remove(event, one)] : [t("phrase.use", { text: one.text }), () => use(one.text)];
    return el("button", { type: "button", class: "chip phrase", "aria-label": name, title: one.text, onclick: act }, el("span", {}, one.text), editing && icon("cross"));
  }

  /** In place of what nobody wrote by hand, else where the cursor is. */
  async function use(phrase) {
    const own = text.value.trim();
    const kept = await known;
    if (!own || own === usual || kept.some((one) => one.text === own)) text.value = phrase;
    else text.setRangeText(phrase, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  function add(event) {
    const phrase = text.value.trim();
    if (!phrase) return text.focus();
    if (phrase.length > MOST) return tell(t("phrase.too-long"));
    return change(event, () => call("POST", "me/phrases", { body: { text: phrase } }), t("phrase.kept"));
  }

  function remove(event, one) {
    return change(event, () => call("DELETE", `me/phrases/${one.id}`), t("phrase.removed"));
  }

  function change(event, work, done) {
    return busy(event.currentTarget, async () => {
      try {
        const { body } = await work();
        known = Promise.resolve(body.items);
        editing = editing && body.items.length > 0;
        draw(body.items);
        (place.querySelector(".link") ?? text).focus();
        say(done);
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        tell(sentence(problem));
      }
    });
  }

  function tell(sentenceOrText) {
    place.querySelector(".field__error")?.remove();
    place.prepend(el("p", { class: "field__error", role: "alert" }, sentenceOrText));
  }
}
