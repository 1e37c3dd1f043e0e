// A search that found nothing is told once somebody has stopped typing, so that the hall learns what is missing. Only the
// words go out, and each at most once a page.

import { later } from "./dom.js";

const told = new Set();
const tell = later(2000, (query) => {
  if (!query || told.has(query)) return;
  told.add(query);
  navigator.sendBeacon?.("/api/v1/empty-searches", new Blob([JSON.stringify({ query: query.slice(0, 60) })], { type: "application/json" }));
});

/** `query` found nothing; "" once something was found. */
export const inVain = (query) => tell(query);
