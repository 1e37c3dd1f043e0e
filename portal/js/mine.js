// My applications, newest first.

import { $, el, say, stamp } from "./dom.js";
import { ahead, call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { busy, note, sentence } from "./sheet.js";
import { stateTag } from "./tag.js";
import { moment, pick, t } from "./words.js";

const root = $("#mine");
const filter = $("#filter");

for (const [name, value] of new URLSearchParams(location.search)) if (filter.elements[name]) filter.elements[name].value = value;
ahead(path());
startSignedIn(root).then((who) => {
  if (!who) return;
  filter.addEventListener("submit", (event) => (event.preventDefault(), list()));
  filter.addEventListener("change", ({ target }) => target.name !== "q" && list());
  list();
  showComing().catch((problem) => { if (!(problem.status >= 0)) throw problem; });
});

/** Appointments still to come are part of what one has in hand; without them the list below is complete in itself. */
async function showComing() {
  const { body } = await call("GET", "appointments?box=coming");
  $("#coming").hidden = !body.items.length;
  $("#coming .cells").replaceChildren(...body.items.map((one) => el("a", { class: "cell cell--link", href: `${root.dataset.visits}?id=${encodeURIComponent(one.id)}` }, el("span", { class: "cell__main" }, el("b", {}, pick(one.service.name)), el("small", {}, `${moment(one.at)}${one.counter ? ` · ${t("visit.sign", { floor: one.counter.floor, sign: one.counter.sign })}` : ""}`)), el("span", { class: `state state--${one.state === "booked" ? "now" : "warn"}` }, pick(one.state_text)))));
}

/** What a department's own system handles opens there, in a tab of its own; without a link its guide says where. */
function outside(node, { service, outside: { link, text, holder, updated_at: at } }) {
  node.href = link || `${root.dataset.guide}${encodeURIComponent(service.code)}/`;
  if (link) Object.assign(node, { target: "_blank", rel: "noopener noreferrer" });
  const told = [text && pick(text), holder, t("mine.outside-at", { at: moment(at) })].filter(Boolean).join(" · ");
  $(".cell__main", node).append(el("small", {}, t("mine.outside", { system: pick(service.name) }), el("br"), told, link && el("span", { class: "unseen" }, ` ${t("mine.new-tab")}`)));
  return node;
}

/** What was put into the filter. */
function wish() {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(filter)) if (value.trim()) asked.set(name, value.trim());
  return asked;
}

/** Without a filter what was begun and not sent comes along. */
function path() {
  const asked = wish();
  return `applications?${asked.size ? asked : "drafts=yes"}`;
}

/** The filter stands in the address, so that going back finds it. */
function list() {
  const asked = wish();
  history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
  const searching = asked.size > 0;
  if (asked.get("state") || asked.get("service")) $("details", filter).open = true;
  $("#looked").textContent = "";
  $("#drafts").hidden = true;
  return fillList($("#sent"), path(), row, searching ? t("mine.none-found") : t("mine.none"), (body) => (searching ? showLooked(body) : showDrafts(body)));
}

/** How far the search has looked, and that it can look further. */
function showLooked({ looked, next }) {
  $("#looked").textContent = looked.all ? t("mine.looked-all", { count: looked.count }) : t("mine.looked", { count: looked.count, at: moment(looked.until) });
  if (next) $("#sent .more").textContent = t("mine.further");
}

/** What was begun and not sent comes with the first page. */
function showDrafts({ drafts }) {
  if (!drafts) return;
  $("#drafts").hidden = !drafts.length;
  $("#drafts .cells").replaceChildren(...drafts.map(draftRow));
}

function draftRow({ service, answers, saved_at: saved, expires_at: until }) {
  const node = stamp("draft-row", {
    title: pick(service.name),
    at: t("draft.saved", { at: moment(saved) }),
    until: t("draft.until", { count: answers, at: moment(until) }),
  });
  $("a", node).href = `${root.dataset.apply}${encodeURIComponent(service.code)}/`;
  const remove = $("button", node);
  remove.append(el("span", { class: "unseen" }, ` ${pick(service.name)}`));
  remove.addEventListener("click", () =>
    busy(remove, async () => {
      try {
        await call("DELETE", `drafts/${encodeURIComponent(service.code)}`);
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        note($("#drafts"), sentence(problem), "error");
        return;
      }
      sessionStorage.removeItem(`hall.draft.${service.code}`);
      node.remove();
      $("#drafts").hidden = !$("#drafts .cells").children.length;
      say(t("draft.removed"));
      $("h1").focus();
    }),
  );
  return node;
}

function row(item) {
  const node = stamp("mine-row", {
    title: pick(item.title) || pick(item.service.name),
    number: item.number,
    at: t("mine.submitted", { at: moment(item.submitted_at) }),
    service: pick(item.service.name),
    state: stateTag(item),
    hit: item.hit && t("mine.hit", { label: pick(item.hit.label), value: pick(item.hit.value) }),
  });
  node.href = `${root.dataset.track}?id=${encodeURIComponent(item.id)}`;
  return item.outside ? outside(node, item) : node;
}
