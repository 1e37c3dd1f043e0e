// The catalogue: find by words, pinyin or initials; filter by role; group by area, department or letter.
// The list itself is in the page; this only moves and hides its rows.

import { $, $$, el, later, say } from "./dom.js";
import { startFrame } from "./frame.js";
import { createSearch } from "./search.js";
import { t } from "./words.js";

const list = $("#services");
const cells = new Map($$("[data-code]", list).map((cell) => [cell.dataset.code, cell]));
const sections = new Map($$("section[data-group]", list).map((section) => [`${section.dataset.by}:${section.dataset.group}`, section]));
const box = $("#search");
const asked = new URLSearchParams(location.search);
const state = { by: asked.get("by") || "area", group: asked.get("group") || "", role: asked.get("role"), q: asked.get("q") || "" };
let search = null;

start();

async function start() {
  box.value = state.q;
  box.addEventListener("focus", loadIndex, { once: true });
  box.addEventListener("input", () => apply({ q: box.value.trim() }));
  $("#find").addEventListener("submit", (event) => {
    event.preventDefault();
    $("a", $("#results"))?.focus();
  });
  for (const button of $$("[data-by-button]")) button.addEventListener("click", () => apply({ by: button.dataset.byButton, group: "" }));
  for (const button of $$("[data-group-button]")) button.addEventListener("click", () => apply({ group: button.dataset.groupButton }));
  for (const button of $$("[data-role-button]")) button.addEventListener("click", () => apply({ role: button.dataset.roleButton }));
  if (state.q) await loadIndex();
  if (location.search) apply({}, false);
  const who = await startFrame();
  const mine = who && $(`[data-role-button="${CSS.escape(who.category)}"]`);
  if (mine && state.role === null) apply({ role: who.category }, false);
}

async function loadIndex() {
  search ??= fetch(box.dataset.index).then((answer) => answer.json()).then(createSearch);
  search = await search;
  if (box.value.trim()) apply({ q: box.value.trim() });
}

const speak = later(600, say);
const remember = later(400, () => {
  const query = new URLSearchParams(Object.entries(state).filter(([name, value]) => value && !(name === "by" && value === "area")));
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
});

function apply(change, byHand = true) {
  Object.assign(state, change);
  press("byButton", state.by);
  press("groupButton", state.group);
  press("roleButton", state.role || "");
  for (const panel of $$("[data-groups-of]")) panel.hidden = panel.dataset.groupsOf !== state.by;
  if (state.q && typeof search?.find === "function") showFound(search.find(state.q));
  else if (!state.q) showGroups();
  if (byHand) remember();
}

function press(kind, value) {
  const attribute = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const button of $$(`[data-${attribute}]`)) button.setAttribute("aria-pressed", String(button.dataset[kind] === value));
}

const forRole = (cell) => !state.role || cell.dataset.for.split(" ").includes(state.role);

function showFound(codes) {
  const found = codes.map((code) => cells.get(code)).filter((cell) => cell && forRole(cell));
  $("#results .cells").replaceChildren(...found);
  $("#results").hidden = !found.length;
  $("#none").hidden = found.length > 0;
  $("#none b").textContent = state.q;
  for (const section of sections.values()) section.hidden = true;
  speak(t("home.found", { count: found.length }));
}

function showGroups() {
  $("#results").hidden = true;
  const homes = new Map();
  for (const cell of cells.values()) {
    const key = `${state.by}:${cell.dataset[state.by]}`;
    const show = forRole(cell) && (!state.group || cell.dataset[state.by] === state.group);
    if (show) homes.set(key, [...(homes.get(key) || []), cell]);
  }
  let count = 0;
  for (const [key, section] of sections) {
    const own = homes.get(key) || [];
    section.hidden = !own.length;
    if (own.length) $(".cells", section).replaceChildren(...own);
    count += own.length;
    const total = $(".group__count", section);
    if (total) total.textContent = own.length;
  }
  countGroups();
  $("#none").hidden = count > 0;
  $("#none b").textContent = state.group ? t("home.this-filter") : "";
  speak(t("home.found", { count }));
}

/** The figures beside the groups follow the role; a group with nothing for it is not offered. */
function countGroups() {
  for (const button of $$(`[data-groups-of="${state.by}"] [data-group-button]`)) {
    const own = [...cells.values()].filter((cell) => forRole(cell) && cell.dataset[state.by] === button.dataset.groupButton).length;
    if (!button.dataset.groupButton) continue;
    button.hidden = !own && button.dataset.groupButton !== state.group;
    const figure = $("i", button);
    if (figure) figure.textContent = own;
  }
}
