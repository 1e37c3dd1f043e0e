// The handler's boxes: to do (soonest due first) and done.

import { $, $$, el, icon, stamp } from "./dom.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { moment, pick, t, urgency } from "./words.js";

const root = $("#inbox");
const tabs = $$("[role=tab]", root);

startSignedIn(root).then((who) => {
  if (!who) return;
  for (const tab of tabs) {
    tab.addEventListener("click", () => open(tab.dataset.box));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      other.focus();
      open(other.dataset.box);
    });
  }
  open(location.hash === "#done" ? "done" : "todo");
});

function open(box) {
  history.replaceState(null, "", box === "done" ? "#done" : location.pathname + location.search);
  for (const tab of tabs) {
    const chosen = tab.dataset.box === box;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  $("#box").setAttribute("aria-labelledby", `tab-${box}`);
  fillList($("#box"), `tasks?box=${box}`, row, box === "done" ? t("inbox.none-done") : t("inbox.none"));
}

function row(item) {
  const kind = item.due_at && urgency(item.due_at, item.overdue);
  const due = item.decided_at
    ? el("span", { class: "quiet" }, t("inbox.decided", { at: moment(item.decided_at) }))
    : kind && el("span", { class: `due due--${kind}` }, icon("clock"), t(kind === "late" ? "due.late" : "due.by", { at: moment(item.due_at) }));
  const node = stamp("task-row", {
    title: pick(item.title) || pick(item.service.name),
    applicant: pick(item.applicant_name),
    step: pick(item.step_title),
    behalf: item.on_behalf_of && t("inbox.behalf", { who: pick(item.on_behalf_of) }),
    number: item.number,
    at: t("inbox.arrived", { at: moment(item.opened_at) }),
    due,
  });
  node.href = `${root.dataset.task}?id=${encodeURIComponent(item.task_id)}`;
  if (kind) node.classList.add(`is-${kind}`);
  return node;
}
