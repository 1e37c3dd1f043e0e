// One to five stars, one tap.

import { el } from "./dom.js";
import { t } from "./words.js";

/** `give(stars, button)` when one is pressed. */
export function starRow(give) {
  const one = (count) => el("button", { type: "button", class: "tap", "aria-label": t("pad.star", { count }), onclick: (event) => give(count, event.currentTarget) }, "★".repeat(count));
  return el("div", { class: "taps" }, [1, 2, 3, 4, 5].map(one));
}
