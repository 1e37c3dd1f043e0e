// All services: found by words, narrowed by facets that add up, grouped; the address holds all of it, so back works.
// The rows are in the page; this moves and hides them.

import { $, $$, el, later, say, stamp } from "./dom.js";
import { showDated } from "./dated.js";
import { startStar } from "./favourites.js";
import { theSearch, toldInGuides } from "./finding.js";
import { startFrame } from "./frame.js";
import { marked, meant } from "./marking.js";
import { inVain } from "./vain.js";
import { lang, t } from "./words.js";

const box = $("#search");
const list = $("#list");
const facets = $("#facets");
const FACETS = $$("[data-facet]", facets).map((one) => one.dataset.facet);
const OFFERED = Object.fromEntries(FACETS.map((name) => [name, $$(`[name="${name}"]`, facets).map((input) => input.value)]));
showDated();
for (const row of $$(".row[hidden]", list)) row.remove();
const rows = $$(".row", list).map(read);
const pages = $$("#parts a");
const BY = $$("[data-by]").map((button) => button.dataset.by);
const byCode = new Map(rows.map((row) => [row.code, row]));
const FIRST = 40;
let state = fromAddress();
let search = null;
let told = { q: "", entries: [] };
let mine = "";
const remember = later(400, () => history.replaceState(null, "", toAddress()));
const speak = later(600, say);

start();

async function start() {
  $("#find").addEventListener("submit", (event) => (event.preventDefault(), $("a.service", list)?.focus()));
  box.addEventListener("focus", load, { once: true });
  box.addEventListener("input", () => (change({ q: box.value.trim() }, false), load()));
  facets.addEventListener("change", () => change({ picked: ticked() }));
  for (const button of $$("[data-by]")) button.addEventListener("click", () => change({ by: button.dataset.by }));
  $("#narrow").addEventListener("click", () => unfold($("#narrow").getAttribute("aria-expanded") !== "true"));
  addEventListener("popstate", () => ((state = fromAddress()), apply()));
  const whole = pages.length ? loadRest().catch(() => null) : null; // asked for before the list takes its time
  apply();
  if (state.q) load();
  const who = await startFrame(false).catch(() => null);
  await whole;
  if (!who) return;
  // Who is signed in first sees what is for them; once they chose themselves, that counts.
  if (rows.some((row) => row.role.has(who.category))) mine = who.category;
  if (mine && !state.chosen) apply();
  for (const row of rows) {
    const star = stamp("star");
    row.node.append(star);
    startStar(star, row.code, who, row.name);
  }
}

/** A large catalogue has several pages; here they are one again. Without the network its parts stay pages. */
async function loadRest() {
  const parts = await Promise.all(pages.map((link) => (link.hasAttribute("aria-current") ? null : rowsOf(link.href))));
  list.append(...parts.flatMap((nodes) => nodes || []));
  showDated();
  const all = parts.flatMap((nodes) => (nodes ? nodes.filter((node) => !node.hidden).map(read) : [...rows]));
  rows.splice(0, rows.length, ...all);
  byCode.clear();
  for (const row of rows) byCode.set(row.code, row);
  $("#parts").remove();
  apply();
}

async function rowsOf(href) {
  const answer = await fetch(`${href}rows.html`);
  if (!answer.ok) throw new Error(answer.status);
  return $$(".row", new DOMParser().parseFromString(await answer.text(), "text/html")).map((node) => document.adoptNode(node));
}

function read(node) {
  const [link, title, under] = [$("a", node), $("b", node), $("small", node)];
  const row = { node, link, title, under, code: link.dataset.code, name: title.textContent, said: [...under.childNodes] };
  for (const name of FACETS) row[name] = new Set((node.dataset[name] || "").split(" ").filter(Boolean));
  return row;
}

function fromAddress() {
  const asked = new URLSearchParams(location.search);
  // What this page does not offer is no condition: an old link, or a letter of the other language.
  const picked = Object.fromEntries(FACETS.map((name) => [name, new Set(asked.getAll(name).filter((value) => OFFERED[name].includes(value)))]));
  return { q: asked.get("q")?.trim() || "", by: BY.includes(asked.get("by")) ? asked.get("by") : BY[0], picked, chosen: asked.has("role") };
}

function toAddress() {
  const told = new URLSearchParams();
  if (state.q) told.set("q", state.q);
  if (state.by !== "area") told.set("by", state.by);
  for (const name of FACETS) for (const value of state.picked[name]) told.append(name, value);
  // "For everybody" is a choice too, else mine would come back.
  if (state.chosen && !state.picked.role.size) told.set("role", "");
  return told.size ? `?${told}` : location.pathname;
}

function ticked() {
  const given = new FormData(facets);
  return Object.fromEntries(FACETS.map((name) => [name, new Set(given.getAll(name))]));
}

/** `lasting` changes become a step back leads to; typing does not. */
function change(to, lasting = true) {
  state = { ...state, ...to, chosen: state.chosen || Boolean(to.picked) };
  if (lasting) history.pushState(null, "", toAddress());
  else remember();
  for (const link of $$("[data-switch]")) link.search = toAddress().replace(location.pathname, "");
  apply();
}

async function load() {
  search ??= await theSearch().catch(() => null);
  if (search && state.q) apply();
}

function apply() {
  // Mine is where browsing begins; who asks by name is answered from everything.
  if (mine && !state.chosen) state.picked.role = new Set(state.q ? [] : [mine]);
  if (box !== document.activeElement) box.value = state.q;
  const named = state.q && search ? search.find(state.q) : null;
  const found = named && told.q === state.q ? [...named, ...told.entries] : named;
  if (named && told.q !== state.q) askGuides(state.q, named);
  else inVain(found && !found.length ? state.q : "");
  const asked = found ? found.map((entry) => byCode.get(entry.code)).filter(Boolean) : rows;
  const shown = asked.filter((row) => fits(row));
  if (found) showFound(shown, new Map(found.map((entry) => [entry.code, entry])));
  else showGroups(shown);
  $("#by").hidden = Boolean(found);
  showChoices(asked);
  showChosen();
  for (const button of $$("[data-by]")) button.setAttribute("aria-pressed", String(button.dataset.by === state.by));
  $("#found").textContent = t("services.found", { count: shown.length });
  $("#nothing").hidden = shown.length > 0;
  $(".nothing__asked").textContent = state.q || t("services.asked");
  speak(shown.length === 1 ? t("find.one") : shown.length ? t("find.found", { count: shown.length }) : t("find.none"));
}

/** Where names answer little, what the guides say comes after it. */
async function askGuides(q, named) {
  const entries = await toldInGuides(search, q, named);
  if (q !== state.q) return;
  told = { q, entries };
  if (entries.length) apply();
  else inVain(named.length ? "" : q);
}

/** Within one facet any of the ticked values will do; all facets must agree. `but` one is not asked. */
function fits(row, but = "") {
  return FACETS.every((name) => name === but || !state.picked[name].size || [...state.picked[name]].some((value) => row[name].has(value)));
}

/** Who types is still narrowing down: the best come at once, all of them when asked for. */
function showFound(found, entries, most = FIRST) {
  const shown = found.slice(0, most);
  for (const row of shown) {
    const entry = entries.get(row.code);
    const { name, also } = meant(entry, state.q, lang);
    row.title.replaceChildren(...marked(row.name, name));
    const bits = [entry.told && [t("find.in-guide")], also && marked(also[0], also[1])].filter(Boolean);
    row.under.replaceChildren(...bits.flatMap((bit) => [el("span", {}, ...bit), " "]), ...row.said);
  }
  const rest = () => {
    showFound(found, entries, found.length);
    found[most].link.focus();
  };
  const more = found.length > most && el("button", { type: "button", class: "button button--wide more", onclick: rest }, t("find.all", { count: found.length }));
  list.replaceChildren(...[shown.length && group("", shown), more].filter(Boolean));
}

function showGroups(shown) {
  for (const row of shown) {
    row.title.textContent = row.name;
    row.under.replaceChildren(...row.said);
  }
  const groups = $$(`[name="${CSS.escape(state.by)}"]`, facets).map(({ value, nextElementSibling: title }) => [value, title.textContent]);
  const members = groups.map(([value, title]) => [value, title, shown.filter((row) => row[state.by].has(value))]);
  list.replaceChildren(...members.filter(([, , own]) => own.length).map(([value, title, own]) => group(title, own, value)));
}

function group(title, own, value = "") {
  const head = title && el("h2", { class: "group__title" }, `${title} `, el("span", { class: "group__count" }, String(own.length)));
  return el("section", { class: "group", id: value && `${state.by}-${value}` }, head, el("div", { class: "cells cells--two" }, own.map((row) => row.node)));
}

/** What each further choice would leave; one that would leave nothing is not offered. */
function showChoices(asked) {
  let all = 0;
  for (const facet of $$("[data-facet]", facets)) {
    const name = facet.dataset.facet;
    const counts = {};
    for (const row of asked) if (fits(row, name)) for (const value of row[name]) counts[value] = (counts[value] || 0) + 1;
    for (const input of $$("input", facet)) {
      const count = counts[input.value] || 0;
      input.checked = state.picked[name].has(input.value);
      input.parentElement.hidden = !count && !input.checked;
      $("i", input.parentElement).textContent = count;
    }
    badge($("summary .count", facet), state.picked[name].size);
    all += state.picked[name].size;
  }
  badge($("#narrow .count"), all);
}

function badge(place, count) {
  place.hidden = !count;
  place.textContent = count;
}

function showChosen() {
  const chips = FACETS.flatMap((name) => [...state.picked[name]].map((value) => chip(name, value))).filter(Boolean);
  if (chips.length > 1) chips.push(el("button", { type: "button", class: "link", onclick: clear }, t("services.clear")));
  $("#chosen").replaceChildren(...chips);
  $("#chosen").hidden = !chips.length;
}

function chip(facet, value) {
  const input = $(`[name="${facet}"][value="${CSS.escape(value)}"]`, facets);
  const title = input?.nextElementSibling.textContent || value;
  const drop = () => {
    const left = new Set(state.picked[facet]);
    left.delete(value);
    change({ picked: { ...state.picked, [facet]: left } });
    ($("#chosen button") || $("#narrow")).focus();
  };
  return el("button", { type: "button", class: "chip", "aria-pressed": "true", "aria-label": t("services.remove", { name: title }), onclick: drop }, `${title} ✕`);
}

function clear() {
  change({ picked: Object.fromEntries(FACETS.map((name) => [name, new Set()])) });
  $("#narrow").focus();
}

function unfold(open) {
  $("#narrow").setAttribute("aria-expanded", String(open));
  facets.classList.toggle("is-open", open);
}
