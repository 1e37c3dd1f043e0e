// The decision: opinion, the fields of the step, and for a return where to, what is asked again, what to correct.

import { $, $$, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { createDraft } from "./draft.js";
import { controlsFor } from "./fields.js";
import { createForm } from "./form.js";
import { overtaken } from "./overtaken.js";
import { ownShare } from "./shares.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { drawSummary, errorsOf } from "./summary.js";
import { pick, t } from "./words.js";

const CHOICES = {
  approve: { kind: "primary", text: t("decide.approve"), title: t("decide.approve-title"), opinion: t("decide.approve-opinion") },
  return: { kind: "warn", text: t("decide.return"), title: t("decide.return-title"), opinion: "" },
  reject: { kind: "danger", text: t("decide.reject"), title: t("decide.reject-title"), opinion: "" },
};
const MILD = { applicant: t("decide.confirm"), acknowledge: t("decide.acknowledge") };
const APPLICANT = "@applicant";

export async function askDecision(page, decision) {
  const { task, service, form: answers } = page.view;
  const mild = decision === "approve" && MILD[task.kind];
  const words = wordsOf(decision, task, mild);
  const draft = createDraft(`decision.${page.id}.${decision}`);
  const body = stamp("decide-body");
  const opinion = $("#opinion", body);
  const kept = draft.read();
  opinion.value = kept.opinion ?? (mild ? "" : words.opinion);
  const required = decision !== "approve" || task.opinion_required !== false;
  if (mild) put(body, "opinion-label", t("decide.remark"));
  put(body, "optional", !required && t("field.optional"));
  const fields = { approve: task.fields, return: returnFields(task) }[decision] ?? [];
  await controlsFor(fields);
  // A step's questions may depend on what the applicant answered, on the applicant, and on the step itself.
  const known = Object.fromEntries(answers.map(({ name, value }) => [name, value?.id ?? value?.campus?.id ?? value]));
  const facts = { ...known, applicant: page.view.applicant, step: task.step };
  const form = fields.length ? createForm({ fields, service: service.code, facts, prefix: "d-", changed: keep }) : null;
  form?.restore(kept.typed);
  $("#decide-fields", body).replaceChildren(...(form?.controls ?? []).map((control) => control.node));
  $("#decide-fields", body).hidden = !form;
  $("#pin-rows", body).replaceChildren(...answers.filter((row) => !["note", "computed"].includes(row.type) && row.editable !== false).map((row) => pinRow(row, kept.pins)));
  refresh();

  function keep() {
    draft.write({ opinion: opinion.value, typed: form?.typed(), pins: pinned(body) });
    refresh();
  }
  function refresh() {
    $("#pins", body).hidden = decision !== "return";
    if (decision !== "return") return;
    const back = backOf(form, task);
    $("#pins", body).hidden = Boolean(back.step);
    put(body, "stay", back.text);
  }
  body.addEventListener("input", keep);
  // Without them an opinion is typed as ever.
  import("./phrases.js").then(({ offerPhrases }) => offerPhrases($(".phrases", body), opinion, mild ? "" : words.opinion), () => null);
  const act = (close, button) => busy(button, () => send(page, { decision, body, form, required, draft, close }));
  openSheet({ title: words.title, body, actions: [{ text: t("cancel") }, { text: words.text, kind: words.kind, act }] });
  if (required || form) (form ? $("input:checked, input, select, textarea", $("#decide-fields", body)) : opinion)?.focus();
}

/** Button and title of the sheet; several holders, or an adviser, do not end anything by themselves. */
function wordsOf(decision, task, mild) {
  const words = CHOICES[decision];
  if (mild) return { ...words, text: mild, title: mild };
  if (ownShare(task)?.kind === "advice") return { ...words, text: decision === "reject" ? t("decide.disagree") : words.text, title: t("decide.advice-title") };
  if (decision === "reject" && task.shares?.length > 1) return { ...words, title: words.text };
  return decision === "return" && task.return_to?.length ? { ...words, title: words.text } : words;
}

function returnFields({ return_to: places = [] }) {
  if (!places.length) return [];
  const applicant = { value: APPLICANT, label: t("return.applicant") };
  const steps = places.map(({ step, title, by }) => ({ value: step, label: title, help: by && t("return.by", { who: pick(by) }) }));
  const straight = { value: "straight", label: t("return.straight"), help: t("return.straight-help") };
  const again = { value: "again", label: t("return.again"), help: t("return.again-help") };
  const changed = { value: "again", label: t("return.changed"), help: t("return.changed-help") };
  const back = { ...straight, help: t("return.applicant-help") };
  return [
    { name: "to", type: "choice", list: true, required: true, label: t("return.to"), value: APPLICANT, options: [applicant, ...steps] },
    { name: "again", type: "choice", list: true, required: true, label: t("return.then"), value: "straight", options: [straight, again], when: { to: { ne: APPLICANT } } },
    { name: "redo", type: "choice", list: true, required: true, label: t("return.then"), value: "straight", options: [back, changed], when: { to: { eq: APPLICANT } } },
  ];
}

/** Where a return goes (`step` null: to the applicant), and which approvals stay valid then. */
function backOf(form, { return_to: places = [] }) {
  const { to, again, redo } = form?.values() ?? {};
  const at = places.findIndex(({ step }) => step === to);
  if (at < 0) return { step: null, again: redo === "again", text: t(redo === "again" ? "return.changed-text" : "return.applicant-help") };
  const steps = places.slice(at + 1).map(({ title }) => pick(title)).join(t("field.comma"));
  const text = steps && t(again === "again" ? "return.maybe" : "return.valid", { steps });
  return { step: places[at], again: again === "again", text };
}

function pinRow(row, kept = {}) {
  const node = stamp("pin-row", { label: pick(row.label), value: pick(row.display) });
  const [box, remark] = [$("input[type=checkbox]", node), $("input[type=text]", node)];
  box.value = row.name;
  remark.setAttribute("aria-label", t("decide.pin-remark", { label: pick(row.label) }));
  const sync = () => (remark.hidden = !box.checked);
  box.checked = row.name in kept;
  remark.value = kept[row.name] ?? "";
  box.addEventListener("change", () => (sync(), box.checked && remark.focus()));
  sync();
  return node;
}

const pinned = (body) => Object.fromEntries($$(".pin-row", body).filter((row) => $("input", row).checked).map((row) => [$("input", row).value, $("input[type=text]", row).value.trim()]));

async function send(page, { decision, body, form, required, draft, close }) {
  const { task } = page.view;
  const summary = $(".summary", body);
  const opinion = $("#opinion", body).value.trim();
  const errors = [...(form?.check() ?? []), ...(required && !opinion ? [{ name: "opinion", message: t("decide.opinion-needed") }] : [])];
  const tell = (found) => {
    form?.fail(found, summary);
    drawSummary(summary, found, (name) => (name === "opinion" ? "opinion" : form?.controls.find(({ field }) => field.name === name)?.focusId));
    put(body, "opinion-error", found.find(({ name }) => name === "opinion")?.message);
  };
  tell(errors);
  if (errors.length) return;
  const back = decision === "return" ? backOf(form, task) : null;
  const sent = { decision, opinion, fields: decision === "approve" ? (form?.values() ?? {}) : {}, pins: back && !back.step ? pinned(body) : {} };
  if (back?.step) Object.assign(sent, { to: back.step.step, again: back.again });
  else if (back?.again) sent.again = true;
  try {
    await call("POST", `tasks/${encodeURIComponent(page.id)}/decision`, { body: sent, match: page.etag });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    if (overtaken(page, problem, close)) return;
    const found = errorsOf(problem, "fields").filter(({ message }) => message);
    if (found.length) tell(found);
    else note(body, sentence(problem), "error");
    return;
  }
  draft.clear();
  close();
  page.done(doneText(decision, task, back), true);
}

function doneText(decision, task, back) {
  if (ownShare(task)?.kind === "advice") return t("decide.done-advice");
  if (back?.step) return t("decide.done-return-step", { step: pick(back.step.title) });
  return { approve: t("decide.done-approve"), return: t("decide.done-return"), reject: t("decide.done-reject") }[decision];
}
