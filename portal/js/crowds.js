// How many people are to be expected at a counter on its next ten days, as small pictures and in words. Loaded by counters.js.

import { el, put } from "./dom.js";
import { call } from "./api.js";
import { dayName, t } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const [STEP, BAR, HIGH, FOOT, HEAD] = [22, 16, 60, 14, 12];

/** Fills the slot `days` of `root`. */
export async function showCrowds(root, counter) {
  const { body } = await call("GET", `counters/${encodeURIComponent(counter)}/forecast`);
  const most = Math.max(1, ...body.days.flatMap((one) => one.halves.map(({ people }) => people)));
  const long = Math.max(...body.days.map((one) => one.halves.length));
  put(root, "days", body.days.length ? body.days.map((one) => figure(one, most, long)) : [el("p", { class: "quiet" }, t("crowds.closed"))]);
}

function figure(one, most, long) {
  const peaks = one.halves.filter(({ peak }) => peak).map(({ time }) => time);
  const booked = one.halves.reduce((sum, half) => sum + half.booked, 0);
  const facts = one.from_days
    ? [t("crowds.people", { count: one.people }), booked && t("crowds.booked", { count: booked }), peaks.length && t("crowds.peak", { times: peaks.join(t("field.comma")) }), t("crowds.known", { count: one.from_days })]
    : [t("crowds.unknown")];
  const caption = el("figcaption", {}, el("b", {}, dayName(one.day)), el("small", {}, facts.filter(Boolean).join(" · ")));
  return el("figure", { class: "crowd" }, caption, one.halves.length > 0 && bars(one, most, long));
}

function draw(tag, attributes, text) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** A bar for each half hour; its text says the same. All days have one measure, so they can be compared. */
function bars({ day, halves }, most, long) {
  const said = halves.map(({ time, people, peak }) => t(peak ? "crowds.half-peak" : "crowds.half", { time, count: Math.round(people) })).join(t("field.comma"));
  const wide = long * STEP;
  const picture = draw("svg", { viewBox: `0 0 ${wide} ${HEAD + HIGH + FOOT}`, role: "img", "aria-label": `${dayName(day)} ${said}` });
  halves.forEach(({ time, people, peak }, n) => {
    const high = Math.max(1, (people / most) * HIGH);
    const [left, top] = [n * STEP + (STEP - BAR) / 2, HEAD + HIGH - high];
    picture.append(draw("rect", { x: left, y: top, width: BAR, height: high, rx: 2, ...(peak ? { class: "peak" } : {}) }));
    if (peak) picture.append(draw("text", { x: left + BAR / 2, y: top - 3, class: "peak" }, Math.round(people)));
    if (time.endsWith(":00")) picture.append(draw("text", { x: left + BAR / 2, y: HEAD + HIGH + FOOT - 3 }, String(Number(time.slice(0, 2)))));
  });
  picture.append(draw("line", { x1: 0, x2: halves.length * STEP, y1: HEAD + HIGH, y2: HEAD + HIGH }));
  return picture;
}
