// A touch screen in the hall: a ticket for now, or for who booked. It goes back to its start by itself, and keeps nobody.

import { $, el, put, stamp } from "./dom.js";
import { newKey } from "./api.js";
import { ask, begin, fromAfar, hall } from "./device.js";
import { qrPicture } from "./qr.js";
import { busy, note, sentence } from "./sheet.js";
import { clock, lang, moment, pick, t } from "./words.js";

const IDLE = 45000;
const SHOWN = 25000;
const SHEETS = 60000;
const root = $("#kiosk");
const spot = new URLSearchParams(location.search).get("place") || t("kiosk.title");
let offer = null;
let visit = null;
let timer = 0;

begin(root, () => ask("GET", "kiosk")).then(({ body }) => {
  offer = body;
  start();
});
for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => rest(), { capture: true });

/** Back to the start when nobody touches it any more. */
function rest(after = IDLE) {
  clearTimeout(timer);
  timer = setTimeout(() => visit && start(), after);
}

function show(page) {
  root.replaceChildren(page);
  scrollTo(0, 0);
  const back = $("[data-start]", page);
  if (back) back.onclick = start;
  const help = $("[data-help]", page);
  if (help) help.onclick = () => busy(help, () => tried(page, async () => {
    await ask("POST", "help", { body: { place: spot } });
    note(page, t("kiosk.helped"), "good");
  }));
  ($("[autofocus]", page) ?? $("h1", page)).focus();
  rest();
}

async function tried(page, work) {
  $(".banner--note", page)?.remove();
  try {
    await work();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(page, problem.status === 404 && visit?.way && !visit.person ? t("kiosk.unknown") : sentence(problem), "error");
  }
}

function start() {
  visit?.leave?.();
  visit = null;
  const page = stamp("kiosk-start", { hall: pick(offer.hall.name), afar: fromAfar() });
  $("[data-way=now]", page).onclick = () => identity("now");
  $("[data-way=booked]", page).onclick = () => identity("booked");
  const paper = $("[data-way=print]", page);
  paper.hidden = !offer.prints || navigator.pdfViewerEnabled === false; // what cannot show a PDF cannot print one
  paper.onclick = () => printing();
  show(page);
  ask("GET", "kiosk").then(({ body }) => (offer = body), () => null);
}

function identity(way) {
  visit = { way, number: "", person: null, key: newKey() };
  const page = stamp("kiosk-identity");
  const input = $("input", page);
  keypad(page, input);
  const without = $("[data-without]", page);
  without.hidden = way === "booked";
  without.onclick = () => counters();
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = input.value.trim();
    if (!number) return input.focus();
    busy($("[type=submit]", page), () => tried(page, async () => {
      const { body } = await ask("POST", "look-ups", { body: { number } });
      Object.assign(visit, { number, person: body });
      (way === "booked" ? booked : counters)();
    }));
  });
  show(page);
}

function keypad(page, input) {
  const press = (key) => {
    input.value = key === "clear" ? "" : key === "erase" ? input.value.slice(0, -1) : input.value + key;
    input.dispatchEvent(new Event("input"));
  };
  put(page, "keys", [..."123456789", "clear", "0", "erase"].map((key) => el("button", { type: "button", class: "kiosk__key", "aria-label": key === "clear" ? t("kiosk.clear") : key === "erase" ? t("kiosk.erase") : key, onclick: () => press(key) }, key === "clear" ? "C" : key === "erase" ? "⌫" : key)));
}

/** The code of a certificate for its file; the same request again, after a lost answer, is the same printing. */
function printing() {
  visit = { key: newKey() };
  const page = stamp("kiosk-code");
  const input = $("input", page);
  keypad(page, input);
  input.oninput = () => (input.value = input.value.replace(/\D/g, "").slice(0, 8).replace(/^(.{4})(?=.)/, "$1 "));
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.trim();
    if (!code) return input.focus();
    busy($("[type=submit]", page), () => tried(page, async () => {
      const { body } = await ask("POST", "prints", { body: { code, place: spot }, key: visit.key });
      const { fetchedFile, printFile } = await import("./printing.js");
      const file = await fetchedFile(body.url);
      visit = { leave: () => URL.revokeObjectURL(file) };
      const paper = stamp("kiosk-paper", { title: pick(body.title), number: body.number });
      show(paper);
      rest(SHEETS);
      printFile(file, paper);
    }));
  });
  show(page);
}

function booked() {
  const page = stamp("kiosk-booked", { hello: t("kiosk.hello", { name: pick(visit.person.name) }) });
  const rows = visit.person.booked.map((one) => big(pick(one.service.name), [`${clock(one.at)} · ${pick(one.counter.name)}`], (event) => take(page, event.currentTarget, { counter: one.counter.id, service: one.service.code, appointment: one.id })));
  put(page, "rows", rows);
  put(page, "none", rows.length ? "" : t("kiosk.none-booked"));
  const now = $("[data-now]", page);
  now.hidden = Boolean(rows.length);
  now.onclick = () => counters();
  show(page);
}

const big = (title, lines, onclick, off = false) => el("button", { type: "button", class: "kiosk__row", onclick, disabled: off }, el("b", {}, title), lines.filter(Boolean).map((line) => el("small", {}, line)));
const here = (one) => t("visit.sign", { floor: one.floor, sign: one.sign });
const waits = (one) => (one.open ? [t("ticket.waiting", { count: one.waiting }), one.wait && t("ticket.wait", { minutes: one.wait })].filter(Boolean).join(" · ") : pick(one.note));

function counters() {
  const page = stamp("kiosk-counters", { hello: visit.person ? t("kiosk.hello", { name: pick(visit.person.name) }) : "" });
  const rows = offer.counters.map((one) => big(pick(one.unit), [pick(one.name), here(one), waits(one)], () => services(one), !one.open));
  const find = $("input", page);
  const all = offer.counters.filter((one) => one.open).flatMap((one) => one.services.map((service) => ({ one, service })));
  find.oninput = () => {
    const words = find.value.trim().toLowerCase();
    const hits = all.filter(({ service }) => `${service.name.zh} ${service.name.en}`.toLowerCase().includes(words));
    put(page, "rows", words ? hits.map(({ one, service }) => choice(page, one, service)) : rows);
    put(page, "none", words && !hits.length ? t("kiosk.none") : "");
  };
  find.oninput();
  show(page);
}

const choice = (page, one, service) => big(pick(service.name), [`${pick(one.name)} · ${here(one)}`, waits(one)], (event) => take(page, event.currentTarget, { counter: one.id, service: service.code, appointment: "" }));

function services(one) {
  const page = stamp("kiosk-services", { title: pick(one.unit) });
  put(page, "rows", one.services.map((service) => choice(page, one, service)));
  show(page);
}

function take(page, pressed, wish) {
  busy(pressed, () => tried(page, async () => {
    const { body } = await ask("POST", "tickets", { body: { ...wish, number: visit.number }, key: `${visit.key}-${wish.service}` });
    ticket(body);
  }));
}

function ticket(one) {
  visit = { ...visit, number: "", person: one };
  const page = stamp("kiosk-ticket", {
    hall: pick(offer.hall.name),
    number: one.number,
    service: pick(one.service.name),
    ahead: one.ahead ? t("ticket.ahead", { count: one.ahead }) : t("ticket.next"),
    wait: one.wait ? t("ticket.wait", { minutes: one.wait }) : "",
    where: one.counter && `${pick(one.counter.name)} · ${here(one.counter)}`,
    taken: moment(one.taken_at),
  });
  put(page, "code", [qrPicture(`${location.origin}/${lang}/ticket/?t=${one.id}`, t("kiosk.follow"))]);
  $("[data-print]", page).onclick = () => print();
  show(page);
  rest(SHOWN);
  print();
}

document.title = `${t("kiosk.title")} - ${hall}`;
