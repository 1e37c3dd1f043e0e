// Speaking one sentence after the other, in the page's language, where the browser can.

import { lang } from "./words.js";

export function speak(sentence) {
  if (!("speechSynthesis" in window)) return;
  const said = new SpeechSynthesisUtterance(sentence);
  said.lang = lang === "zh" ? "zh-CN" : "en-GB";
  said.rate = 0.9;
  speechSynthesis.speak(said); // the browser keeps the queue
}
