// Who shares a step: who has decided, who is still to come (会签情况).

import { el, put, stamp } from "./dom.js";
import { pick, t } from "./words.js";

const STATES = {
  pending: ["now", t("share.pending")],
  waiting: ["quiet", t("share.waiting")],
  approved: ["good", t("share.approved")],
  rejected: ["bad", t("share.rejected")],
  returned: ["warn", t("step.returned")],
  advised: ["good", t("share.advised")],
  transferred: ["quiet", t("share.transferred")],
  removed: ["quiet", t("share.removed")],
  superseded: ["quiet", t("share.superseded")],
};
const KINDS = { added: t("share.added"), advice: t("share.advice") };

/** The share of the step that this task is. */
export function ownShare(task) {
  return task?.shares?.find(({ n }) => task.id.endsWith(`.${n}`));
}

/** The shares as a list, or nothing where one holder decides alone. `removal(share)` answers a button's listener. */
export function sharesPart(task, removal) {
  const shares = task?.shares ?? [];
  if (shares.length < 2) return null;
  const left = shares.filter(({ state }) => ["pending", "waiting"].includes(state)).map(({ holder }) => pick(holder));
  const list = el("ul", { class: "shares" }, shares.map((share) => shareRow(share, share === ownShare(task), removal)));
  return [left.length && el("p", { class: "quiet" }, t("share.left", { who: left.join(t("field.comma")) })), list];
}

function shareRow(share, own, removal) {
  const [tone, state] = STATES[share.state] || ["quiet", share.state];
  const by = pick(share.by) !== pick(share.holder) && pick(share.by);
  const row = stamp("share-row", { name: pick(share.holder), own: own && t("share.own"), kind: KINDS[share.kind], by, asked: share.asked, opinion: share.opinion });
  put(row, "state", el("span", { class: `state state--${tone}` }, state));
  const name = t("share.remove-whom", { who: pick(share.holder) });
  put(row, "remove", share.removable && el("button", { type: "button", class: "button button--small", "aria-label": name, onclick: removal(share) }, t("share.remove")));
  return row;
}
