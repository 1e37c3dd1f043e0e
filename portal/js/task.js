// One task: what the applicant sent, where it stands, and the decision.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { Problem, call, goSignIn } from "./api.js";
import { createDraft } from "./draft.js";
import { createForm } from "./form.js";
import { startSignedIn } from "./frame.js";
import { applicantPart, createParts, diagramPart, filesPart, formPart, headPart, stepsPart, timelinePart } from "./parts.js";
import { watch } from "./poll.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { drawSummary, errorsOf } from "./summary.js";
import { moment, pick, t, urgency } from "./words.js";

const root = $("#task");
const id = new URLSearchParams(location.search).get("id");
let live;
let view;
let decided = false;

const drawParts = createParts(root, {
  head: headPart,
  applicant: applicantPart,
  form: formPart,
  files: filesPart,
  steps: stepsPart,
  diagram: diagramPart,
  timeline: timelinePart,
  decision: [({ task, actions, state }) => [task, actions, state], decisionPart],
});

start();

async function start() {
  if (!(await startSignedIn(root))) return;
  if (!id) return fail(new Problem(404, {}));
  live = watch(`tasks/${encodeURIComponent(id)}`, show, fail);
}

function fail(problem) {
  if (view && problem.status === 401) return goSignIn() || note(root, t("problem.sign-in"), "error");
  root.replaceChildren(troublePanel(problem, () => location.reload()));
  return null;
}

function show(next) {
  const first = !view;
  view = next;
  $("#loading")?.remove();
  $("#case").hidden = false;
  document.title = `${pick(view.title) || view.number} - ${root.dataset.site}`;
  if (drawParts(view).length && !first) say(t("track.changed"));
}

const CHOICES = {
  approve: { kind: "primary", text: t("decide.approve"), title: t("decide.approve-title"), opinion: t("decide.approve-opinion") },
  return: { kind: "plain", text: t("decide.return"), title: t("decide.return-title"), opinion: "" },
  reject: { kind: "danger", text: t("decide.reject"), title: t("decide.reject-title"), opinion: "" },
};
const MILD = { applicant: t("decide.confirm"), acknowledge: t("decide.acknowledge") };

function decisionPart({ task, actions }) {
  const open = actions.filter((action) => CHOICES[action]);
  const panel = stamp("decision", { title: pick(task?.title) });
  if (!open.length) {
    const by = task?.decided_by && t("decide.by", { who: pick(task.decided_by), at: moment(task.decided_at) });
    put(panel, "state", actions.includes("resubmit") ? el("a", { class: "button button--primary", href: `${root.dataset.track}?id=${encodeURIComponent(view.id)}` }, t("correction.go")) : by || t(decided ? "decide.sent" : "decide.closed"));
    put(panel, "buttons", null);
    document.body.classList.remove("has-actions");
    return panel;
  }
  const due = task.due_at && el("span", { class: `due due--${urgency(task.due_at)}` }, t(urgency(task.due_at) === "late" ? "due.late" : "due.by", { at: moment(task.due_at) }));
  put(panel, "state", due);
  put(panel, "buttons", open.map((action) => {
    const { kind, text } = CHOICES[action];
    return el("button", { type: "button", class: `button button--${kind}`, "data-decision": action, onclick: () => ask(action) }, action === "approve" ? MILD[task.kind] || text : text);
  }));
  document.body.classList.add("has-actions");
  return panel;
}

function ask(decision) {
  const { task } = view;
  const choice = CHOICES[decision];
  const mild = decision === "approve" && MILD[task.kind];
  const draft = createDraft(`decision.${id}.${decision}`);
  const body = stamp("decide-body");
  const opinion = $("#opinion", body);
  const kept = draft.read();
  opinion.value = kept.opinion ?? (mild ? "" : choice.opinion);
  const required = decision !== "approve" || task.opinion_required !== false;
  if (mild) put(body, "opinion-label", t("decide.remark"));
  put(body, "optional", !required && t("field.optional"));
  const form = decision === "approve" && task.fields.length ? createForm({ fields: task.fields, service: view.service.code, prefix: "d-", changed: keep }) : null;
  if (form) {
    form.restore(kept.typed);
    $("#decide-fields", body).replaceChildren(...form.controls.map((control) => control.node));
  }
  $("#decide-fields", body).hidden = !form;
  const pins = $("#pins", body);
  pins.hidden = decision !== "return";
  if (!pins.hidden) $("#pin-rows", body).replaceChildren(...view.form.filter((row) => !["note", "computed"].includes(row.type) && row.editable !== false).map((row) => pinRow(row, kept.pins)));

  function keep() {
    draft.write({ opinion: opinion.value, typed: form?.typed(), pins: pinned(body) });
  }
  body.addEventListener("input", keep);
  const act = (close, button) => busy(button, () => send({ decision, body, form, required, draft, close }));
  const actions = [{ text: t("cancel") }, { text: mild || choice.text, kind: choice.kind === "plain" ? "warn" : choice.kind, act }];
  openSheet({ title: mild || choice.title, body, actions });
  if (required || form) (form ? $("input, select, textarea", $("#decide-fields", body)) : opinion)?.focus();
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

async function send({ decision, body, form, required, draft, close }) {
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
  try {
    const sent = { decision, opinion, fields: form?.values() ?? {}, pins: decision === "return" ? pinned(body) : {} };
    await call("POST", `tasks/${encodeURIComponent(id)}/decision`, { body: sent, match: live.etag });
    draft.clear();
    decided = true;
    close();
    finished(decision);
    live.now();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    refused(problem, { body, tell, close });
  }
}

function finished(decision) {
  const text = { approve: t("decide.done-approve"), return: t("decide.done-return"), reject: t("decide.done-reject") }[decision];
  const line = note($("#case"), text, "good");
  line.append(" ", el("a", { href: root.dataset.inbox }, t("decide.next")));
  line.focus();
  scrollTo(0, 0);
}

/** Somebody was first, or the record moved on: say who, and show how it stands now. */
function refused(problem, { body, tell, close }) {
  if (problem.status === 401) return goSignIn();
  if ([409, 412].includes(problem.status)) {
    close();
    const { decided_by: by, decided_at: at } = problem.body;
    note($("#case"), by ? t("conflict.decided", { who: pick(by.name || by), at: moment(at) }) : t("conflict.changed", { reason: sentence(problem) }), "error");
    return live.now();
  }
  const found = errorsOf(problem, "fields").filter(({ message }) => message);
  return found.length ? tell(found) : note(body, sentence(problem), "error");
}
