// Putting the applications at a step in order: list by list, places proposed from the marks, entered with the approvals.

import { $, $$, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { troublePanel } from "./sheet.js";
import { approveTogether } from "./together.js";
import { pick, t, today } from "./words.js";

const root = $("#rank");
const asked = new URLSearchParams(location.search);

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const wanted = new URLSearchParams({ service: asked.get("service") || "", step: asked.get("step") || "" });
  const { body } = await call("GET", `tasks/ranking?${wanted}`);
  const head = stamp("rank-head", {
    service: pick(body.service.name),
    step: pick(body.step.title),
    how: t("rank.how", { columns: body.columns.map(pick).join(t("rank.then")) }),
    until: body.until && body.until >= today() && t("rank.until", { day: body.until }),
    more: body.more && t("rank.more"),
  });
  const lists = body.lists.map((list) => drawList(body, list));
  root.replaceChildren(head, ...(lists.length ? lists : [el("p", { class: "cell cell--none" }, t("rank.none"))]));
}

function drawList(body, { title, items }) {
  const node = stamp("rank-list", { title: pick(title) || pick(body.step.title), count: t("rank.count", { count: items.length }), enter: t("rank.enter", { count: items.length }) });
  put(node, "heads", [t("rank.place"), t("rank.person"), ...body.columns.map(pick)].map((text, at) => el("th", { scope: "col", class: at > 1 && "is-number" }, text)));
  put(node, "rows", items.map((item) => drawRow(body, item, items.length)));
  $("[data-act=again]", node).addEventListener("click", () => $$("input", node).forEach((input) => (input.value = input.defaultValue)));
  $("[data-slot=enter]", node).addEventListener("click", () => enter(body, node, items));
  return node;
}

function drawRow(body, item, most) {
  const name = pick(item.applicant_name);
  const input = el("input", { class: "input rank__place", type: "number", inputmode: "numeric", min: 1, max: most, value: item.place, "aria-label": t("rank.place-of", { who: name }) });
  const link = el("a", { class: "report", href: `${root.dataset.task}?id=${encodeURIComponent(item.task_id)}` }, item.number);
  const marks = item.values.map((value, at) => el("td", { class: "is-number", "data-label": pick(body.columns[at]) }, pick(value) || "—"));
  return el("tr", { "data-task": item.task_id }, el("td", { "data-label": t("rank.place") }, input), el("td", { "data-label": t("rank.person") }, el("span", {}, el("b", {}, name), " ", link)), marks);
}

/** The places as they stand, checked: each there, whole, within the list. What is entered is left in place, what is refused too. */
function enter(body, node, items) {
  const inputs = new Map($$("tr[data-task]", node).map((row) => [row.dataset.task, $("input", row)]));
  const left = items.filter((item) => inputs.get(item.task_id));
  const wrong = left.find(({ task_id: id }) => !inputs.get(id).checkValidity() || !inputs.get(id).value);
  put(node, "error", wrong && t("rank.wrong", { who: pick(wrong.applicant_name), count: items.length }));
  if (wrong) return inputs.get(wrong.task_id).focus();
  const wanted = left.map(({ task_id: id, seq }) => {
    const fields = { [body.place]: Number(inputs.get(id).value) };
    if (body.of) fields[body.of] = items.length;
    return { task_id: id, seq, fields };
  });
  return approveTogether(wanted, root, (results) => {
    for (const one of results) mark(node, one);
    const open = $$("input", node).length;
    $(".actions", node).hidden = !open;
    put(node, "enter", t("rank.enter", { count: open }));
  });
}

function mark(node, { task_id: id, result, detail }) {
  const row = $$("tr[data-task]", node).find((one) => one.dataset.task === id);
  const input = row && $("input", row);
  if (!input) return;
  $(".line__said", row)?.remove();
  const said = el("span", { class: `line__said line__said--${result}` }, result === "done" ? t("together.approved") : t("together.refused", { reason: pick(detail) }));
  input.closest("td").append(said);
  if (result === "done") input.replaceWith(el("b", {}, input.value));
}
