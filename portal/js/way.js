// The way an application would take: which steps, who acts, by when; asked again as the answers change.

import { $, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { whoIs } from "./who.js";
import { moment, pick, t } from "./words.js";

let asked = "";

/** Draws the way into `root`; what cannot be told (closed, not for this person) leaves it hidden. */
export async function showWay(root, code, form = {}) {
  const given = JSON.stringify(form);
  if (given === asked) return;
  asked = given;
  try {
    const { body } = await call("POST", `services/${encodeURIComponent(code)}/way`, { body: { form } });
    if (given === asked) draw(root, body);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    asked = "";
  }
}

function draw(root, { steps, finish_at, questions }) {
  root.hidden = !steps.length;
  put(root, "steps", steps.map(stepRow));
  put(root, "finish", finish_at && t("way.finish", { at: moment(finish_at) }));
  put(root, "questions", questions.length && t("way.questions", { names: questions.map(pick).join(t("field.comma")) }));
}

function stepRow(step) {
  const row = stamp("way-row", { status: step.only_if && t("way.only-if", { when: pick(step.only_if) }), who: whoIs(step.holder), due: step.expected_at && t("step.expected", { at: moment(step.expected_at) }) });
  $(".step__title", row).textContent = pick(step.title);
  if (step.beside) row.classList.add("step--beside");
  return row;
}
