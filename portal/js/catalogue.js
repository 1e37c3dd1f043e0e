// The services one looks after, by state, department and month; every figure opens its list.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { bringFrom } from "./catalogue_file.js";
import { startSignedIn } from "./frame.js";
import { busy, note, sentence, troublePanel } from "./sheet.js";
import { pick, t, today } from "./words.js";

const root = $("#catalogue");
const TONES = { planned: "quiet", building: "quiet", testing: "now", trial: "now", dual: "good", online: "good", suspended: "warn", retired: "quiet" };
const asked = new URLSearchParams(location.search);
let board = null;

startSignedIn(root).then((who) => who && load(asked.get("month") || today().slice(0, 7)));

async function load(month) {
  try {
    board = (await call("GET", `catalogue?month=${encodeURIComponent(month)}`)).body;
    draw();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    root.replaceChildren(problem.status === 404 ? el("p", { class: "cell cell--none" }, t("catalogue.none")) : troublePanel(problem, () => location.reload()));
  }
}

function draw() {
  const made = stamp("board", { new: t("catalogue.new"), completion: t("catalogue.completion", { ...board.completion, day: board.day }), month: board.month });
  const used = board.states.filter(({ count, change }) => count || change);
  put(made, "states", board.states.map((one) => tile(one)));
  put(made, "heads", [el("th", { scope: "col" }, t("catalogue.department")), ...used.map(({ title }) => el("th", { scope: "col" }, pick(title))), ...[t("catalogue.total"), t("catalogue.change"), t("catalogue.fresh")].map((title) => el("th", { scope: "col" }, title))]);
  put(made, "departments", board.departments.map((one) => departmentRow(one, used)));
  put(made, "sum", [departmentRow(summed(board.departments), used)]);
  const season = board.items.filter(({ soon }) => soon);
  put(made, "season", season.map((one) => el("p", { class: "cell" }, t("catalogue.opens", { name: pick(one.name), day: one.opens }))));
  root.replaceChildren(made);
  $("#season-panel").hidden = !season.length;
  $("#bring").hidden = !board.all;
  bringFrom(root, () => load(board.month));
  $("[data-slot=new]").href = root.dataset.edit;
  $("#month").value = board.month;
  $("#month").max = today().slice(0, 7);
  $("#month").addEventListener("change", ({ target }) => target.value && load(target.value));
  $("#month-form").addEventListener("submit", (event) => event.preventDefault());
  for (const button of $$("[data-format]")) button.addEventListener("click", () => busy(button, () => fetchFile(button.dataset.format)));
  const option = (value, text) => new Option(text, value);
  $("#catalogue-print").addEventListener("click", () => print());
  $("#by-state").append(option("", t("catalogue.all")), option("new", t("catalogue.fresh")), ...board.states.map(({ state, title }) => option(state, pick(title))));
  $("#by-unit").append(option("", t("catalogue.all")), ...board.departments.map(({ id, name }) => option(id, pick(name))));
  $("#filters").addEventListener("change", list);
  [$("#by-state").value, $("#by-unit").value] = [asked.get("state") || "", asked.get("unit") || ""];
  list();
}

async function fetchFile(format) {
  try {
    const { body } = await call("GET", `catalogue/file?format=${format}`);
    const bytes = Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0));
    const href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    el("a", { href, download: body.name }).click();
    URL.revokeObjectURL(href);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

const sign = (change) => (change > 0 ? `+${change}` : String(change));

function tile({ state, title, count, change }) {
  const name = t("catalogue.figure", { state: pick(title), count, change: sign(change) });
  return el("button", { type: "button", class: "tally__one", title: name, onclick: () => open(state, "") }, el("b", {}, String(count)), " ", el("span", {}, pick(title)), " ", change !== 0 && el("small", { class: "quiet" }, sign(change)));
}

// What the table adds up to; its figures open the lists of all departments.
function summed(rows) {
  const sum = { id: "", name: { zh: t("catalogue.sum"), en: t("catalogue.sum") }, counts: {}, total: 0, change: 0, new: 0 };
  for (const one of rows) {
    for (const [state, count] of Object.entries(one.counts)) sum.counts[state] = (sum.counts[state] || 0) + count;
    for (const key of ["total", "change", "new"]) sum[key] += one[key];
  }
  return sum;
}

function departmentRow({ id, name, counts, total, change, new: fresh }, used) {
  const figure = (count, state, title) => el("td", {}, count ? el("button", { type: "button", class: "link", "aria-label": `${pick(name)} ${title} ${count}`, onclick: () => open(state, id) }, String(count)) : "–");
  return el("tr", {}, el("th", { scope: "row" }, pick(name)), used.map(({ state, title }) => figure(counts[state], state, pick(title))), figure(total, "", t("catalogue.total")), el("td", {}, sign(change)), figure(fresh, "new", t("catalogue.fresh")));
}

function open(state, unit) {
  [$("#by-state").value, $("#by-unit").value] = [state, unit];
  list();
  $("#list-title").focus();
}

function list() {
  const [state, unit] = [$("#by-state").value, $("#by-unit").value];
  const found = board.items.filter((one) => (!state || (state === "new" ? one.new : one.state === state)) && (!unit || one.owner.id === unit));
  history.replaceState(null, "", `?${new URLSearchParams({ month: board.month, state, unit })}`);
  put($("#list-panel"), "count", String(found.length));
  $("#items").replaceChildren(...(found.length ? found.map(row) : [el("p", { class: "cell cell--none" }, t("catalogue.empty"))]));
  say(t("catalogue.found", { count: found.length }));
}

function row(one) {
  const told = [
    one.since && t("catalogue.since", { day: one.since }),
    one.next && t("catalogue.next", { day: one.next.since, state: pick(one.next.title) }),
    one.target && t("catalogue.target", { day: one.target }),
    one.opens && t("catalogue.opens-on", { day: one.opens }),
    one.closes && t("catalogue.closes-on", { day: one.closes }),
  ];
  const code = encodeURIComponent(one.code);
  const link = (href, text) => el("a", { class: "link", href }, text, el("span", { class: "unseen" }, ` ${pick(one.name)}`));
  return stamp("service-row", {
    name: pick(one.name),
    unit: `${pick(one.owner.name)} · ${one.code}`,
    told: told.filter(Boolean).join(" · "),
    tags: [el("span", { class: `state state--${TONES[one.state]}` }, pick(one.state_title)), one.late && el("span", { class: "state state--bad" }, t("catalogue.late"))].filter(Boolean),
    links: [link(`${root.dataset.guide}${code}/`, t("catalogue.guide")), link(`${root.dataset.versions}?code=${code}`, t("catalogue.versions")), link(`${root.dataset.edit}?code=${code}`, t("catalogue.edit"))],
  });
}
