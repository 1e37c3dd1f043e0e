// Rating an application that is over: two questions, one tap each; what was tapped is saved.

import { $, $$, later, stamp } from "./dom.js";
import { call } from "./api.js";
import { busy, note, sentence } from "./sheet.js";
import { moment, t } from "./words.js";

const QUESTIONS = ["service", "flow"];

/** The panel for application `id`; null where there is nothing to rate and nothing was rated. */
export async function rating(id) {
  const path = `applications/${encodeURIComponent(id)}/rating`;
  const { body } = await call("GET", path);
  if (!body.may && !body.rating) return null;
  const form = stamp("rating", { help: body.may ? t("rating.help", { until: moment(body.until) }) : t("rating.over") });
  const chosen = (name) => Number($(`input[name="rate-${name}"]:checked`, form)?.value);
  const show = ({ rating: said }) => {
    for (const name of QUESTIONS) for (const star of $$(`input[name="rate-${name}"]`, form)) star.checked = Number(star.value) === said?.[name];
    form.elements.comment.value = said?.comment || "";
    $(".rating__more", form).hidden = !said;
  };
  const save = async () => {
    const wish = { service: chosen("service"), flow: chosen("flow"), comment: form.elements.comment.value.replace(/\s+/g, " ").trim() };
    if (!wish.service || !wish.flow) return;
    try {
      await call("PUT", path, { body: wish });
      $(".rating__more", form).hidden = false;
      note(form, t("rating.saved"), "good");
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(form, t("rating.failed", { reason: sentence(problem) }), "error");
    }
  };
  // Arrow keys pass over stars on their way to the one that is meant.
  const soon = later(500, save);
  form.addEventListener("change", ({ target }) => target.type === "radio" && soon());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy($("button", form), save);
  });
  show(body);
  for (const field of form.elements) field.disabled = !body.may;
  return form;
}
