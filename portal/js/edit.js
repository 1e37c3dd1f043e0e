// A definition: begun from a template, taken from a file or a version, checked as it is typed, previewed, sent for approval.

import { $, el, later, picture, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { createDraft } from "./draft.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { lang, pick, t } from "./words.js";

const root = $("#edit");
const asked = new URLSearchParams(location.search);
const REQUESTS = { guide: "publish-guide", flow: "launch-flow", change: "change-service" };
const MOST_BYTES = 48 * 1024;
/** What a task hands over to be looked at. */
const LOOKED_AT = "hall.edit";
let who;
let turn = 0;
let found = null;

start();

async function start() {
  who = await startSignedIn(root);
  if (!who) return;
  try {
    const code = asked.get("code");
    const version = asked.get("version");
    const given = code && (await call("GET", `services/${encodeURIComponent(code)}/definition${version ? `?version=${encodeURIComponent(version)}` : ""}`)).body;
    const templates = given || asked.has("look") ? [] : (await call("GET", "archetypes")).body.items;
    draw(given, templates);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    root.replaceChildren(problem.status === 404 ? el("p", { class: "cell cell--none" }, t("edit.none")) : troublePanel(problem, () => location.reload()));
  }
}

function draw(given, templates) {
  root.replaceChildren(stamp("editor"));
  const text = $("#text");
  if (given) put(root, "about", t("edit.of", { name: pick(given.service.name), version: given.service.version }));
  $("#begin-field").hidden = !templates.length;
  $("#begin").append(...templates.map(({ code, title }) => el("option", { value: code }, `${code} · ${pick(title)}`)));
  const show = () => ($("#template").textContent = templates.find(({ code }) => code === $("#begin").value)?.text || "");
  $("#begin").addEventListener("change", show);
  show();
  $("#begin-now").addEventListener("click", () => set(short($("#begin").value)));
  text.addEventListener("input", later(600, check));
  $("#file").addEventListener("change", ({ target }) => read(target));
  $("#save").addEventListener("click", save);
  $("#ask").addEventListener("click", (event) => busy(event.currentTarget, ask));
  if (asked.has("look")) {
    text.readOnly = true;
    $("#ask").hidden = true;
  }
  const start = given ? given.text : asked.has("look") ? sessionStorage.getItem(LOOKED_AT) : "";
  if (start) set(start, false);
}

/** `goes`: somebody asked for this text and goes on in it; who only opens the page begins at its top. */
function set(text, goes = true) {
  $("#text").value = text;
  if (goes) $("#text").focus();
  return check();
}

/** What has to be said beside a template: the words after each key are to be replaced. */
function short(kind) {
  const unit = who.units?.department || "";
  const lines = ["LINK", "QUERY", "BILL"].includes(kind) ? ['address: "https://"'] : [];
  const visits = { WINDOW: 1 }[kind] ?? 0;
  return [`from: ${kind}`, "service: ", 'name: {zh: "", en: ""}', 'summary: {zh: "", en: ""}', `owner_unit: ${unit}`, "area: information_service", "themes: [letters]", "audience: [staff, cadre]", "aliases: []", ...lines, "channel: {state: online}", "guide:", ...(["LINK", "GUIDE"].includes(kind) ? [] : [`  visits: ${visits}`]), '  contacts: [{unit: ' + unit + ', phone: ""}]', ""].join("\n");
}

async function read(input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  if (file.size > MOST_BYTES) return void note(root, t("edit.too-large"), "error");
  set(await file.text());
}

function save() {
  const text = $("#text").value;
  const href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  el("a", { href, download: `${/^service: *([a-z0-9-]+)/m.exec(text)?.[1] || "service"}.yaml` }).click();
  URL.revokeObjectURL(href);
}

async function check() {
  const text = $("#text").value;
  const mine = ++turn;
  $("#ask").disabled = true;
  if (!text.trim()) return void ($("#verdict").textContent = t("edit.nothing-yet"));
  try {
    const { body } = await call("POST", "definitions/check", { body: { text } });
    if (mine !== turn) return;
    found = body;
    $("#verdict").textContent = body.count ? t("edit.wrong", { count: body.count }) : t("edit.good");
    $("#findings").replaceChildren(...body.problems.map(finding));
    $("#ask").disabled = body.count > 0;
    $("#preview-panel").hidden = !body.preview;
    if (body.preview) put(root, "preview", preview(body.preview));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    if (mine === turn) $("#verdict").textContent = sentence(problem);
  }
}

function finding({ line, message }) {
  const go = () => {
    const text = $("#text");
    const lines = text.value.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(at, at + (lines[line - 1] || "").length);
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, line - 4);
  };
  return el("li", { class: "finding" }, el("button", { type: "button", class: "link", onclick: go }, t("edit.line", { line })), el("div", {}, el("p", {}, pick(message))));
}

function preview({ name, summary, owner, guide, questions, diagram, changes }) {
  const part = (title, text) => text && el("div", { class: "fact fact--tall" }, el("dt", {}, title), el("dd", {}, text));
  const told = guide && [part(t("guide.instruction"), pick(guide.instruction)), part(t("guide.range"), pick(guide.range)), part(t("guide.procedure"), pick(guide.procedure)), part(t("guide.fee"), pick(guide.fee)), part(t("guide.legal"), guide.legal), part(t("guide.visits"), guide.visits?.toString()), part(t("guide.materials"), (guide.materials || []).map(material).join("\n")), part(t("guide.result"), pick(guide.result)), part(t("guide.where"), (guide.contacts || []).map(desk).join("\n")), part(t("guide.complaint"), guide.complaint ? desk(guide.complaint) : t("edit.complaint"))];
  const drawn = diagram && picture(diagram[lang]);
  return [
    el("h3", {}, pick(name)),
    el("p", { class: "quiet" }, `${pick(owner)} · ${pick(summary)}`),
    told && el("dl", { class: "facts" }, told.filter(Boolean)),
    questions.length > 0 && el("p", {}, t("edit.questions", { names: questions.map((one) => pick(one).replace(/[。.]$/, "")).join(t("field.comma")) })),
    drawn && el("div", { class: "diagram", tabindex: "0", role: "group", "aria-label": t("guide.diagram") }, drawn),
    changes && el("h3", {}, t("edit.changes")),
    changes && el("ul", { class: "differences" }, changes.length ? changes.map(change) : [el("li", {}, t("versions.same"))]),
  ].filter(Boolean);
}

const material = ({ name, sample, blank }) => [pick(name), blank && `${t("guide.blank")} ${blank}`, sample && `${t("guide.sample")} ${sample}`].filter(Boolean).join(" · ");
const desk = ({ unit, name, phone, email, place, campus, floor, counter, hours }) => [name ? pick(name) : unit, phone, email, campus, place && pick(place), floor, counter, hours && pick(hours)].filter(Boolean).join(" · ");

const change = ({ kind_title: kind, part_title: part, what, before, after }) => el("li", { class: "difference" }, el("p", {}, el("span", { class: "state state--now" }, pick(kind)), ` ${pick(part)} · ${pick(what)}`), before && el("del", {}, pick(before)), after && el("ins", {}, pick(after)));

/** The form of the request takes the definition over; nothing is sent before its own check. */
async function ask() {
  const request = REQUESTS[found.takes];
  const draft = createDraft(request);
  draft.clear();
  draft.write({ typed: { definition: $("#text").value, department: found.preview.owner_unit }, person: who.id, done: null });
  location.assign(`${root.dataset.apply}${request}/`);
}
