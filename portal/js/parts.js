// The parts an application's page is made of, the same for applicant and handler (C-16). Each part is drawn again
// only when its own data changed, so that nothing jumps under a reader and focus and selection stay.

import { $, $$, el, icon, picture, put, stamp } from "./dom.js";
import { openSheet } from "./sheet.js";
import { stateTag } from "./tag.js";
import { whoIs } from "./who.js";
import { lang, moment, pick, size, t, urgency } from "./words.js";

/** `makers`: {part: (view) => nodes}, or [data of the view, maker] where less than the whole view matters. */
export function createParts(root, makers) {
  const drawn = new Map();
  return (view) => {
    const changed = [];
    for (const [part, [data, make]] of Object.entries(makers)) {
      const mark = JSON.stringify(data(view) ?? null);
      if (drawn.get(part) === mark) continue;
      if (drawn.has(part)) changed.push(part);
      drawn.set(part, mark);
      const place = $(`[data-part="${part}"]`, root);
      const nodes = [make(view)].flat().filter(Boolean);
      $(".part", place).replaceChildren(...nodes);
      place.hidden = !nodes.length;
    }
    return changed;
  };
}

export const headPart = [
  ({ state, state_text, title, number, submitted_at, service }) => [state, state_text, title, number, submitted_at, service],
  (view) => {
    const head = stamp("case-head", {
      service: pick(view.service.name),
      number: view.number,
      code: view.query_code,
      at: moment(view.submitted_at),
      state: stateTag(view),
    });
    $("h1", head).textContent = pick(view.title) || pick(view.service.name);
    $("[data-slot=code]", head).parentElement.hidden = !view.query_code;
    return head;
  },
];

/** A due time as a button that shows who holds the step (C-18). */
function dueButton(step, due = step.due_at) {
  const kind = urgency(due, step.overdue);
  const text = t(kind === "late" ? "due.late" : "due.by", { at: moment(due) });
  return el("button", { type: "button", class: `due due--${kind}`, onclick: () => showStep(step) }, icon("clock"), text);
}

export const stepsPart = [
  (view) => view.steps,
  (view) => {
    const rows = view.steps.filter((step) => step.status !== "skipped").map(stepRow);
    return rows.length ? el("ol", { class: "steps" }, rows) : null;
  },
];

const STATUS = { done: t("step.done"), now: t("step.now"), next: t("step.next"), skipped: t("step.skipped"), returned: t("step.returned"), rejected: t("step.rejected") };

function stepRow(step) {
  const now = step.status === "now";
  const at = step.decided_at ? moment(step.decided_at) : now && t("step.since", { at: moment(step.opened_at) });
  const row = stamp("step-row", { status: pick(step.only_if) || STATUS[step.status], who: step.holder ? whoIs(step.holder) : pick(step.by), away: step.holder?.people?.length === 1 && awayText(step.holder.people[0]), at, opinion: step.opinion });
  row.classList.add(`step--${step.status}`);
  if (now) row.setAttribute("aria-current", "step");
  const title = $(".step__title", row);
  title.textContent = pick(step.title);
  title.addEventListener("click", () => showStep(step));
  put(row, "due", now ? step.due_at && dueButton(step) : step.expected_at && t("step.expected", { at: moment(step.expected_at) }));
  return row;
}

/** Until when somebody is away, and who acts for them meanwhile. */
function awayText({ away_until: until, proxy }) {
  return until && (proxy ? t("away.proxy", { until, who: pick(proxy) }) : t("away.until", { until }));
}

/** Who holds a step and how to reach them. */
export function showStep(step) {
  const people = (step.holder?.people || []).map((one) =>
    stamp("contact", {
      name: pick(one.name),
      away: awayText(one),
      phone: one.phone && el("a", { href: `tel:${one.phone.replace(/[^\d+]/g, "")}` }, one.phone),
      mail: one.email && el("a", { href: `mailto:${one.email}` }, one.email),
    }),
  );
  const fact = (label, value) => value && el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, value));
  const facts = [
    fact(t("step.status"), pick(step.only_if) || STATUS[step.status]),
    fact(t("step.rule"), pick(step.rule)),
    fact(t("step.limit"), pick(step.within)),
    fact(t(step.status === "done" ? "step.by" : "step.holder"), pick(step.status === "done" ? step.by : step.holder?.name) || pick(step.by)),
    fact(t("step.opened"), moment(step.opened_at)),
    fact(t("step.due"), step.due_at ? moment(step.due_at) : step.expected_at && t("step.expected", { at: moment(step.expected_at) })),
    fact(t("step.decided"), moment(step.decided_at)),
    fact(t("step.opinion"), step.opinion),
  ];
  const body = el("div", {}, el("dl", { class: "facts" }, facts), people.length ? [el("h3", { class: "sheet__sub" }, t("step.contact")), el("div", { class: "cells" }, people)] : null);
  openSheet({ title: pick(step.title), body });
}

export const diagramPart = [
  (view) => view.diagram,
  (view) => {
    const svg = picture(view.diagram?.[lang] || view.diagram?.zh);
    if (!svg) return null;
    const byName = new Map(view.steps.map((step) => [step.step, step]));
    for (const node of $$("[data-step]", svg)) {
      const step = byName.get(node.dataset.step);
      if (!step) continue;
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      node.addEventListener("click", (event) => (event.preventDefault(), showStep(step)));
      node.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), showStep(step)));
    }
    return el("div", { class: "diagram", tabindex: "0", role: "group", "aria-label": t("part.diagram") }, svg);
  },
];

export const formPart = [
  ({ id, form, files }) => [id, form, files],
  (view) => el("dl", { class: "answers" }, view.form.filter((row) => row.type !== "note").map((row) => answerRow(view, row))),
];

function answerRow(view, row) {
  const files = row.files && view.files.filter((file) => file.field === row.name);
  const node = stamp("answer", { label: pick(row.label), changed: row.changed && t("answer.changed"), disputed: row.disputed && t("data.disputed"), checked: row.checked && checkedText(row.checked), pin: row.pin && t("correction.pin", { remark: row.pin.remark }) });
  if (row.type === "definition") return definitionRow(node, row);
  put(node, "value", files?.length ? files.map((file) => fileLink(view, file)) : pick(row.display) || t("field.none"));
  return node;
}

/** A definition is read in the editor, where its check, its preview and what it changes are. */
function definitionRow(node, row) {
  const look = () => sessionStorage.setItem("hall.edit", row.value);
  put(node, "value", [el("a", { class: "button button--small", href: `/${lang}/catalogue/edit/?look`, onclick: look }, t("edit.look")), el("pre", { class: "source", tabindex: "0" }, pick(row.display))]);
  return node;
}
const CHECKED = { type: "checked.type", later: "checked.later", same: "checked.same", differs: "checked.differs" };

/** What is known of an answer that was typed while its source did not answer. */
const checkedText = ({ state, found }) => (state === "differs" && !found ? t("checked.differs-none") : t(CHECKED[state], { found: pick(found) }));

const fileLink = (view, file) =>
  el("a", { class: "attached", href: `/api/v1/applications/${view.id}/files/${file.id}`, target: "_blank", rel: "noopener" }, icon("file"), el("span", {}, file.name), el("small", {}, size(file.size)));

export const filesPart = [
  ({ id, files, form }) => [id, files, form],
  (view) => {
    const shown = new Set(view.form.filter((row) => row.files).map((row) => row.name));
    const rest = view.files.filter((file) => !shown.has(file.field));
    return rest.length ? el("div", {}, rest.map((file) => fileLink(view, file))) : null;
  },
];

export const timelinePart = [
  (view) => view.timeline,
  (view) => el("ol", { class: "timeline" }, [...view.timeline].reverse().map(entryRow)),
];

function entryRow(entry) {
  const row = stamp("entry", {
    text: pick(entry.text),
    who: [pick(entry.by?.name) + (entry.by?.principal ? t("entry.behalf", { who: pick(entry.by.principal) }) : ""), pick(entry.by?.position)].filter(Boolean).join(" · "),
    at: moment(entry.at),
    opinion: entry.opinion,
  });
  $("time", row).dateTime = entry.at;
  row.classList.add(`entry--${entry.type.split(":")[1]}`);
  return row;
}

export const applicantPart = [
  (view) => view.applicant,
  ({ applicant }) => {
    const fact = (label, value) => value && el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, value));
    const phone = applicant.mobile && el("a", { href: `tel:${applicant.mobile}` }, applicant.mobile);
    const mail = applicant.email && el("a", { href: `mailto:${applicant.email}` }, applicant.email);
    const units = (applicant.units || []).map((unit) => pick(unit.name)).join(" · ");
    return el("dl", { class: "facts facts--card" }, [fact(t("applicant.name"), `${pick(applicant.name)} · ${applicant.id}`), fact(t("applicant.units"), units), fact(t("applicant.mobile"), phone), fact(t("applicant.email"), mail), applicant.entered && fact(t("applicant.entered"), t("applicant.entered-by", { by: pick(applicant.entered.by), counter: pick(applicant.entered.counter), ticket: applicant.entered.ticket }))]);
  },
];
