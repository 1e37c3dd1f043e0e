// Searching the applications of one's department by what was filled in, a service's month at a time.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { note, troublePanel } from "./sheet.js";
import { stateTag } from "./tag.js";
import { condition, createWhere } from "./where.js";
import { moment, pick, t, today } from "./words.js";

const root = $("#cases");
const MONTHS = 36;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body } = await call("GET", "export-choices");
  if (!body.services.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("cases.none"))));
  const form = stamp("cases-form");
  const { service, month } = form.elements;
  service.replaceChildren(...body.services.map(({ code, name }) => el("option", { value: code }, pick(name))));
  month.replaceChildren(...months().map((one) => el("option", { value: one }, one)));
  const where = createWhere($("[data-slot=where]", form));
  const found = stamp("cases-found");
  const given = new URLSearchParams(location.search);
  for (const name of ["service", "month"]) if ([...form.elements[name].options].some(({ value }) => value === given.get(name))) form.elements[name].value = given.get(name);
  root.replaceChildren(form, found);
  await offer(condition(given.get("filter")));
  service.addEventListener("change", () => offer({}).catch(trouble));
  form.addEventListener("submit", (event) => (event.preventDefault(), search()));
  if (given.has("service")) search();

  async function offer(begun) {
    const { body: fields } = await call("GET", `services/${encodeURIComponent(service.value)}/filters`);
    where.offer(fields.items);
    where.fill(begun);
  }

  /** The search stands in the address, so that going back finds it. */
  function search() {
    const wanted = where.read();
    if (!wanted) return note(form, t("where.incomplete"), "error");
    $(".banner--note", form)?.remove();
    const asked = new URLSearchParams({ service: service.value, month: month.value });
    if (Object.keys(wanted).length) asked.set("filter", JSON.stringify(wanted));
    history.replaceState(null, "", `?${asked}`);
    return fillList($("[data-slot=list]", found), `cases?${asked}`, row, t("cases.none-found"), looked);
  }

  /** How far the search has looked, and that it can look further. */
  function looked({ looked: told, next }) {
    put(found, "looked", told.all ? t("cases.looked-all", { count: told.count }) : t("cases.looked", { count: told.count, at: moment(told.until) }));
    if (next) $(".more", found).textContent = t("mine.further");
  }
}

/** The last three years, newest first. */
function months() {
  const [year, month] = today().split("-").map(Number);
  return Array.from({ length: MONTHS }, (_, back) => {
    const at = year * 12 + month - 1 - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

function row(item) {
  const node = stamp("case-row", {
    title: pick(item.title) || pick(item.service.name),
    applicant: pick(item.applicant_name),
    answers: item.answers.map(({ label, value }) => t("mine.hit", { label: pick(label), value: pick(value) })).join(" · "),
    number: item.number,
    at: t("mine.submitted", { at: moment(item.submitted_at) }),
    state: stateTag(item),
  });
  node.href = `${root.dataset.track}?id=${encodeURIComponent(item.id)}`;
  return node;
}
