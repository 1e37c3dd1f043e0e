// What departments told me to pay or to do by a day, newest first.

import { $, el, stamp } from "./dom.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { moment, pick, t } from "./words.js";

const root = $("#charges");
const STATES = { due: ["now", "charges.due"], overdue: ["bad", "charges.overdue"], paid: ["good", "charges.paid"] };

startSignedIn(root).then((who) => who && fillList(root, "me/charges", row, t("charges.none")).then(shown));

function row(one) {
  const [kind, word] = STATES[one.state];
  const told = [one.amount && t("charges.sum", { sum: one.amount }), one.due && t("charges.by", { day: one.due }), one.note].filter(Boolean).join(" · ");
  const paid = one.paid_at && t("charges.paid-on", { day: one.paid_at }) + (one.reference && ` · ${one.reference}`);
  const made = stamp("charge", { title: pick(one.title), told, text: pick(one.text), from: [pick(one.unit_name), one.number, moment(one.at), paid].filter(Boolean).join(" · "), state: el("span", { class: `state state--${kind}` }, t(one.amount || one.state !== "paid" ? word : "charges.settled")) });
  made.id = one.id;
  return made;
}

/** The one a message led to. */
function shown() {
  const id = new URLSearchParams(location.search).get("id");
  const found = id && document.getElementById(id);
  if (!found) return;
  found.classList.add("is-new");
  found.scrollIntoView({ block: "center" });
}
