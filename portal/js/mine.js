// My applications, newest first.

import { $, el, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { busy, note, sentence } from "./sheet.js";
import { stateTag } from "./tag.js";
import { moment, pick, t } from "./words.js";

const root = $("#mine");

startSignedIn(root).then((who) => who && fillList($("#sent"), "applications?drafts=yes", row, t("mine.none"), showDrafts));

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
  });
  node.href = `${root.dataset.track}?id=${encodeURIComponent(item.id)}`;
  return node;
}
