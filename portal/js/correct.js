// Correcting a returned application: what to correct on top, the fields with their remarks below, one button.

import { $, el, later } from "./dom.js";
import { call, goSignIn } from "./api.js";
import { createDraft } from "./draft.js";
import { controlsFor } from "./fields.js";
import { createForm } from "./form.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { errorsOf } from "./summary.js";
import { pick, t } from "./words.js";

/** Draws the form into `panel`; `view` is the application as it was returned, `live` its watch. */
export async function drawCorrection({ panel, correction: { pins = {} }, view, who, live }) {
  const page = { panel, view, live, at: live.etag, draft: createDraft(`correction.${view.id}`) };
  try {
    const fields = view.task?.fields?.length ? view.task.fields : await ownFields(view);
    await controlsFor(fields);
    const keep = later(250, () => page.form && page.draft.write({ typed: page.form.typed(), seq: view.seq }));
    page.form = createForm({ fields, service: view.service.code, facts: { applicant: who }, prefix: "c-", pins, changed: keep });
    placeFields(page, pins);
    const kept = page.draft.read();
    if (kept.seq === view.seq) page.form.restore(kept.typed);
    const pinned = page.form.controls.filter(({ field }) => pins[field.name]);
    $("#correct-pins", panel).replaceChildren(...pinned.map(({ field, focusId }) => el("li", {}, el("a", { href: `#${focusId}` }, pick(field.label)), `${t("colon")}${pins[field.name]}`)));
    $("form", panel).addEventListener("submit", (event) => {
      event.preventDefault();
      busy(event.submitter || $("form button[type=submit]", panel), () => resubmit(page));
    });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    $("form", panel).replaceChildren(troublePanel(problem, () => location.reload()));
  }
}

/** Pinned fields in the open, the others one click away; without pins all in the open. What is fixed stays out. */
function placeFields({ panel, form }, pins) {
  const shown = form.controls.filter(({ field, silent }) => !silent || ["note", "computed"].includes(field.type));
  const first = shown.filter(({ field }) => pins[field.name]);
  const rest = shown.filter(({ field }) => !pins[field.name]);
  const nodes = (controls) => controls.map((control) => control.node);
  $("#correct-fields", panel).replaceChildren(...nodes(first.length ? first : rest));
  $("#correct-rest", panel).hidden = !first.length || !rest.length;
  if (first.length) $("#correct-rest .fields", panel).replaceChildren(...nodes(rest));
}

/** The service's fields with the values that were sent. */
async function ownFields(view) {
  const { body } = await call("GET", `services/${view.service.code}/form`);
  const sent = new Map(view.form.map((row) => [row.name, row]));
  return body.fields.map((field) => {
    const row = sent.get(field.name);
    if (!row) return field;
    const files = view.files.filter((file) => file.field === field.name);
    return { ...field, value: field.files ? withNames(row.value, files) : row.value };
  });
}

/** Upload ids as the files they are: a list of them, or the one a signature was drawn in. */
function withNames(value, files) {
  const named = (id) => files.find((file) => file.id === id);
  return Array.isArray(value) ? value.map(named) : value.drawn ? { drawn: named(value.drawn) } : value;
}

async function resubmit({ panel, view, live, form, at, draft }) {
  const summary = $(".summary", panel);
  const errors = form.check();
  form.fail(errors, summary);
  if (errors.length) return;
  try {
    await call("POST", `applications/${view.id}/resubmission`, { body: { form: form.values() }, match: at });
    draft.clear();
    await live.now();
    scrollTo(0, 0);
    note($("#case"), t("correction.done"), "good").focus();
  } catch (problem) {
    if (problem.status === 401) return goSignIn();
    const found = errorsOf(problem).filter(({ message }) => message);
    if (found.length) return form.fail(found, summary);
    note(panel, [409, 412].includes(problem.status) ? t("conflict.changed", { reason: sentence(problem) }) : sentence(problem), "error");
    live.now();
  }
  return null;
}
