// The way an application would take: which steps, who acts, by when; asked again as the answers change.

import { $, $$, el, picture, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { whoIs } from "./who.js";
import { lang, moment, pick, t } from "./words.js";

let asked = "";

/** Draws the way into `root`; what cannot be told (closed, not for this person) leaves it hidden. */
export async function showWay(root, code, form = {}) {
  const given = JSON.stringify(form);
  if (given === asked) return;
  asked = given;
  const place = $(".diagram");
  try {
    const { body } = await call("POST", `services/${encodeURIComponent(code)}/way`, { body: { form, ...(place && { picture: lang }) } });
    if (given === asked) draw(root, body);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    asked = "";
  }
}

function draw(root, { steps, finish_at, questions, diagram }) {
  root.hidden = !steps.length;
  const drawn = diagram && picture(diagram);
  if (drawn) $(".diagram").replaceChildren(drawn);
  put(root, "steps", steps.map(stepRow));
  joinPicture(root);
  put(root, "finish", finish_at && t("way.finish", { at: moment(finish_at) }));
  put(root, "questions", questions.length > 0 && t("way.questions", { names: questions.map(pick).join(t("field.comma")) }));
}

function stepRow(step) {
  const told = [step.rule && t("way.rule", { rule: pick(step.rule) }), step.within && t("way.limit", { limit: pick(step.within) }), step.only_if && t("way.only-if", { when: pick(step.only_if) })].filter(Boolean);
  const people = (step.holder.people || []).filter(({ phone, email }) => phone || email);
  const due = step.expected_at ? t("step.expected", { at: moment(step.expected_at) }) : t("way.more");
  const row = stamp("way-row", { status: step.only_if && t("way.only-if", { when: pick(step.only_if) }), who: whoIs(step.holder), due, told: [...told.map((line) => el("p", {}, line)), ...people.map(reached)] });
  $(".step__title", row).textContent = pick(step.title);
  $(".step__more", row).hidden = !step.expected_at && !told.length && !people.length;
  row.dataset.of = step.step;
  if (step.beside) row.classList.add("step--beside");
  return row;
}

const reached = ({ name, phone, email }) => el("p", { class: "step__reach" }, el("b", {}, pick(name)), phone && el("a", { href: `tel:${phone.replace(/[^\d+]/g, "")}` }, phone), email && el("a", { href: `mailto:${email}` }, email));

/** The steps of the way in the guide's diagram: touching one opens what the list says of it. */
function joinPicture(root) {
  for (const node of $$(".diagram [data-step]")) {
    const row = $(`[data-of="${CSS.escape(node.dataset.step)}"]`, root);
    if (!row) continue;
    const open = () => {
      const more = $(".step__more", row);
      more.open = true;
      $("summary", more).focus();
      row.scrollIntoView({ block: "center" });
    };
    node.closest("svg").setAttribute("role", "group");
    for (const [name, value] of Object.entries({ role: "button", tabindex: "0" })) node.setAttribute(name, value);
    node.onclick = open;
    node.onkeydown = (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), open());
  }
}
