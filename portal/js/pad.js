// The pad at a window: one tap for who was served there last.

import { $, el, put, stamp } from "./dom.js";
import { ask, begin, hall, lostLine, place, shown } from "./device.js";
import { watch } from "./poll.js";
import { busy, note, sentence } from "./sheet.js";
import { starRow } from "./stars.js";
import { t } from "./words.js";

const THANKS = 6000;
const root = $("#pad");
const asked = new URLSearchParams(location.search);
const [counter, window_] = ["counter", "window"].map((name) => asked.get(name) || "");
const path = `pad?counter=${encodeURIComponent(counter)}&window=${encodeURIComponent(window_)}`;
let thanked = 0;

begin(root, () => ask("GET", path)).then(({ body }) => {
  show(body);
  watch(place(path), show, () => null, { ...shown(), lost: lostLine(root) });
});

function show(told) {
  if (Date.now() - thanked < THANKS) return setTimeout(() => show(told), THANKS);
  const open = told.number && !told.rated;
  const page = stamp("pad-page", { title: open ? t("pad.ask", { number: told.number }) : t("pad.idle") });
  put(page, "stars", open ? [starRow((stars, pressed) => busy(pressed, () => give(page, told.number, stars)))] : []);
  root.replaceChildren(page);
}

async function give(page, number, stars) {
  try {
    await ask("POST", "ratings", { body: { counter, window: window_, number, stars } });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    return note(page, sentence(problem), "error");
  }
  thanked = Date.now();
  root.replaceChildren(el("h1", { class: "rate-page", tabindex: "-1" }, t("pad.thanks")));
  setTimeout(() => show({ number: null }), THANKS);
}

document.title = `${t("pad.title")} - ${hall}`;
