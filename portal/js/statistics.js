// What a department's services did in a month; every figure that has a list leads to it.

import { $, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { openSheet, sentence, troublePanel } from "./sheet.js";
import { span } from "./visit.js";
import { lang, number, pick, t } from "./words.js";

const root = $("#statistics");
const API = "/api/v1/statistics";
const locale = lang === "zh" ? "zh-CN" : "en-GB";
const monthName = new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "long" });
const named = (month) => monthName.format(new Date(`${month}-15T00:00:00Z`));
const ORDERS = {
  service: (one, two) => pick(one.name).localeCompare(pick(two.name), locale),
  visits: (one, two) => two.visits - one.visits,
  started: (one, two) => two.started - one.started,
  late: (one, two) => two.late - one.late,
  rating: (one, two) => (two.rating?.service || 0) - (one.rating?.service || 0),
};
const ORDER_WORDS = { service: t("statistics.service"), visits: t("statistics.visits"), started: t("statistics.started"), late: t("statistics.late"), rating: t("statistics.rating") };
let told;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const asked = new URLSearchParams(location.search).get("month") || "";
  // A month that is no longer shown is not worth an error: the present one is.
  told = await load(/^\d{4}-\d{2}$/.test(asked) ? asked : "").catch((problem) => (problem.status === 422 ? load("") : Promise.reject(problem)));
  if (!told.services.length) return root.replaceChildren(el("div", { class: "cells" }, el("p", { class: "cell cell--none" }, t("statistics.none"))));
  const form = stamp("choosing", { file: t("statistics.file"), ratings: t("statistics.ratings-file"), print: t("statistics.print") });
  const options = (pairs, chosen) => pairs.map(([value, text]) => new Option(text, value, value === chosen, value === chosen));
  const { month, department, order } = form.elements;
  month.replaceChildren(...options(told.months.map((one) => [one, named(one)]), told.month));
  department.replaceChildren(...options([["", t("statistics.all-units")], ...told.units.map((unit) => [unit.id, pick(unit.name)])], ""));
  department.parentElement.hidden = told.units.length < 2;
  order.replaceChildren(...options(Object.entries(ORDER_WORDS), "service"));
  form.addEventListener("change", async ({ target }) => {
    if (target === month) {
      told = await load(month.value).catch(trouble);
      if (!told) return;
      history.replaceState(null, "", `?month=${told.month}`);
      say(named(told.month));
    }
    show(form);
  });
  $("[data-slot=print]", form).addEventListener("click", () => print());
  const compared = el("div", { id: "compared" });
  root.replaceChildren(form, compared);
  show(form);
  const { showLeague } = await import("./league.js");
  await showLeague(compared, { months: told.months, last: told.month, named });
}

const load = async (month) => (await call("GET", `statistics${month ? `?month=${month}` : ""}`)).body;

function show(form) {
  const { department, order } = form.elements;
  const rows = told.services.filter(({ unit }) => !department.value || unit === department.value).sort(ORDERS[order.value]);
  const { month, sum, searches } = told;
  $("[data-slot=file]", form).href = `${API}/file?month=${month}&lang=${lang}`;
  $("[data-slot=ratings]", form).href = `${API}/ratings/file?month=${month}&lang=${lang}`;
  const made = stamp("month", { month: named(month), rows: rows.map(row) });
  if (!department.value) put(made, "sum", [tile("visits", number(sum.visits)), tile("started", number(sum.started)), tile("completed", number(sum.ended.completed)), tile("late", number(sum.late)), tile("on_time", share(sum.on_time)), tile("running", number(sum.running ?? 0)), tile("trips", number(sum.trips)), tile("half", length(sum.half_within, sum)), tile("rating", sum.rating ? `${sum.rating.service.toFixed(1)} / ${sum.rating.flow.toFixed(1)}` : "—")]);
  else $(".figures", made).hidden = true;
  if (told.departments.length > 1 && !department.value) showDepartments($("[data-slot=departments]", made), form);
  if (told.colleges.length && !department.value) showColleges($("[data-slot=colleges]", made));
  if (searches && !department.value) showSearches($("[data-slot=searches]", made), searches);
  if (form.nextElementSibling.id !== "compared") form.nextElementSibling.remove();
  form.after(made);
}

const WORDS = { visits: t("statistics.visits"), started: t("statistics.started"), completed: t("statistics.completed"), rejected: t("statistics.rejected"), withdrawn: t("statistics.withdrawn"), late: t("statistics.late"), on_time: t("statistics.on-time"), running: t("statistics.running"), trips: t("statistics.trips"), half: t("statistics.half"), most: t("statistics.most"), rating: t("statistics.rating") };
const tile = (name, value) => el("div", {}, el("dt", {}, WORDS[name]), el("dd", {}, value));

/** A duration; beyond the last class there is no upper edge. */
function length(hours, { ended }) {
  if (hours !== null) return span(hours);
  return ended.completed + ended.rejected ? `> ${span(420)}` : "—";
}

const share = (percent) => (percent === null ? "—" : `${percent}%`);
const bar = (value, max, name) => el("progress", { class: "bar", max: String(max || 1), value: String(value), "aria-label": name });

/** Each department's figures; its name opens its services. */
function showDepartments(place, form) {
  const names = Object.fromEntries(told.units.map(({ id, name }) => [id, pick(name)]));
  const cell = (name, ...value) => el("td", { class: "is-number", "data-label": WORDS[name] }, value);
  const choose = (unit) => () => {
    form.elements.department.value = unit;
    show(form);
    form.elements.department.focus();
  };
  const rows = [...told.departments].sort((one, two) => two.started - one.started).map((one) => el("tr", {}, el("td", {}, el("button", { type: "button", class: "rowtable__open", onclick: choose(one.unit) }, names[one.unit] ?? one.unit)), cell("started", number(one.started)), cell("running", one.running === null ? "—" : number(one.running)), cell("completed", number(one.ended.completed)), cell("late", el("span", { class: one.late ? "is-late" : "" }, number(one.late))), cell("on_time", share(one.on_time), one.on_time !== null && bar(one.on_time, 100, `${names[one.unit]} ${WORDS.on_time}`)), cell("trips", number(one.trips))));
  place.hidden = false;
  put(place, "department-rows", rows);
}

/** Where applications came from. */
function showColleges(place) {
  const most = told.colleges[0].started;
  place.hidden = false;
  put(place, "college-rows", told.colleges.map(({ name, started }) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, el("span", {}, pick(name)), bar(started, most, pick(name))), el("b", {}, number(started)))));
}

function row(one) {
  const { code, ended, rating } = one;
  const cell = (name, value) => el("td", { class: "is-number", "data-label": WORDS[name] }, value);
  const opens = (value, text, act) => (value ? el("button", { type: "button", class: "rowtable__open", onclick: act }, text) : "0");
  const count = (value) => (value ? number(value) : "0");
  const [year, month] = told.month.split("-").map(Number);
  const last = String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, "0");
  const list = `${root.dataset.exports}?services=${encodeURIComponent(code)}&from=${told.month}-01&to=${told.month}-${last}`;
  return el(
    "tr",
    {},
    el("td", {}, el("span", { class: "statistics__name" }, el("a", { href: `${root.dataset.guide}${encodeURIComponent(code)}/` }, pick(one.name)), one.trial && el("small", { class: "state state--now" }, t("statistics.trial")))),
    cell("visits", el("button", { type: "button", class: "rowtable__open", onclick: () => showSources(one) }, count(one.visits))),
    cell("started", one.started ? el("a", { class: "rowtable__open", href: list }, count(one.started)) : "0"),
    cell("running", one.running === null ? "—" : one.running ? el("a", { class: "rowtable__open", href: `${root.dataset.cases}?service=${encodeURIComponent(code)}&month=${told.month}` }, count(one.running)) : "0"),
    cell("completed", count(ended.completed)),
    cell("rejected", count(ended.rejected)),
    cell("withdrawn", count(ended.withdrawn + ended.terminated)),
    cell("late", el("span", { class: one.late ? "is-late" : "" }, count(one.late))),
    cell("on_time", share(one.on_time)),
    cell("half", length(one.half_within, one)),
    cell("most", length(one.most_within, one)),
    cell("rating", rating ? opens(rating.count, t("statistics.rating-count", { service: rating.service.toFixed(1), flow: rating.flow.toFixed(1), count: rating.count }), () => showRatings(one)) : "—"),
  );
}

/** Where visitors came from, and an address that counts the next ones. */
function showSources({ code, name, sources }) {
  const rows = sources.map(({ tag, visits }) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, tag === "other" ? t("statistics.other") : tag), el("b", {}, number(visits))));
  const form = stamp("linking");
  const tag = $("input", form);
  const draw = () => {
    const clean = tag.value.toLowerCase().replace(/[^a-z0-9-]/g, "");
    put(form, "link", `${location.origin}${root.dataset.guide}${code}/${clean && `?from=${clean}`}`);
  };
  tag.addEventListener("input", draw);
  draw();
  const list = el("div", { class: "cells" }, rows.length ? rows : el("p", { class: "cell quiet" }, t("statistics.no-sources")));
  openSheet({ title: `${pick(name)} · ${t("statistics.sources")}`, body: el("div", {}, list, form) });
}

function showRatings({ code, name }) {
  const list = el("div", { class: "cells" });
  const more = el("button", { type: "button", class: "button button--wide more", hidden: true, onclick: () => page() }, t("statistics.next"));
  let cursor = "";
  const page = async () => {
    try {
      const { body } = await call("GET", `statistics/ratings?service=${encodeURIComponent(code)}&month=${told.month}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      list.append(...body.items.map(said));
      if (!list.childElementCount) list.append(el("p", { class: "cell quiet" }, t("statistics.no-ratings")));
      cursor = body.next || "";
      more.hidden = !cursor;
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      list.append(el("p", { class: "cell", role: "alert" }, sentence(problem)));
    }
  };
  openSheet({ title: `${pick(name)} · ${t("statistics.comments")}`, body: el("div", {}, list, more) });
  return page();
}

const said = ({ service, flow, comment, day }) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, t("statistics.said", { service, flow })), comment && el("span", {}, comment)), el("small", {}, day));

function showSearches(place, searches) {
  const rows = searches.map(({ term, hits, last }) => el("a", { class: "cell cell--link", href: `${root.dataset.guide}?q=${encodeURIComponent(term)}` }, el("span", { class: "cell__main" }, el("b", {}, term), el("small", {}, `${t("statistics.last")} ${last}`)), el("b", { "aria-label": `${t("statistics.hits")} ${hits}` }, number(hits))));
  place.hidden = false;
  place.replaceChildren(el("h2", { class: "panel__title" }, t("statistics.searches")), el("p", { class: "quiet" }, t("statistics.searches-help")), el("div", { class: "statistics__searches" }, rows.length ? rows : el("p", { class: "cell quiet" }, t("statistics.no-searches"))));
}
