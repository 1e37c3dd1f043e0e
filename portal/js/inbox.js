// The four boxes and the pools: filters, search, ticks for approving together, and the keyboard. What was filled in is
// searched for once a service is chosen, because its form says what there is to ask; that part is loaded then.

import { $, $$, el, icon, stamp } from "./dom.js";
import { ahead, call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { busy, note } from "./sheet.js";
import { stateTag } from "./tag.js";
import { moment, pick, t, urgency } from "./words.js";

const root = $("#inbox");
const filter = $("#filter");
const tabs = $$("[role=tab]", root);
const NONE = { todo: t("inbox.none"), done: t("inbox.none-done"), mine: t("mine.none"), cc: t("inbox.none-cc") };
const ranked = new Set();
let box = location.hash.slice(1) in NONE ? location.hash.slice(1) : "todo";
let where = null;

for (const [name, value] of new URLSearchParams(location.search)) {
  const input = filter.elements[name];
  if (input?.type === "checkbox") input.checked = true;
  else if (input) input.value = value;
  if (input && name !== "q") $("details", filter).open = true;
}
if (!filter.elements.service.value) ahead(`tasks?${wish()}`);
startSignedIn(root).then((who) => {
  if (!who) return;
  for (const tab of tabs) {
    tab.addEventListener("click", () => open(tab.dataset.box));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: tabs.length - 1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.stopPropagation();
      const other = tabs[(tabs.indexOf(tab) + step) % tabs.length];
      other.focus();
      open(other.dataset.box);
    });
  }
  filter.addEventListener("submit", (event) => (event.preventDefault(), open(box)));
  filter.addEventListener("change", async ({ target }) => {
    if (target.closest("#where")) return void (where.read(true) && open(box));
    if (target.name === "service") await offer();
    if (target.name !== "q") open(box);
  });
  $("#all").addEventListener("change", ({ target }) => (ticks().forEach((tick) => (tick.checked = target.checked)), count()));
  $("#box").addEventListener("change", ({ target }) => target.name === "tick" && count());
  $("#together").addEventListener("click", (event) => busy(event.currentTarget, approve));
  document.addEventListener("keydown", keys);
  offer(new URLSearchParams(location.search).get("filter")).then(() => open(box));
});

/** What the chosen service's answers can be searched by. */
async function offer(given) {
  const { value } = filter.elements.service;
  $("#where").hidden = !value;
  if (!value) return void where?.offer([]);
  try {
    const [{ condition, createWhere }, { body }] = await Promise.all([import("./where.js"), call("GET", `services/${encodeURIComponent(value)}/filters`)]);
    where ??= createWhere($("#where [data-slot=rows]"));
    where.offer(body.items);
    where.fill(condition(given));
  } catch (problem) {
    $("#where").hidden = true;
    if (problem instanceof TypeError) throw problem;
  }
}

function open(name) {
  box = name;
  for (const tab of tabs) {
    const chosen = tab.dataset.box === box;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  $("#box").setAttribute("aria-labelledby", `tab-${box}`);
  $("#only-todo").hidden = box !== "todo";
  const asked = wish();
  const condition = asked.has("service") && where?.read();
  $(".banner--note", root)?.remove();
  if (condition === null) return note(root, t("where.incomplete"), "error");
  if (condition && Object.keys(condition).length) asked.set("filter", JSON.stringify(condition));
  const filtered = asked.size > 1;
  remember(asked);
  count();
  ranked.clear();
  $("#ranked").replaceChildren();
  return fillList($("#box"), `tasks?${asked}`, row, filtered ? t("inbox.none-found") : NONE[box], offerRanking).then(count);
}

/** What the box is asked for, but for what was filled in. */
function wish() {
  const asked = new URLSearchParams({ box });
  for (const [key, value] of new FormData(filter)) if (value.trim() && !key.startsWith("where-") && (box === "todo" || !["due", "scope"].includes(key))) asked.set(key, value.trim());
  return asked;
}

/** A link to each step among the rows whose tasks are put in order together. */
function offerRanking({ items }) {
  for (const { service, step, step_title: title } of items.filter((item) => item.ranked && !ranked.has(`${item.service.code}/${item.step}`))) {
    ranked.add(`${service.code}/${step}`);
    const href = `${root.dataset.rank}?${new URLSearchParams({ service: service.code, step })}`;
    $("#ranked").append(el("a", { class: "cell cell--link", href }, el("span", { class: "cell__main" }, el("b", {}, t("rank.open", { service: pick(service.name) })), el("small", {}, pick(title)))));
  }
  $("#ranked").hidden = !ranked.size;
}

/** The filter stands in the address, so that going back finds it, and is what the next task is looked for with. */
function remember(asked) {
  const search = new URLSearchParams(asked);
  search.delete("box");
  history.replaceState(null, "", `${location.pathname}${search.size ? `?${search}` : ""}${box === "todo" ? "" : `#${box}`}`);
  if (box === "todo") sessionStorage.setItem("hall.inbox", search);
}

const ticks = () => $$("[name=tick]", root);

/** How many are ticked; the bar is there while there is something to tick. */
function count() {
  const all = ticks();
  const chosen = all.filter((tick) => tick.checked).length;
  $("#ticked").hidden = !all.length;
  $("#all").checked = all.length > 0 && chosen === all.length;
  $("#together").disabled = !chosen;
  $("#together").textContent = t("together.button", { count: chosen });
}

async function approve() {
  const items = ticks().filter((tick) => tick.checked).map((tick) => ({ task_id: tick.value, seq: Number(tick.dataset.seq) }));
  const part = await import("./together.js").catch(() => null);
  if (!part) return note(root, t("problem.reload"), "error");
  return part.approveTogether(items, root, (results) => (results.forEach(mark), count()));
}

/** What became of one ticked task: done, or why not; what may be tried again stays ticked. */
function mark({ task_id: id, result, detail, again }) {
  const tick = ticks().find(({ value }) => value === id);
  const line = tick?.closest(".line");
  if (!line) return;
  $(".line__said", line)?.remove();
  line.append(el("p", { class: `line__said line__said--${result}` }, result === "done" ? t("together.approved") : t("together.refused", { reason: pick(detail) })));
  if (!again) tick.closest("label").remove();
}

/** j and k or the arrows go through the rows, Enter opens (it is a link), x ticks, / searches. */
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]") || event.target.closest("input:not([type=checkbox]), select, textarea, [role=tab]")) return;
  const rows = $$("a.task", root);
  const at = rows.findIndex((one) => one === document.activeElement || one.closest(".line")?.contains(document.activeElement));
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step && rows.length) rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  else if (event.key === "x" && at >= 0) rows[at].closest(".line")?.querySelector("[name=tick]")?.click();
  else if (event.key === "/") filter.elements.q.focus();
  else return;
  event.preventDefault();
}

function row(item) {
  const kind = item.due_at && !item.decided_at && urgency(item.due_at, item.overdue);
  const node = stamp("task-row", {
    title: pick(item.title) || pick(item.service.name),
    tags: tagsOf(item),
    applicant: [pick(item.applicant_name), pick(item.step_title) || pick(item.service.name)].filter(Boolean).join(" · "),
    answers: item.answers?.map(({ label, value }) => t("mine.hit", { label: pick(label), value: pick(value) })).join(" · "),
    behalf: item.on_behalf_of && t("inbox.behalf", { who: pick(item.on_behalf_of) }),
    number: item.number,
    at: timeOf(item),
    due: kind && el("span", { class: `due due--${kind}` }, icon("clock"), t(kind === "late" ? "due.late" : "due.by", { at: moment(item.due_at) })),
  });
  node.href = item.task_id ? `${root.dataset.task}?id=${encodeURIComponent(item.task_id)}` : `${root.dataset.track}?id=${encodeURIComponent(item.application_id)}`;
  if (kind) node.classList.add(`is-${kind}`);
  if (!item.together) return node;
  const name = t("together.pick", { title: pick(item.title) });
  const tick = el("input", { type: "checkbox", name: "tick", value: item.task_id, "data-seq": item.seq, "aria-label": name });
  return el("div", { class: "line" }, el("label", { class: "line__tick" }, tick), node);
}

function tagsOf(item) {
  const tag = (tone, text) => el("span", { class: `state state--${tone}` }, text);
  return [
    item.urgent && tag("bad", t("tag.urgent")),
    item.unread && tag("now", t("tag.unread")),
    item.kind === "consult" && tag("now", t("tag.consult")),
    item.pool && tag("quiet", t("tag.pool")),
    item.submitted_at && item.state_text && stateTag(item),
  ].filter(Boolean);
}

function timeOf(item) {
  if (item.decided_at) return t("inbox.decided", { at: moment(item.decided_at) });
  if (item.copied_at) return t("inbox.copied", { at: moment(item.copied_at) });
  return item.submitted_at ? t("mine.submitted", { at: moment(item.submitted_at) }) : t("inbox.arrived", { at: moment(item.opened_at) });
}
