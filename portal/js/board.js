// The main display, or with ?counter= the display of one counter: last calls with number and window, spoken once each.

import { $, el, put, stamp } from "./dom.js";
import { ask, begin, fromAfar, hall, lostLine, place, shown, tick } from "./device.js";
import { watch } from "./poll.js";
import { speak } from "./voice.js";
import { pick, t } from "./words.js";

const RECENT = 20000;
const SHOWN = 8;
const root = $("#board");
const counter = new URLSearchParams(location.search).get("counter") || "";
const path = `board${counter ? `?counter=${encodeURIComponent(counter)}` : ""}`;
const known = new Set();
let page = null;

begin(root, () => ask("GET", path)).then(({ body }) => {
  page = stamp(counter ? "board-counter" : "board-main", { title: counter ? pick(body.counters[0].name) : pick(body.hall.name) });
  put(page, "afar", fromAfar());
  root.replaceChildren(page);
  tick($("[data-slot=clock]", page));
  const voice = $("[data-voice]", page);
  voice.onclick = () => {
    voice.hidden = true;
    speak(t("board.title")); // a browser speaks only after it was touched once
  };
  show(body);
  watch(place(path), show, () => null, { ...shown(), lost: lostLine(root) });
});

function show(board) {
  const calls = board.calls.filter((one) => one.window);
  for (const one of [...calls].reverse()) announce(one);
  if (counter) return one(board.counters[0], calls);
  put(page, "calls", calls.slice(0, SHOWN).map((call) => el("tr", { class: call.serving ? "" : "is-new" }, el("th", { scope: "row" }, call.number), el("td", {}, t("board.to", { window: call.window })), el("td", {}, t(call.serving ? "board.serving" : "board.calls")))));
  $("table", page).hidden = !calls.length;
  put(page, "none", calls.length ? "" : t("board.closed"));
  put(page, "counters", board.counters.map((each) => el("li", {}, el("b", {}, t("board.counter", { name: pick(each.name), floor: each.floor })), el("span", {}, t("board.waiting", { count: each.waiting })))));
  put(page, "help", board.help.map((each) => el("p", {}, t("board.help", { place: each.place }))));
}

function one(counter, calls) {
  put(page, "windows", counter.windows.map((window) => {
    const call = calls.find((each) => each.window === window);
    return el("section", { class: `board__window${call && !call.serving ? " is-new" : ""}` }, el("h2", {}, t("board.to", { window })), el("p", { class: "board__number" }, call ? call.number : "—"), el("p", {}, t(!call ? "board.idle" : call.serving ? "board.serving" : "board.calls")));
  }));
  put(page, "waiting", t("board.waiting", { count: counter.waiting }));
}

/** Each call once, also when the page begins after it; what is older than a moment is not said any more. */
function announce(call) {
  const mark = `${call.number}/${call.calls}`;
  if (known.has(mark)) return;
  known.add(mark);
  if (!call.serving && Date.now() - Date.parse(call.called_at) < RECENT) speak(t("board.say", { number: [...call.number].join(" "), window: call.window }));
}

document.title = `${t("board.title")} - ${hall}`;
