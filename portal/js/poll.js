// Asks again and again for one resource, cheaply: If-None-Match, slower while nothing changes, still when unseen.

import { call } from "./api.js";

const QUICK = 2000;
const CALM = 5000;
const HIDDEN = 60000;

/** Calls `show(body, etag)` at first and at each change, `fail(problem)` once when there is no use in going on, `lost(yes)`
 * when the connection goes and when it is back. */
export function watch(path, show, fail, { bearer, lost = () => null } = {}) {
  let etag = null;
  let wait = QUICK;
  let timer = 0;
  let stopped = false;
  let running = null;

  async function round() {
    try {
      const answer = await call("GET", path, { none: etag, bearer });
      if (stopped) return;
      lost(false);
      wait = answer.status === 304 ? Math.min(wait * 1.2, CALM) : QUICK;
      if (answer.status !== 304) {
        etag = answer.etag;
        show(answer.body, etag);
      }
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (!problem.unknown && problem.status !== 429) {
        stopped = true;
        return fail(problem);
      }
      lost(true);
      if (etag === null) fail(problem);
      wait = Math.min(wait * 2, HIDDEN);
    }
    if (!stopped) timer = setTimeout(now, document.hidden ? HIDDEN : wait);
  }

  function now() {
    clearTimeout(timer);
    running ??= round().finally(() => (running = null));
    return running;
  }

  document.addEventListener("visibilitychange", () => !document.hidden && !stopped && now());
  now();
  return {
    now: () => {
      stopped = false;
      wait = QUICK;
      return running ? running.then(now) : now(); // what is on its way may have been asked before the change
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    get etag() {
      return etag;
    },
  };
}
