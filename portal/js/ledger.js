// What I was told and by which channels; for the hall's administrators also anybody's, the month's counts and repairs.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { busy, note, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#ledger");
const log = $("#log");
const LOOK_AFTER = ["business_coordinator", "technical_administrator"];
const GOOD = ["sent", "delivered", "read"];
const BAD = ["failed", "bounced", "complained", "suppressed", "unconfirmed"];

startSignedIn(root).then((who) => {
  if (!who) return;
  if ((who.positions || []).some(({ role }) => LOOK_AFTER.includes(role))) showUpkeep();
  show(new URLSearchParams(location.search).get("person") || "");
});

function show(person) {
  const about = person ? `?person=${encodeURIComponent(person)}` : "";
  fillList(log, `notices/ledger${about}`, row, t("ledger.none"));
}

function row(item) {
  const at = [moment(item.at), item.number].filter(Boolean).join(" · ");
  return stamp("log-row", { title: pick(item.text), at, ways: item.channels.map(way) });
}

function way({ title, state, state_text, reason_text }) {
  const kind = GOOD.includes(state) ? "good" : BAD.includes(state) ? "bad" : "";
  const when = state === "waiting" || state === "gathered";
  const why = when ? moment(pick(reason_text)) : pick(reason_text);
  return el("li", {}, pick(title), " ", el("span", { class: `state${kind && ` state--${kind}`}` }, pick(state_text)), why && el("small", {}, why));
}

async function showUpkeep() {
  const panel = $("#upkeep");
  panel.hidden = false;
  $("#find").addEventListener("submit", (event) => {
    event.preventDefault();
    const person = $("#person").value.trim();
    history.replaceState(null, "", person ? `?person=${encodeURIComponent(person)}` : location.pathname);
    show(person);
  });
  try {
    const { body } = await call("GET", "notices/usage");
    fill(panel, body);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

function fill(panel, body) {
  const names = ["sent", "failed", "unconfirmed", "bounced", "complained"];
  const heads = [t("ledger.sent"), t("ledger.failed"), t("ledger.unconfirmed"), t("ledger.bounced"), t("ledger.complained")];
  put(panel, "month", body.month);
  put(panel, "head", [el("tr", {}, el("td", {}), ...heads.map((head) => el("th", { scope: "col" }, head)))]);
  put(panel, "counts", body.channels.map((one) => el("tr", {}, el("th", { scope: "row" }, pick(one.title)), ...names.map((name) => el("td", {}, String(one[name]))))));
  put(panel, "rates", t("ledger.mail", body.mail));
  put(panel, "acts", [
    body.mail.paused && repair(t("ledger.paused"), t("ledger.resume"), "notices/resume", () => t("ledger.resumed")),
    ...body.dead.map(({ queue, title, count, again }) => {
      const text = t("ledger.dead", { what: pick(title), n: count });
      if (!again) return el("div", { class: "banner banner--warn repair" }, el("span", {}, `${text} ${t("ledger.heals")}`));
      return repair(text, t("ledger.redrive"), "notices/redrive", ({ moved }) => t("ledger.redriven", { n: moved }), { queue });
    }),
  ].filter(Boolean));
  const trouble = (one) => el("p", {}, [moment(one.at), one.number, one.person, pick(one.channel)].filter(Boolean).join(" · "), " ", el("span", { class: "state state--bad" }, pick(one.state_text)), " ", el("small", {}, pick(one.reason_text)));
  put(panel, "troubles", body.troubles.length ? body.troubles.map(trouble) : [el("p", { class: "quiet" }, t("ledger.nothing-wrong"))]);
}

function repair(text, name, path, done, wish) {
  const press = (event) => busy(event.currentTarget, async () => {
    try {
      const { body } = await call("POST", path, wish && { body: wish });
      note(root, done(body || {}), "good");
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(root, sentence(problem), "error");
    }
  });
  return el("div", { class: "banner banner--warn repair" }, el("span", {}, text), el("button", { type: "button", class: "button button--small", onclick: press }, name));
}
