// The search index of the page's box: loaded once, when somebody begins to search or something needs names.

import { $ } from "./dom.js";
import { createSearch } from "./search.js";

const FEW = 3;
let loading;

/** The search over all services; rejects when the index cannot be had, and is then asked for again. */
export function theSearch() {
  loading ??= fetch($("#search").dataset.index)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then((rows) => {
      const search = createSearch(rows);
      (window.requestIdleCallback || setTimeout)(search.prepare);
      return search;
    });
  loading.catch(() => (loading = null));
  return loading;
}

/** What only the guides' own words say, once the index of names `found` little; [] where nothing, or not to be had. */
export async function toldInGuides(search, query, found) {
  const { prose, parts } = $("#search").dataset;
  if (found.length >= FEW || query.length < 2) return [];
  const known = new Set(found.map(({ code }) => code));
  const told = await import("./prose.js").then(({ inGuides }) => inGuides(search, query, prose, Number(parts))).catch(() => []);
  return told.filter(({ code }) => !known.has(code)).map((entry) => ({ ...entry, told: true }));
}
