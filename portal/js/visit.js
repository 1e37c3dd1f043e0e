// What a guide's page tells and shows of itself: one visit, sent when the page is left so that it costs nobody anything,
// and the figures of the last months, for which the places are there from the beginning.

import { $, put } from "./dom.js";
import { number, t } from "./words.js";

const DAY = 7;

/** Working hours as people say them; seven are a working day. */
export function span(hours) {
  const [n, one, more] = hours < DAY ? [hours, "span.hour", "span.hours"] : [hours / DAY, "span.day", "span.days"];
  return t(n === 1 ? one : more, { n: number(n) });
}

export function countVisit(service) {
  const source = new URLSearchParams(location.search).get("from") || "";
  const told = JSON.stringify({ service, ...(/^[a-z0-9-]{1,24}$/.test(source) && { from: source }) });
  let done = false;
  const tell = () => {
    if (!done) done = navigator.sendBeacon?.("/api/v1/visits", new Blob([told], { type: "application/json" }));
  };
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tell());
  addEventListener("pagehide", tell);
}

/** Not by `call`: the browser may keep the answer. Where there is none, the dashes stay. */
export async function showFigures(root, service) {
  const answer = await fetch(`/api/v1/services/${encodeURIComponent(service)}/figures`).catch(() => null);
  if (!answer?.ok) return;
  const { visits, handled, rating, half_within: half, most_within: most } = await answer.json();
  const told = { visits: visits && number(visits), handled: handled && number(handled), service: rating?.service.toFixed(1), flow: rating?.flow.toFixed(1), half: half && span(half), most: most && span(most) };
  for (const [name, value] of Object.entries(told)) if (value) put(root, name, value);
  if (rating) $(".figures__note", root).textContent = t("figures.rated", { count: number(rating.count) });
}
