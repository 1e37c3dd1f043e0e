// A sheet that asks for a few fields and sends them: typed text is kept, refusals stand at their field.

import { $, put, stamp } from "./dom.js";
import { createDraft } from "./draft.js";
import { createForm } from "./form.js";
import { overtaken } from "./overtaken.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { errorsOf } from "./summary.js";
import { pick, t } from "./words.js";

const OTHER = "@other";

export const reasonField = (label, required = true, length = 500) => ({ name: "reason", type: "long_text", required, label, missing: t("act.reason"), limits: { max_length: length } });

/** Whom: one of `people`, or a staff number. */
export function whomFields(label, people) {
  const number = { name: "number", type: "text", required: true, label: t("act.number"), limits: { max_length: 64 } };
  if (!people.length) return [number];
  const options = people.map(({ id, name, title, unit }) => ({ value: id, label: name, help: [title || unit, id].map(pick).filter(Boolean).join(" · ") }));
  options.push({ value: OTHER, label: t("act.other") });
  return [{ name: "to", type: "choice", list: true, required: true, label, missing: t("act.choose"), options }, { ...number, when: { to: { eq: OTHER } } }];
}

/** `send(values)` does it; `names` maps the API's fields to those of the sheet; `done` may name `{to}`. */
export function askFor(page, { draft: name, fields, title, help, confirm, kind = "primary", done, closed, send, names = {} }) {
  const draft = createDraft(`act.${page.id}.${name}`);
  const body = stamp("act-body", { help });
  const form = createForm({ fields, service: page.view.service.code, prefix: "a-", changed: () => draft.write({ typed: form.typed() }) });
  form.restore(draft.read().typed);
  put(body, "fields", form.controls.map((control) => control.node));
  const summary = $(".summary", body);

  async function act(close) {
    const errors = form.check();
    form.fail(errors, summary);
    if (errors.length) return;
    const { number, ...given } = form.values();
    const chosen = number ? { ...given, to: number } : given;
    try {
      await send(chosen);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      refused(problem, number, close);
      return;
    }
    draft.clear();
    close();
    const person = fields.find((field) => field.name === "to")?.options.find(({ value }) => value === chosen.to);
    page.done(done.replace("{to}", pick(person?.label) || chosen.to), closed);
  }
  function refused(problem, number, close) {
    if (overtaken(page, problem, close)) return;
    const at = (field) => (field === "to" && number ? "number" : names[field] || field);
    const found = errorsOf(problem).filter(({ message }) => message).map((error) => ({ ...error, name: at(error.name) }));
    if (found.length) form.fail(found, summary);
    else note(body, sentence(problem), "error");
  }
  openSheet({ title, body, actions: [{ text: t("cancel") }, { text: confirm, kind, act: (close, button) => busy(button, () => act(close)) }] });
  $("input, textarea", body)?.focus();
}
