// What is said over an application (message, note, copy, urgent, supervise, read), and what its administrators do.

import { $ } from "./dom.js";
import { call, newKey } from "./api.js";
import { askFor, reasonField, whomFields } from "./ask.js";
import { overtaken } from "./overtaken.js";
import { note, sentence } from "./sheet.js";
import { t } from "./words.js";

const words = (label) => ({ name: "text", type: "long_text", required: true, label, limits: { max_length: 1000 } });
const SAYS = {
  message: { path: "messages", title: t("say.message"), help: t("say.message-help"), fields: [words(t("say.message-text"))], confirm: t("say.send"), done: t("say.message-done") },
  note: { path: "notes", title: t("say.note"), help: t("say.note-help"), fields: [words(t("say.note-text"))], confirm: t("say.save"), done: t("say.note-done") },
  copy: { path: "copies", title: t("say.copy"), help: t("say.copy-help"), fields: [reasonField(t("say.copy-reason"))], whom: t("say.copy-whom"), confirm: t("say.copy"), done: t("say.copy-done") },
  urgent: { path: "urgency", title: t("say.urgent"), help: t("say.urgent-help"), fields: [reasonField(t("act.why"))], more: { urgent: true }, confirm: t("say.urgent"), done: t("say.urgent-done") },
  not_urgent: { path: "urgency", title: t("say.not-urgent"), fields: [reasonField(t("act.why"))], more: { urgent: false }, confirm: t("say.not-urgent"), done: t("say.not-urgent-done") },
  supervise: { path: "supervision", title: t("say.supervise"), help: t("say.supervise-help"), fields: [words(t("say.supervise-text")), { name: "until", type: "date", attributes: { type: "date" }, required: true, label: t("say.supervise-until") }], confirm: t("say.supervise"), done: t("say.supervise-done") },
};
const ACTS = {
  suspend: [t("acts.suspend"), t("acts.suspend-help"), t("acts.suspend-done"), true],
  resume: [t("acts.resume"), t("acts.resume-help"), t("acts.resume-done"), false],
  hold: [t("acts.hold"), t("acts.hold-help"), t("acts.hold-done"), true],
  lift: [t("acts.lift"), t("acts.lift-help"), t("acts.lift-done"), true],
  terminate: [t("acts.terminate"), t("acts.second"), t("acts.proposed"), true],
  move: [t("acts.move"), t("acts.move-help"), t("acts.proposed"), true],
  reopen: [t("acts.reopen"), t("acts.move-help"), t("acts.proposed"), true],
  confirm: [t("acts.confirm"), t("acts.confirm-help"), t("acts.confirmed"), false],
  decline: [t("acts.decline"), t("acts.decline-help"), t("acts.declined"), true],
};

export async function say(page, name) {
  const { path, fields, whom, more = {}, ...told } = SAYS[name];
  const task = page.view.task?.id;
  const people = whom && task ? await call("GET", `tasks/${encodeURIComponent(task)}/colleagues`).then(({ body }) => body.items, () => []) : [];
  const key = newKey();
  const send = (given) => call("POST", `applications/${page.view.id}/${path}`, { body: { ...more, ...given }, key });
  askFor(page, { ...told, draft: name, send, fields: [...(whom ? whomFields(whom, people) : []), ...fields] });
}

/** Confirms that a copy was read: no questions asked. */
export async function read(page) {
  try {
    await call("POST", `applications/${page.view.id}/reading`);
    page.done(t("read.done"));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    if (!overtaken(page, problem, () => {})) note($("#case"), sentence(problem), "error");
  }
}

export function act(page, name) {
  const { targets = [], proposal } = page.view;
  const [title, help, done, reason] = ACTS[name];
  const to = { name: "to", type: "choice", list: true, required: true, label: t("acts.to"), options: targets.map(({ step, title: label }) => ({ value: step, label })) };
  const fields = [...(["move", "reopen"].includes(name) ? [to] : []), reasonField(t("act.why"), reason)];
  const answered = ["confirm", "decline"].includes(name) && proposal ? { proposal: proposal.seq } : {};
  const match = page.etag;
  const send = (given) => call("POST", `applications/${page.view.id}/acts`, { body: { act: name, ...answered, ...given }, match });
  askFor(page, { draft: name, fields, send, title, help, confirm: title, kind: name === "terminate" ? "danger" : "primary", done });
}
