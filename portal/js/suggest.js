// Results while typing on the front page: a combobox with a list (WAI-ARIA 1.2). Arrows choose, Enter opens, Escape
// closes; Enter without a choice shows everything that was found on the page of all services.

import { $, $$, el, later, say } from "./dom.js";
import { theSearch, toldInGuides } from "./finding.js";
import { marked, meant } from "./marking.js";
import { inVain } from "./vain.js";
import { lang, pick, t } from "./words.js";

const SHOWN = 8;
const box = $("#search");
const form = $("#find");
const panel = $("#suggested");
const list = $("#suggestions");
const all = $("#suggest-all");
let chosen = -1;

export function startSuggesting() {
  // Only with scripts is it more than a box.
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) box.setAttribute(name, value);
  box.addEventListener("focus", () => theSearch().catch(() => null), { once: true });
  box.addEventListener("input", show);
  box.addEventListener("keydown", keys);
  form.addEventListener("focusout", ({ relatedTarget: to }) => to && !form.contains(to) && close());
  document.addEventListener("pointerdown", ({ target }) => form.contains(target) || close());
  if (box.value) show();
}

const speak = later(600, say);

async function show() {
  const query = box.value.trim();
  if (!query) return close();
  const search = await theSearch().catch(() => null);
  if (!search || query !== box.value.trim()) return;
  const found = search.find(query);
  if (found.length) draw(found, query);
  const told = await toldInGuides(search, query, found);
  if (query === box.value.trim() && (told.length || !found.length)) draw([...found, ...told], query);
}

function draw(found, query) {
  list.replaceChildren(...found.slice(0, SHOWN).map((entry, at) => option(entry, query, at)));
  all.hidden = found.length <= SHOWN;
  all.href = `${form.action}?q=${encodeURIComponent(query)}`;
  all.textContent = t("find.all", { count: found.length });
  $("#nothing").hidden = found.length > 0;
  inVain(found.length ? "" : query);
  $(".nothing__asked").textContent = query;
  list.hidden = !found.length;
  panel.hidden = false;
  box.setAttribute("aria-expanded", String(found.length > 0));
  choose(-1);
  speak(found.length === 1 ? t("find.one") : found.length ? t("find.found", { count: found.length }) : t("find.none"));
}

function option(entry, query, at) {
  const { name, also } = meant(entry, query, lang);
  const under = [entry.told && t("find.in-guide"), pick(entry.unit), entry.where && pick(entry.where)].filter(Boolean).join(" · ");
  return el(
    "a",
    { class: "suggestion", role: "option", id: `suggestion-${at}`, tabindex: "-1", "aria-selected": "false", href: `${form.action}${entry.code}/` },
    el("b", {}, marked(pick(entry.name), name)),
    el("small", {}, also ? [...marked(also[0], also[1]), ` · ${under}`] : under),
    entry.closed && el("span", { class: "state state--quiet" }, t("find.closed")),
  );
}

function close() {
  panel.hidden = true;
  box.setAttribute("aria-expanded", "false");
  choose(-1);
}

function choose(at) {
  chosen = at;
  $$("[role=option]", list).forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
  const one = $$("[role=option]", list)[at];
  if (one) {
    box.setAttribute("aria-activedescendant", one.id);
    one.scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
}

function keys(event) {
  const count = $$("[role=option]", list).length;
  const open = !panel.hidden && count > 0;
  if (event.isComposing) return;
  if (event.key === "Escape" && !panel.hidden) close();
  else if (event.key === "Enter" && open && chosen >= 0) $$("[role=option]", list)[chosen].click();
  else if (event.key === "ArrowDown" && !open && box.value.trim()) show();
  else if (event.key === "ArrowDown" && open) choose((chosen + 2) % (count + 1) - 1);
  else if (event.key === "ArrowUp" && open) choose(((chosen + 1 + count) % (count + 1)) - 1);
  else return;
  event.preventDefault();
}
