// A row of a register, looked up while typing (ARIA combobox with a list). Choosing one fills other fields: the node sends
// "fill" with {field: {value, source}}; without them, what it filled is open to be typed: the source does not answer.

import { $, el } from "./dom.js";
import { call } from "./api.js";
import { DOWN, reportLink } from "./fields.js";
import { moment, pick, t } from "./words.js";

const PAUSE = 250;

export function lookupControl(node, field, id, { service, changed }) {
  const box = $("input", node);
  const list = el("ul", { class: "lookup", role: "listbox", id: `${id}-list`, hidden: true, "aria-label": pick(field.label) });
  const told = el("p", { class: "field__source", role: "status" });
  const state = { chosen: null, items: [], at: -1, asked: 0 };
  const more = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  Object.assign(box, { autocomplete: "off", placeholder: t("lookup.find") });
  for (const [name, value] of Object.entries(more)) box.setAttribute(name, value);
  box.closest(".field__line").after(list, told);

  async function ask(words, key, before) {
    const turn = ++state.asked;
    const path = field.lookup.rows ?? `services/${encodeURIComponent(service)}/fields/${encodeURIComponent(field.name)}/rows`;
    const answer = await call("GET", `${path}?q=${encodeURIComponent(words)}`).catch((problem) => {
      if (!(problem.status >= 0)) throw problem;
      return { body: { items: [], down: { label: field.label, when_down: field.lookup.when_down } } };
    });
    if (turn !== state.asked) return;
    const { items, down } = answer.body;
    if (down) return isDown(down);
    if (key !== undefined) return named(key, items.find((item) => item.value === key), before);
    show(items);
  }

  /** The row a link or a draft names; one there is not, or no more, says so and leaves the choice. */
  function named(key, item, before) {
    choose(item ?? null, before);
    if (item) return;
    box.value = "";
    told.textContent = t("lookup.unknown", { key });
  }

  function show(items) {
    Object.assign(state, { items, at: -1 });
    const rows = items.map((item, index) => el("li", { role: "option", id: `${id}-option-${index}`, class: "lookup__row", onmousedown: (event) => (event.preventDefault(), choose(item)) }, el("b", {}, pick(item.label)), el("small", {}, item.value)));
    list.replaceChildren(...(rows.length ? rows : [el("li", { class: "lookup__row quiet" }, t("lookup.none"))]));
    open(true);
  }

  function open(is) {
    list.hidden = !is;
    box.setAttribute("aria-expanded", String(is));
    if (!is) box.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    if (!state.items.length) return;
    state.at = (state.at + step + state.items.length) % state.items.length;
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === state.at)));
    box.setAttribute("aria-activedescendant", `${id}-option-${state.at}`);
    list.children[state.at].scrollIntoView({ block: "nearest" });
  }

  function choose(item, before = {}) {
    state.chosen = item;
    open(false);
    if (item) box.value = pick(item.label);
    told.replaceChildren(...(item ? [origin(item), ...news(item, before)] : []));
    const fills = Object.entries(item?.fills ?? {}).map(([name, fill]) => [name, { value: fill.value, was: before[name]?.value, source: [origin(item, fill.disputed), " ", !fill.disputed && !field.lookup.rows && reportLink(fill.place)].filter(Boolean) }]);
    node.dispatchEvent(new CustomEvent("fill", { detail: Object.fromEntries(fills) }));
    changed();
  }

  function isDown({ label, when_down: when }) {
    open(false);
    told.textContent = t(DOWN[when], { label: pick(label) });
    node.classList.add("is-down");
    if (when !== "block") node.dispatchEvent(new CustomEvent("fill"));
  }

  let timer;
  box.addEventListener("input", () => {
    if (state.chosen) choose(null);
    clearTimeout(timer);
    timer = setTimeout(() => ask(box.value.trim()), PAUSE);
  });
  box.addEventListener("focus", () => state.chosen || ask(box.value.trim()));
  box.addEventListener("blur", () => open(false));
  box.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: () => open(false), Enter: () => state.at >= 0 && choose(state.items[state.at]) }[event.key];
    if (!act || (list.hidden && event.key !== "ArrowDown")) return;
    event.preventDefault();
    act();
  });

  return {
    get: () => state.chosen?.value ?? (box.value.trim() || null),
    detail: () => (state.chosen ? { key: state.chosen.value, name: state.chosen.label, ...state.chosen.label, filled: filled(state.chosen) } : box.value.trim() || null),
    set: (value) => {
      const key = value?.key ?? value ?? "";
      box.value = pick(value?.name ?? key);
      state.chosen = null;
      if (key) ask(key, key, value.filled);
    },
  };
}

/** What the row filled in, to be compared when the draft is opened again. */
const filled = ({ fills }) => Object.fromEntries(Object.entries(fills).map(([name, { value, display }]) => [name, { value, display }]));

/** What its owner has changed since the draft was left. */
const news = ({ fills }, before) =>
  Object.entries(fills)
    .filter(([name, fill]) => before[name] && JSON.stringify(before[name].value) !== JSON.stringify(fill.value))
    .map(([name, fill]) => el("b", { class: "lookup__news" }, ` ${t("lookup.refilled", { before: pick(before[name].display), after: pick(fill.display) })}`));

/** Where a value comes from, who keeps it, how fresh it is, and whether somebody says it is wrong. */
function origin(item, disputed = item.disputed.length > 0) {
  const at = moment(item.fresh_at && item.fresh_at > item.at ? item.fresh_at : item.at);
  const from = t(item.owner ? "lookup.from-owner" : "lookup.from", { source: pick(item.source), owner: pick(item.owner), at });
  return disputed ? `${from} ${t("lookup.disputed")}` : from;
}
