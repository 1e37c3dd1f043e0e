// The error summary above a form, and the API's errors by field.

import { el, put } from "./dom.js";
import { pick, t } from "./words.js";

/** GOV.UK's pattern: a heading, one link per error, and the focus. No errors: no summary. */
export function drawSummary(summary, errors, idOf) {
  document.title = document.title.replace(t("error.title"), "");
  summary.hidden = !errors.length;
  if (!errors.length) return;
  document.title = t("error.title") + document.title;
  const link = ({ name, message }) => {
    const id = idOf(name);
    if (!id) return el("li", {}, message);
    const jump = (event) => {
      event.preventDefault();
      const target = document.getElementById(id);
      target?.closest("details")?.setAttribute("open", "");
      target?.closest("[data-field], fieldset, .field")?.scrollIntoView({ block: "center" });
      target?.focus({ preventScroll: true });
    };
    return el("li", {}, el("a", { href: `#${id}`, onclick: jump }, message));
  };
  put(summary, "errors", errors.map(link));
  summary.focus();
}

/** The problem document's errors by field name: "/form/period/from" belongs to "period". */
export function errorsOf(problem, root = "form") {
  return problem.errors.map(({ pointer = "", message }) => {
    const [, first, second] = pointer.split("/");
    return { name: first === root ? second : first, message: pick(message) };
  });
}
