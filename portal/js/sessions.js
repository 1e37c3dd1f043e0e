// Where I am signed in, and signing out there.

import { $, el, put } from "./dom.js";
import { call } from "./api.js";
import { busy, note, sentence } from "./sheet.js";
import { moment, t } from "./words.js";

export async function showSessions(box, root) {
  const tell = (problem) => {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  };
  const end = (path, text) => (event) => busy(event.currentTarget, async () => {
    try {
      await call("DELETE", path);
      await draw();
      note(box.parentElement, text, "good").focus();
    } catch (problem) {
      tell(problem);
    }
  });
  const others = $("[data-slot=others]", box);
  others.onclick = end("me/sessions", t("sessions.ended-others"));
  await draw().catch(tell);

  async function draw() {
    const { body } = await call("GET", "me/sessions");
    put(box, "sessions", body.items.map(row));
    put(box, "others", body.items.length > 1 && t("sessions.others"));
  }

  function row(one) {
    const device = one.device || t("sessions.unknown");
    const told = `${t("sessions.since", { at: moment(one.opened_at) })} · ${t("sessions.seen", { at: moment(one.seen_at) })}`;
    const main = el("span", { class: "cell__main" }, el("b", {}, device), el("small", {}, told));
    if (one.here) return el("div", { class: "cell cell--acts" }, main, el("span", { class: "state state--good" }, t("sessions.here")));
    const out = { type: "button", class: "button button--small", "aria-label": t("sessions.end-of", { device }), onclick: end(`me/sessions/${one.id}`, t("sessions.ended")) };
    return el("div", { class: "cell cell--acts" }, main, el("button", out, t("sessions.end")));
  }
}
