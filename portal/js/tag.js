// The coloured word for an application's state; the colour only repeats what the word says.

import { el } from "./dom.js";
import { pick } from "./words.js";

const TONE = { completed: "good", approved: "good", rejected: "bad", awaiting_applicant: "warn", withdrawn: "quiet", cancelled: "quiet", terminated: "quiet", voided: "quiet" };

export function stateTag({ state, state_text: text }) {
  return el("span", { class: `state state--${TONE[state] || "now"}` }, pick(text));
}
