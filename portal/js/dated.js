// Pages are older than the day on which they are read: of what carries days, only what holds today is shown.

import { $$ } from "./dom.js";
import { today } from "./words.js";

export function showDated(root = document) {
  const now = today();
  for (const one of $$("[data-from]", root)) one.hidden = one.dataset.from > now || Boolean(one.dataset.until && one.dataset.until < now);
}
