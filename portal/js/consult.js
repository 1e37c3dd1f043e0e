// Asking a colleague for an opinion, answering, and taking a question back; the task stays where it is.

import { $ } from "./dom.js";
import { call, newKey } from "./api.js";
import { askFor, whomFields } from "./ask.js";
import { overtaken } from "./overtaken.js";
import { note, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const DATE = "@date";

export async function askConsult(page, ready) {
  const people = await call("GET", `tasks/${encodeURIComponent(page.id)}/colleagues`).then(({ body }) => body.items, () => []);
  ready();
  const wants = ["yes_no", "text", "file"].map((value, n) => ({ value, label: [t("consult.yes_no"), t("consult.text"), t("consult.file")][n] }));
  const days = ["1 workday", "2 workdays", "3 workdays", "5 workdays"].map((value) => ({ value, label: t("consult.days", { count: value[0] }) }));
  const fields = [
    ...whomFields(t("consult.whom"), people),
    { name: "question", type: "long_text", required: true, label: t("consult.question"), limits: { max_length: 1000 } },
    { name: "wants", type: "choice", list: true, required: true, label: t("consult.wants"), value: "text", options: wants },
    { name: "until", type: "choice", list: true, required: true, label: t("consult.until"), value: "2 workdays", options: [...days, { value: DATE, label: t("consult.date") }] },
    { name: "day", type: "date", attributes: { type: "date" }, required: true, label: t("consult.day"), when: { until: { eq: DATE } } },
  ];
  const key = newKey();
  const send = ({ day, ...given }) => call("POST", `tasks/${encodeURIComponent(page.id)}/consults`, { body: { ...given, until: day || given.until }, key });
  askFor(page, { draft: "consult", fields, send, title: t("consult.name"), help: t("consult.help"), confirm: t("consult.confirm"), done: t("consult.done") });
}

export function askAnswer(page) {
  const { asked, fields: files } = page.view.task;
  const yes = { name: "yes", type: "choice", list: true, required: true, label: t("answer.yes"), options: [{ value: "yes", label: t("yes") }, { value: "no", label: t("no") }] };
  const text = { name: "text", type: "long_text", required: asked.wants === "text", label: t("answer.text"), limits: { max_length: 1000 } };
  const fields = [...(asked.wants === "yes_no" ? [yes] : []), text, ...files.map((field) => ({ ...field, required: asked.wants === "file" }))];
  const key = newKey();
  const send = ({ yes: said, text: words = "", "@answer": given = [] }) => {
    const body = { text: words, files: given, ...(said ? { yes: said === "yes" } : {}) };
    return call("POST", `tasks/${encodeURIComponent(page.id)}/answer`, { body, key });
  };
  askFor(page, { draft: "answer", fields, send, names: { files: "@answer" }, title: t("answer.name"), help: asked.question, confirm: t("answer.confirm"), done: t("answer.done"), closed: true });
}

export async function takeBack(page, question) {
  try {
    await call("DELETE", `tasks/${encodeURIComponent(question.task_id)}/consults`);
    page.done(t("consult.withdrawn", { who: pick(question.holder) }));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    if (!overtaken(page, problem, () => {})) note($("#case"), sentence(problem), "error");
  }
}
