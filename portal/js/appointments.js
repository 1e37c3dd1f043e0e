// My appointments at counters: the list, one of them with its code, and booking or moving one (booking.js).

import { $, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { qrPicture } from "./qr.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { clock, moment, pick, t } from "./words.js";

const root = $("#visits");
const body = $("#visit-body");
const asked = new URLSearchParams(location.search);
const TONES = { booked: "now", arrived: "good", served: "good", no_show: "bad", cancelled: "quiet", displaced: "warn" };

startSignedIn(root).then((who) => {
  if (!who) return;
  const [id, service] = ["id", "service"].map((name) => asked.get(name));
  (id ? open(id) : service ? choose(service) : list()).catch(trouble);
});

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  body.replaceChildren(troublePanel(problem, () => location.reload()));
}

const state = (one) => el("span", { class: `state state--${TONES[one.state]}` }, pick(one.state_text));
const when = (one) => `${moment(one.at)}–${clock(one.until)}`;
const where = ({ counter: at }) => at && [pick(at.place) || pick(at.hall), t("visit.sign", { floor: at.floor, sign: at.sign }), pick(at.name)].join(" · ");

async function list() {
  body.replaceChildren();
  $("#visit-list").hidden = false;
  await fillList($("#visit-list"), "appointments", (one) => {
    const row = stamp("visit-row", { title: pick(one.service.name), when: when(one), where: one.counter && t("visit.sign", { floor: one.counter.floor, sign: one.counter.sign }), state: state(one) });
    row.href = `${root.dataset.here}?id=${encodeURIComponent(one.id)}`;
    return row;
  }, t("visit.none"));
}

async function open(id, said = "") {
  const { body: one, etag } = await call("GET", `appointments/${encodeURIComponent(id)}`);
  $("#visit-begin")?.remove();
  const page = stamp("visit-one", { title: pick(one.service.name), state: state(one), told: told(one), number: one.number });
  const fact = (label, value) => value && el("div", { class: "fact" }, el("dt", {}, t(label)), el("dd", {}, value));
  put(page, "facts", [fact("visit.number", one.number), fact("visit.when", when(one)), fact("visit.where", where(one)), one.counter?.phone && fact("visit.phone", el("a", { href: `tel:${one.counter.phone.replace(/[^\d+]/g, "")}` }, one.counter.phone)), fact("visit.reason", one.reason)].filter(Boolean));
  const coming = one.state === "booked" || one.state === "arrived";
  if (coming) put(page, "code", [qrPicture(one.number, t("visit.code"))]).closest("section").hidden = false;
  if (coming || one.state === "displaced") showBring(page, one.bring);
  put(page, "acts", acts(one, etag));
  body.replaceChildren(page);
  if (said) note(root, said, "good").focus();
}

/** What its person has to know above all. */
const told = (one) => (one.state === "displaced" ? t("visit.displaced") : one.state === "cancelled" && one.by_counter ? t("visit.by-counter") : "");

export function showBring(page, bring) {
  const lines = bring.map((one) => el("li", {}, pick(one.name), !one.required && ` ${t("field.optional")}`, one.note && ` — ${pick(one.note)}`));
  if (lines.length) put(page, "bring", lines).closest("section").hidden = false;
}

function acts(one, etag) {
  const button = (word, act, kind = "") => el("button", { type: "button", class: `button ${kind}`, onclick: (event) => busy(event.currentTarget, () => Promise.resolve(act()).catch(trouble)) }, t(word));
  const found = [];
  if (one.may_change) found.push(button("visit.move", () => choose(one.service.code, { one, etag }), one.state === "displaced" ? "button--primary" : ""));
  if (one.state === "booked") found.push(el("a", { class: "button", href: `/api/v1/appointments/${encodeURIComponent(one.id)}/calendar`, download: "appointment.ics" }, t("visit.calendar")));
  if (one.may_change) found.push(button("visit.cancel", () => cancel(one, etag), "button--danger"));
  if (!found.length || one.state === "cancelled") found.push(el("a", { class: "button", href: `${root.dataset.here}?service=${encodeURIComponent(one.service.code)}` }, t("visit.again")));
  return [...found, el("a", { class: "button", href: root.dataset.here }, t("visit.all"))];
}

function cancel(one, etag) {
  const ask = stamp("visit-cancel");
  const send = (close, pressed) => busy(pressed, async () => {
    try {
      await call("POST", `appointments/${encodeURIComponent(one.id)}/cancellation`, { body: { reason: $("input", ask).value.trim() }, match: etag });
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      return note(ask, sentence(problem), "error");
    }
    close();
    return open(one.id, t("visit.cancelled"));
  });
  openSheet({ title: t("visit.cancel"), body: ask, actions: [{ text: t("visit.keep") }, { text: t("visit.cancel"), kind: "danger", act: send }] });
}

/** Booking, or moving `from` = {one, etag}; afterwards the appointment is shown. */
async function choose(service, from = null) {
  const { book } = await import("./booking.js");
  const done = (id, text) => {
    history.replaceState(null, "", `${root.dataset.here}?id=${encodeURIComponent(id)}`);
    say(text);
    return open(id, text);
  };
  await book({ body, service, from, done, showBring, back: from ? `${root.dataset.here}?id=${encodeURIComponent(from.one.id)}` : `${root.dataset.guide}${encodeURIComponent(service)}/` });
  $("#visit-begin")?.remove();
}
