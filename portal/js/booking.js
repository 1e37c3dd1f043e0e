// Choosing a counter, a day and a time, and booking it. What was chosen stays when the time was just taken.

import { $, $$, el, put, stamp } from "./dom.js";
import { call, newKey } from "./api.js";
import { busy, note, sentence } from "./sheet.js";
import { usualWords } from "./usual.js";
import { dayName, pick, t } from "./words.js";

/** Fills `body` with the form; `from` is {one, etag} to be moved, `done(id, text)` what follows. */
export async function book({ body, service, from, done, showBring, back }) {
  const { body: offer } = await call("GET", `counters?service=${encodeURIComponent(service)}`);
  if (offer.open && !from) return done(offer.open, t("visit.have"));
  const form = stamp("visit-book", { title: t(from ? "visit.move-title" : "visit.book-title", { name: pick(offer.service.name) }) });
  $("[data-slot=back]", form).href = back;
  const chosen = { counter: from?.one.counter?.id ?? offer.counters[0].id, day: "", at: "" };
  if (!offer.counters.some((one) => one.id === chosen.counter)) chosen.counter = offer.counters[0].id;
  let days = [];
  let key = newKey();
  showBring(form, offer.bring);
  put(form, "counters", offer.counters.map((one) => choice("counter", one.id, one.id === chosen.counter, [el("b", {}, pick(one.name)), el("small", {}, `${pick(one.place) || pick(one.hall)} · ${t("visit.sign", { floor: one.floor, sign: one.sign })}`), el("small", {}, one.next ? t("visit.next", { day: dayName(one.next.day), time: one.next.time }) : t("visit.full"))])));
  $("[data-part=counter]", form).hidden = offer.counters.length === 1;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "at") chosen.at = target.value;
    if (target.name === "day") Object.assign(chosen, { day: target.value, at: "" });
    if (target.name === "counter") Object.assign(chosen, { counter: target.value, day: "", at: "" });
    key = newKey();
    if (target.name === "counter") load().catch(trouble);
    else if (target.name === "day") showSlots();
    showChosen();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy($("[type=submit]", form), send);
  });

  async function load() {
    const { body: found } = await call("GET", `counters/${encodeURIComponent(chosen.counter)}/slots`);
    days = found.days;
    const offered = days.filter((one) => one.slots.length);
    if (!offered.some((one) => one.day === chosen.day)) Object.assign(chosen, { day: offered[0]?.day ?? days[0].day, at: "" });
    put(form, "days", offered.map((one) => choice("day", one.day, one.day === chosen.day, [el("b", {}, dayName(one.day)), el("small", {}, t("visit.left-day", { count: one.slots.length }))])));
    $("[data-part=day]", form).hidden = !offered.length;
    showSlots();
    showChosen();
  }

  function showSlots() {
    const one = days.find(({ day }) => day === chosen.day);
    put(form, "note", pick(one.note) || (one.slots.length ? "" : t("visit.full")));
    put(form, "usual", usualWords(one.usual));
    put(form, "slots", one.slots.map((slot) => choice("at", slot.at, slot.at === chosen.at, [el("b", {}, slot.time), el("small", {}, t("visit.left", { count: slot.left }))])));
  }

  function showChosen() {
    const slot = days.flatMap((one) => one.slots).find((one) => one.at === chosen.at);
    $("[data-slot=chosen]", form).textContent = slot ? t("visit.chosen", { day: dayName(slot.day), time: slot.time }) : "";
  }

  async function send() {
    $(".banner--note", form)?.remove();
    if (!chosen.at) {
      note(form, t("visit.choose"), "error");
      return $("[name=at]", form)?.focus();
    }
    const wish = { counter: chosen.counter, at: chosen.at };
    try {
      const { body: made } = from
        ? await call("PUT", `appointments/${encodeURIComponent(from.one.id)}/time`, { body: wish, match: from.etag })
        : await call("POST", "appointments", { body: { ...wish, service }, key });
      return done(made.id, t(from ? "visit.moved" : "visit.booked"));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      return trouble(problem);
    }
  }

  /** A time that was just taken: the next free ones are offered, everything else stays as it was chosen. */
  async function trouble(problem) {
    if (!(problem.status >= 0)) throw problem;
    const free = problem.code === "slot_taken" ? problem.body.free : null;
    if (free) await load();
    const line = note(form, free && !free.length ? t("visit.none-free") : sentence(problem), "error");
    if (free?.length) line.append(el("span", { class: "choices" }, free.map((one) => el("button", { type: "button", class: "button button--small", onclick: () => take(one, line) }, `${dayName(one.day)} ${one.time}`))));
    if (problem.body?.appointment) line.append(" ", el("a", { href: `?id=${encodeURIComponent(problem.body.appointment)}` }, t("visit.see-it")));
  }

  function take(one, line) {
    Object.assign(chosen, { day: one.day, at: one.at });
    for (const box of $$("[name=day]", form)) box.checked = box.value === one.day;
    showSlots();
    showChosen();
    line.remove();
    $("[type=submit]", form).focus();
  }

  await load();
  body.replaceChildren(form);
}

const choice = (name, value, checked, words) => el("label", { class: "pick" }, el("input", { type: "radio", name, value, checked }), el("span", {}, words));
