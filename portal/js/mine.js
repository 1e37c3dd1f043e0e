// My applications, newest first.

import { $, stamp } from "./dom.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { stateTag } from "./tag.js";
import { moment, pick, t } from "./words.js";

const root = $("#mine");

startSignedIn(root).then((who) => who && fillList(root, "applications", row, t("mine.none")));

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
