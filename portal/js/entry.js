// At a window: the clerk enters the application of who stands there, reads it back to them, and sends it. Nothing of it is
// kept in the browser: the next one at this window is somebody else.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { controlsFor } from "./fields.js";
import { createForm } from "./form.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { errorsOf } from "./summary.js";
import { pick, t } from "./words.js";

const root = $("#entry");
const asked = new URLSearchParams(location.search);
const [counter, ticket] = ["counter", "ticket"].map((name) => asked.get(name) || "");
const path = `counters/${encodeURIComponent(counter)}/queue/tickets/${encodeURIComponent(ticket)}/entry`;
const back = `${root.dataset.back}?counter=${encodeURIComponent(counter)}`;
let form;

startSignedIn(root).then((who) => who && start());

async function start() {
  try {
    const { body } = await call("GET", path);
    await controlsFor(body.fields);
    draw(body);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    const panel = troublePanel(problem, problem.status !== 409 && (() => location.reload()));
    panel.append(el("p", {}, el("a", { class: "button", href: back }, t("entry.back"))));
    root.replaceChildren(panel);
  }
}

/** What looks something up or uploads does so for the person, by the ticket; errors in their data are theirs to report. */
function atWindow(field) {
  const { place, ...known } = field;
  return { ...known, uploads: `${path}/uploads`, ...(field.lookup && { lookup: { ...field.lookup, rows: `${path}/fields/${encodeURIComponent(field.name)}/rows` } }) };
}

function draw({ fields, service, person, applicant, ticket: number }) {
  const page = stamp("entry-page", { title: pick(service.name), who: t("entry.who", { number, name: pick(person) }) });
  form = createForm({ fields: fields.map(atWindow), service: service.code, facts: { applicant } });
  const fixed = form.controls.filter((control) => control.node.classList.contains("field--static"));
  $("#known .cells", page).replaceChildren(...fixed.map((control) => control.node));
  $("#known", page).hidden = !fixed.length;
  $("#fields", page).replaceChildren(...form.controls.filter((control) => !fixed.includes(control)).map((control) => control.node));
  root.replaceChildren(page);
  $("#edit-form").addEventListener("submit", check);
  $("#change").onclick = () => show(false);
  $("#send").onclick = (event) => busy(event.currentTarget, send);
  $("h2", root).focus();
}

function check(event) {
  event.preventDefault();
  const errors = form.check();
  form.fail(errors, $("#errors"));
  if (errors.length) return;
  const rows = form.review().filter(({ text, editable }) => text || editable);
  put($("#check"), "answers", rows.map(({ field, text }) => stamp("entry-row", { label: pick(field.label), value: text || t("field.none") })));
  show(true);
}

function show(checking) {
  $("#edit").hidden = checking;
  $("#check").hidden = !checking;
  scrollTo(0, 0);
  $("h2", checking ? $("#check") : $("#edit"))?.focus();
}

async function send() {
  try {
    const { body: made } = await call("POST", path, { body: { form: form.values() } });
    location.assign(`${back}&entered=${encodeURIComponent(made.number)}`);
    await new Promise(() => {}); // the button stays pressed until the line is there
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    const errors = errorsOf(problem).filter(({ message }) => message);
    if (!errors.length) return note($("#check"), problem.unknown ? t("entry.unknown") : sentence(problem), "error");
    show(false);
    form.fail(errors, $("#errors"));
  }
  return null;
}
