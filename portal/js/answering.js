// A department's answers: worded for everybody, published, taken down. What was written is only the draft's beginning.

import { $, $$, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const root = $("#answering");
const TONES = { proposed: "warn", published: "good", declined: "quiet", taken_down: "quiet", withdrawn: "bad" };
const asked = new URLSearchParams(location.search);
const PARTS = ["title", "question", "answer"];

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body: choices } = await call("GET", "answer-choices");
  if (!choices.units.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("answer-desk.nobody"))));
  root.replaceChildren();
  for (const unit of choices.units) {
    const panel = stamp("answer-list", { unit: pick(unit.name) });
    root.append(panel);
    const place = { panel, at: `units/${encodeURIComponent(unit.id)}/answers` };
    await list(place);
    if (unit.id === asked.get("unit") && asked.get("id")) await open(place, encodeURIComponent(asked.get("id")));
  }
}

async function list(place, cursor = "") {
  const { body } = await call("GET", `${place.at}${cursor && `?cursor=${encodeURIComponent(cursor)}`}`);
  const rows = body.items.map((one) => row(place, one));
  const cells = $("[data-slot=answers]", place.panel);
  if (cursor) cells.append(...rows);
  else cells.replaceChildren(...(rows.length ? rows : [el("p", { class: "cell cell--none" }, t("answer-desk.none"))]));
  const more = $(".more", place.panel);
  more.hidden = !body.next;
  more.onclick = () => busy(more, () => list(place, body.next).catch(trouble));
}

function row(place, one) {
  const main = el("span", { class: "cell__main" }, el("b", {}, one.title), el("small", {}, `${pick(one.service.name)} · ${moment(one.at)}`));
  const state = el("span", { class: `state state--${TONES[one.state]}` }, pick(one.state_text));
  return el("button", { type: "button", class: "cell cell--link", "data-answer": one.id, onclick: (event) => busy(event.currentTarget, () => open(place, one.id).catch(trouble)) }, main, state);
}

async function open(place, id) {
  const { body: known, etag } = await call("GET", `${place.at}/${id}`);
  const to = { place, at: `${place.at}/${id}`, etag };
  const body = stamp("answer-form", { about: [pick(known.state_text), known.reason].filter(Boolean).join(t("colon")) });
  const letter = el("a", { href: `${root.dataset.application}?id=${encodeURIComponent(known.application)}`, target: "_blank" }, t("answer-desk.letter"));
  const address = known.address && el("a", { href: `${root.dataset.public}${known.address}`, target: "_blank" }, t("answer-desk.see"));
  put(body, "links", [letter, address && " · ", address].filter(Boolean));
  if (!known.may_publish) {
    for (const part of $$(".field, details", body)) part.remove();
    return openSheet({ title: known.title, body, actions: [{ text: t("close") }] });
  }
  for (const part of PARTS) {
    $(`[name=${part}]`, body).value = (known.zh ?? known.draft)[part];
    $(`[name=${part}_en]`, body).value = known.en?.[part] ?? "";
  }
  const end = { proposed: ["decline", "answer-desk.decline"], published: ["take_down", "answer-desk.take-down"] }[known.state];
  const actions = [{ text: t("cancel") }, end && { text: t(end[1]), act: (close) => (close(), why(to, ...end)) }, { text: t(known.state === "published" ? "answer-desk.change" : "answer-desk.publish"), kind: "primary", act: (close, button) => busy(button, () => publish(to, body, close)) }];
  return openSheet({ title: t("answer-desk.one"), body, actions: actions.filter(Boolean) });
}

async function publish(to, body, close) {
  const boxes = $$("[name]", body);
  const said = Object.fromEntries(boxes.map((box) => [box.name, box.type === "checkbox" ? box.checked : box.value]));
  for (const place of $$("[data-slot=error]", body)) mark(place, "");
  await attempt(body, async () => {
    await call("PUT", to.at, { body: said, match: to.etag });
    close();
    await list(to.place);
    note(to.place.panel, t("answer-desk.published"), "good");
  });
}

function why(to, act, title) {
  const body = stamp("answer-why");
  const send = (close, button) => busy(button, () => attempt(body, async () => {
    await call("POST", `${to.at}/acts`, { body: { act, reason: $("textarea", body).value.trim() }, match: to.etag });
    close();
    await list(to.place);
  }));
  openSheet({ title: t(title), body, actions: [{ text: t("cancel") }, { text: t(title), kind: "primary", act: send }] });
}

const mark = (place, text) => {
  place.textContent = text;
  place.hidden = !text;
  place.closest(".field").classList.toggle("has-error", Boolean(text));
};

/** Does it; what is wrong with a part is said at it, anything else above. */
async function attempt(body, work) {
  try {
    await work();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    let told = 0;
    for (const one of problem.errors) {
      const place = $(`[data-field="${one.pointer.slice(1)}"] [data-slot=error]`, body);
      if (!place) continue;
      place.closest("details")?.setAttribute("open", "");
      mark(place, pick(one.message));
      told += 1;
    }
    note(body, told ? t("answer-desk.see-marks") : problem.errors.map((one) => pick(one.message)).join(" ") || sentence(problem), "error");
    $(".has-error input, .has-error textarea", body)?.focus();
  }
}
