// Ratings side by side, over some months: services, departments, counters; no place for what too few have rated.

import { $, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { note, sentence } from "./sheet.js";
import { lang, number, pick, t } from "./words.js";

const WORDS = { rank: t("statistics.league-rank"), count: t("statistics.league-count"), mean: t("statistics.league-mean"), low: t("statistics.league-low"), online: t("statistics.league-online"), at_counters: t("statistics.league-at-counters") };
const SPAN = 3;

/** Fills `place`; `named` says a month, `months` are those there are, the newest first, `last` the one the page shows. */
export function showLeague(place, { months, last, named }) {
  const panel = stamp("league");
  const { from, to } = $("form", panel).elements;
  const first = months[Math.min(months.indexOf(last) + SPAN - 1, months.length - 1)];
  for (const [choice, chosen] of [[from, first], [to, last]]) choice.replaceChildren(...months.map((one) => new Option(named(one), one, one === chosen, one === chosen)));
  const load = async (target) => {
    // The other end follows, so that there is always a span.
    if (from.value > to.value) (target === to ? from : to).value = target.value;
    try {
      const { body } = await call("GET", `statistics/league?from=${from.value}&to=${to.value}`);
      $(".banner--note", panel)?.remove();
      show(panel, body);
      if (target) say(t("statistics.league"));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(panel, sentence(problem), "error");
    }
  };
  $("form", panel).addEventListener("change", ({ target }) => load(target));
  place.replaceChildren(panel);
  return load();
}

function show(panel, told) {
  $("[data-slot=league-file]", panel).href = `/api/v1/statistics/league/file?from=${told.from}&to=${told.to}&lang=${lang}`;
  put(panel, "how", t("statistics.league-how", { least: told.least }));
  table(panel, "services", told.services, told.least, (one) => [pick(one.unit.name)]);
  table(panel, "departments", told.departments.length > 1 ? told.departments : [], told.least, () => [], ["online", "at_counters"]);
  table(panel, "counters", told.counters, told.least, (one) => [pick(one.unit.name), pick(one.hall)]);
}

/** What nobody has rated is left out, but where nothing is left. */
function table(panel, name, rows, least, about, more = []) {
  const rated = rows.filter((one) => one.count);
  $(`[data-table=${name}]`, panel).hidden = !rows.length;
  const cell = (key, ...value) => el("td", { class: "is-number", "data-label": WORDS[key] }, ...value);
  const row = (one) => el("tr", {},
    el("td", {}, el("span", { class: "league__name" }, el("b", {}, pick(one.name)), about(one).length > 0 && el("small", { class: "quiet" }, about(one).join(" · ")))),
    cell("rank", one.rank === null ? el("span", { class: "quiet" }, t("statistics.league-few", { least })) : String(one.rank)),
    cell("count", number(one.count)),
    ...more.map((key) => cell(key, number(one[key]) || "0")),
    cell("mean", one.mean === null ? "—" : [one.mean.toFixed(2), el("progress", { class: "bar", max: "5", value: String(one.mean), "aria-label": `${pick(one.name)} ${WORDS.mean}` })]),
    cell("low", one.low === null ? "—" : `${one.low}%`),
  );
  put(panel, `${name}-rows`, rated.length ? rated.map(row) : [el("tr", {}, el("td", { colspan: String(5 + more.length), class: "quiet" }, t("statistics.league-none")))]);
}
