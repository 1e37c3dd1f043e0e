// The search index of the page's box: loaded once, when somebody begins to search or something needs names.

import { $ } from "./dom.js";
import { createSearch } from "./search.js";

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
