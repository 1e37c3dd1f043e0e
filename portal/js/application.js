// Tracking one application: live by polling, urging. Correcting comes with correct.js, every sheet with follow.js.

import { $, el, say, stamp } from "./dom.js";
import { Problem, ahead, call, goSignIn } from "./api.js";
import { startSignedIn } from "./frame.js";
import { createParts, diagramPart, filesPart, formPart, headPart, stepsPart, timelinePart } from "./parts.js";
import { watch } from "./poll.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { actsPart, bannersPart, messagesPart, notesPart } from "./talk.js";
import { lang, moment, pick, t } from "./words.js";

const root = $("#application");
const id = new URLSearchParams(location.search).get("id");
const PATIENCE = 2000;
const OVER = ["completed", "rejected", "withdrawn", "terminated"];
let who;
let live;
let view;
/** What the first view waits for, so that it does not jump, but not longer than `PATIENCE` ms. */
const awaited = [];

/** What the sheets need of this page. */
const page = {
  id,
  get view() {
    return view;
  },
  get etag() {
    return live.etag;
  },
  refresh: () => live.now(),
  async done(text) {
    await live.now();
    scrollTo(0, 0);
    note($("#case"), text, "good").focus();
  },
};

const follow = (use) => import("./follow.js").then(use, () => note($("#case"), t("problem.reload"), "error"));

/** A listener that opens one of the sheets of follow.js. */
const sheet = (name, ...given) => (event) => busy(event.currentTarget, () => follow((part) => part[name](page, ...given)));

const drawParts = createParts(root, {
  head: headPart,
  rating: [({ state, query_code: mine }) => [OVER.includes(state), Boolean(mine)], ratingPart],
  correction: [({ correction, actions }) => [correction, actions.includes("resubmit")], correctionPart],
  consent: [({ answer }) => answer, consentPart],
  papers: [({ certificates, seq }) => [certificates, seq], papersPart],
  banners: bannersPart(sheet),
  steps: stepsPart,
  messages: messagesPart(sheet),
  notes: notesPart(sheet),
  acts: actsPart(sheet),
  diagram: diagramPart,
  form: formPart,
  files: filesPart,
  archive: [({ archive, keeping }) => [archive, keeping], archivePart],
  timeline: timelinePart,
  actions: [({ actions, task, urged }) => [actions, task?.id, urged], actionsPart],
});

start();

async function start() {
  const path = id && `applications/${encodeURIComponent(id)}?lang=${lang}`;
  if (path) ahead(path);
  who = await startSignedIn(root);
  if (!who) return;
  if (!path) return fail(new Problem(404, {}));
  live = watch(path, show, fail);
}

function fail(problem) {
  if (view && problem.status === 401) return goSignIn() || note(root, t("problem.sign-in"), "error");
  root.replaceChildren(troublePanel(problem, () => location.reload()));
  return null;
}

function show(next) {
  const before = view;
  view = next;
  document.title = `${pick(view.title) || view.number} - ${root.dataset.site}`;
  const changed = drawParts(view);
  Promise.race([Promise.allSettled(awaited.splice(0)), new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(reveal);
  if (before && before.state !== view.state) $("#case > .banner--note")?.remove();
  if (before && before.state !== view.state) say(t("track.state-now", { state: pick(view.state_text) }));
  else if (changed.length) say(t("track.changed"));
}

function reveal() {
  $("#loading")?.remove();
  $("#case").hidden = false;
}

/** What the reader may do: a step of their own (reporting back, for example), urging, and withdrawing. */
function actionsPart({ actions, task, urged }) {
  const own = task?.id && !actions.includes("resubmit") && el("a", { class: "button button--primary button--wide", href: `${root.dataset.task}?id=${encodeURIComponent(task.id)}` }, t("track.own-step", { step: pick(task.title) }));
  const withdraw = actions.includes("withdraw") && el("button", { type: "button", class: "button button--danger button--wide", onclick: sheet("withdraw") }, t("withdraw.button"));
  const told = urged && el("p", { class: "quiet" }, t("urge.count", { count: urged.count, at: moment(urged.at) }));
  const urge = actions.includes("urge") && el("button", { type: "button", class: "button button--plain button--wide", onclick: (event) => busy(event.currentTarget, askUrge) }, t("urge.button"));
  const shown = [own, told, urge, withdraw].filter(Boolean);
  return shown.length ? el("div", { class: "stack" }, shown) : null;
}

/** Once it lies in the archive: its package, and the sheet to print, by links that hold for five minutes. */
function archivePart({ archive, keeping = {} }) {
  if (!archive) return null;
  const { until, on, warned, held } = keeping;
  const why = held?.reason ? t("keep.why", { reason: held.reason }) : "";
  const kept = held ? t("keep.held", { who: pick(held.by), at: moment(held.at) }) + why : warned ? t("keep.soon", { day: on }) : until && t("keep.until", { day: until });
  const link = (file, text) => el("a", { class: "button button--plain", href: `/api/v1/applications/${encodeURIComponent(id)}/archive?file=${file}&lang=${lang}` }, text);
  const check = el("a", { href: `/${lang}/archive-check/` }, t("archive.check"));
  return [
    el("p", {}, t("archive.at", { at: moment(archive.at) })),
    kept && el("p", { class: warned || held ? "banner banner--warn" : "quiet" }, kept),
    el("p", { class: "quiet" }, t("archive.help"), " ", check),
    el("div", { class: "actions actions--inline" }, link("package", t("archive.package")), link("pdf", t("archive.pdf"))),
  ];
}

/** Asks whoever holds it to hurry; the answer stands where the button is. */
async function askUrge() {
  const tell = (text, kind) => note($("[data-part=actions] .stack"), text, kind);
  try {
    const { body } = await call("POST", `applications/${id}/urge`);
    await live.now();
    tell(t("urge.done", { at: moment(body.next_at) }), "good");
  } catch (problem) {
    if (problem.status === 401) return goSignIn();
    if (!(problem.status >= 0)) throw problem;
    const reason = sentence(problem);
    tell(problem.status === 429 ? t("urge.wait", { reason, at: moment(Date.now() + problem.wait * 1000) }) : reason, "error");
    live.now();
  }
  return null;
}

/** The documents it has brought, or is about to. */
function papersPart({ certificates }) {
  if (!certificates) return null;
  const place = el("div", { class: "cells" });
  awaited.push(import("./papers.js").then(({ papers }) => papers(id, place)));
  return place;
}

/** Whether the answer to a letter is public; its writer may take the consent back. */
function consentPart({ answer }) {
  if (!answer) return null;
  const place = el("div", {});
  awaited.push(import("./consent.js").then(({ consent }) => consent(id)).then((made) => place.append(made), () => ($("[data-part=consent]").hidden = true)));
  return place;
}

/** When it is over, its applicant is asked how it was; the code is shown to nobody else. */
function ratingPart({ state, query_code: mine }) {
  if (!mine || !OVER.includes(state)) return null;
  const place = el("div", {});
  const panel = $("[data-part=rating]");
  const draw = (form) => {
    if (form) place.append(form);
    else panel.hidden = true;
  };
  awaited.push(import("./rating.js").then(({ rating }) => rating(id)).then(draw, () => draw(null)));
  return place;
}

/** The returned form: what to correct on top, the fields with their remarks below, one button. */
function correctionPart({ correction, actions }) {
  if (!correction || !actions.includes("resubmit")) return null;
  const panel = stamp("correction", { by: t("correction.by", { who: pick(correction.by), step: pick(correction.step_title) }), remark: correction.remark });
  const shown = import("./correct.js").then(({ drawCorrection }) => drawCorrection({ panel, correction, view, who, live }), () => note(panel, t("problem.network"), "error"));
  awaited.push(shown);
  return panel;
}
