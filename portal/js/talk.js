// What was said over an application, and how it stands beside its steps: messages, notes, copies, questions, banners.
// `sheet(name, ...given)` answers the listener that opens a sheet of what is loaded on demand.

import { el, stamp } from "./dom.js";
import { moment, pick, size, t } from "./words.js";

const button = (text, onclick, kind = "small", more = {}) => el("button", { type: "button", class: `button button--${kind}`, onclick, ...more }, text);
const list = (rows) => rows.length > 0 && el("ol", { class: "timeline remarks" }, rows);
const remark = ({ by, at, text }) => stamp("entry", { text: pick(by), at: moment(at), opinion: text });

/** Messages between the applicant and the handlers. */
export const messagesPart = (sheet) => [
  ({ messages, says }) => [messages, says?.includes("message")],
  ({ messages = [], says = [] }) => {
    const write = says.includes("message") && button(t("say.message"), sheet("say", "message"));
    return [list(messages.map(remark)), write];
  },
];

/** Among handlers: notes, and who got a copy and has read it. */
export const notesPart = (sheet) => [
  ({ notes, copies, says }) => [notes, copies, says?.includes("note")],
  ({ notes = [], copies = [], says = [] }) => {
    const inside = says.includes("note") && el("div", { class: "choices" }, button(t("say.note"), sheet("say", "note")), button(t("say.copy"), sheet("say", "copy")));
    return [list(notes.map(remark)), copies.length > 0 && el("ul", { class: "shares" }, copies.map(copyRow)), inside];
  },
];

function copyRow({ holder, at, read }) {
  const seen = read.map((one) => t("copy.read", { who: pick(one.name), at: moment(one.at) })).join(t("clause"));
  const main = el("div", { class: "share__main" }, el("p", {}, el("b", {}, pick(holder)), " ", el("small", {}, t("copy.at", { at: moment(at) }))), seen && el("p", { class: "quiet" }, seen));
  return el("li", { class: "share" }, main, el("span", { class: `state state--${read.length ? "good" : "quiet"}` }, read.length ? t("copy.seen") : t("copy.unread")));
}

/** What may be done beside deciding: urgent, supervise, and what administrators may. */
export const actsPart = (sheet) => [
  ({ says, acts }) => [says, acts],
  ({ says = [], acts = [] }) => {
    const own = [["urgent", t("say.urgent")], ["not_urgent", t("say.not-urgent")], ["supervise", t("say.supervise")]].filter(([name]) => says.includes(name));
    const heavy = [["suspend", t("acts.suspend")], ["resume", t("acts.resume")], ["move", t("acts.move")], ["hold", t("acts.hold")], ["lift", t("acts.lift")], ["reopen", t("acts.reopen")], ["terminate", t("acts.terminate")]].filter(([name]) => acts.includes(name));
    const buttons = [...own.map(([name, text]) => button(text, sheet("say", name))), ...heavy.map(([name, text]) => button(text, sheet("act", name)))];
    return buttons.length ? el("div", { class: "choices" }, buttons) : null;
  },
];

const ACTS = { terminate: t("acts.terminate"), move: t("acts.move"), reopen: t("acts.reopen") };

/** Lines on top: suspended, proposed, supervised, urgent, what a correction left valid, a copy to confirm. */
export const bannersPart = (sheet) => [
  ({ suspended, proposal, acts, supervised, marked_urgent: urgent, standing, says, limits, links }) => [suspended, proposal, acts, supervised, urgent, standing, says?.includes("read"), limits, links],
  ({ suspended, proposal, acts = [], supervised, marked_urgent: urgent, standing, says = [], limits = [], links = [] }) =>
    [
      suspended && line("warn", t("banner.suspended", { who: pick(suspended.by), at: moment(suspended.at), reason: suspended.reason })),
      proposal && line("warn", t("banner.proposal", { who: pick(proposal.by), act: ACTS[proposal.act], to: proposal.to ? ` → ${pick(proposal.to)}` : "", reason: proposal.reason, at: moment(proposal.until) }), answers(acts, sheet)),
      supervised && line("warn", t("banner.supervised", { who: pick(supervised.by), text: supervised.text, at: moment(supervised.until) })),
      urgent && line("warn", t("banner.urgent", { who: pick(urgent.by), text: urgent.text })),
      standing && line("info", standingText(standing)),
      ...limits.map(({ title, due_at: at, overdue }) => line(overdue ? "warn" : "info", t(overdue ? "limit.late" : "limit.by", { what: title ? pick(title) : t("limit.whole"), at: moment(at) }))),
      links.length > 0 && line("info", "", links.map(linkOf)),
      says.includes("read") && line("info", t("banner.copied"), [button(t("read.button"), sheet("read"))]),
    ].filter(Boolean),
];

const linkOf = ({ id, number, title }) => el("span", {}, pick(title), " ", el("a", { href: `../application/?id=${id}` }, number || t("link.open")), " ");

const line = (kind, text, buttons = []) => el("div", { class: `banner banner--${kind} banner--talk` }, el("span", {}, text), buttons);

const answers = (acts, sheet) => [["confirm", t("acts.confirm")], ["decline", t("acts.decline")]].filter(([name]) => acts.includes(name)).map(([name, text]) => button(text, sheet("act", name)));

function standingText({ valid, again }) {
  const names = (titles) => titles.map(pick).join(t("field.comma"));
  const asked = again.map(({ title, fields }) => t("standing.because", { step: pick(title), fields: names(fields) }));
  return [t("standing.title"), valid.length && t("return.valid", { steps: names(valid) }), again.length && t("return.void", { steps: asked.join(t("field.comma")) })].filter(Boolean).join(t("clause"));
}

const WANTS = { yes_no: t("consult.yes_no"), text: t("consult.text"), file: t("consult.file") };
const STATES = { open: ["now", t("consult.open")], answered: ["good", t("consult.answered")], withdrawn: ["quiet", t("consult.taken-back")], closed: ["quiet", t("consult.closed")] };

/** The opinions that were asked for at this step, or the question this task is. */
export function consultsPart(view, sheet) {
  const { asked, consults = [] } = view.task ?? {};
  const rows = [...(asked ? [asked] : []), ...consults].map((one) => questionRow(view, one, one !== asked && sheet));
  return rows.length ? el("ul", { class: "shares" }, rows) : null;
}

function questionRow(view, one, sheet) {
  const [tone, state] = STATES[one.state];
  const said = [one.yes === true && t("yes"), one.yes === false && t("no"), one.text].filter(Boolean).join(t("clause"));
  const due = one.state === "open" && one.due_at && el("span", { class: `due due--${one.overdue ? "late" : "ok"}` }, t(one.overdue ? "due.late" : "due.by", { at: moment(one.due_at) }));
  const files = one.files.map((file) => el("a", { class: "attached", href: `/api/v1/applications/${view.id}/files/${file.id}`, target: "_blank", rel: "noopener" }, el("span", {}, file.name), " ", el("small", {}, size(file.size))));
  const main = el(
    "div",
    { class: "share__main" },
    el("p", {}, el("b", {}, t("consult.who", { who: pick(one.by), to: pick(one.holder) })), " ", el("small", {}, WANTS[one.wants])),
    el("p", { class: "quiet" }, one.question),
    due,
    Boolean(said || files.length) && el("blockquote", {}, said, " ", files),
  );
  const back = sheet && one.may_withdraw && button(t("consult.take-back"), sheet("takeBack", one));
  return el("li", { class: "share" }, main, el("span", { class: `state state--${tone}` }, state), back);
}
