// Who tries a service out: who has, who has not, how many days are left; asking them and reminding them.

import { $, el, say } from "./dom.js";
import { Problem, call } from "./api.js";
import { busy, note, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const place = $("#testers");

/** Fills its part of the page; leaves it hidden where nothing is tried out. */
export async function showTesters(code) {
  const base = `services/${encodeURIComponent(code)}/testers`;
  const { body } = await call("GET", base);
  if (!body.state) return;
  place.hidden = false;
  const left = body.until ? t("testers.until", { day: body.until, count: body.days_left }) : t("testers.no-end");
  const numbers = t("testers.numbers", { total: body.total, tried: body.tried, left: body.total - body.tried, said: body.feedback });
  $("#testers-state").replaceChildren(el("b", {}, left), ` ${numbers}`, body.more ? ` ${t("testers.more")}` : "");
  $("#testers-rounds").replaceChildren(...body.rounds.slice(0, 3).map((one) => el("li", {}, t(one.kind === "invite" ? "testers.invited" : "testers.reminded", { at: moment(one.at), count: one.count }))));
  $("#testers-list").replaceChildren(...body.items.map(row));
  for (const button of place.querySelectorAll("[data-kind]")) button.onclick = () => busy(button, () => ask(base, button.dataset.kind, code));
  $("[data-kind=remind]", place).disabled = body.tried === body.total;
}

function row({ id, name, unit, tried, feedback }) {
  const about = [id, unit && pick(unit), feedback > 0 && t("testers.said", { count: feedback })].filter(Boolean).join(" · ");
  const state = tried ? t("testers.tried", { at: moment(tried.at) }) : t("testers.not-yet");
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, pick(name)), el("small", {}, about)), el("span", { class: `state state--${tried ? "good" : "quiet"}` }, state));
}

async function ask(base, kind, code) {
  try {
    const { body } = await call("POST", base, { body: { kind } });
    await showTesters(code);
    say(t("testers.told", { count: body.told }));
    note(place, t("testers.told", { count: body.told }), "good");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    note(place, sentence(problem), "error");
  }
}
