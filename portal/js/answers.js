// The list of published answers, narrowed: its index is loaded when somebody begins to look, or by an address that does.

import { $, $$, el, later } from "./dom.js";
import { startFrame } from "./frame.js";
import { lang, t } from "./words.js";

const AT_ONCE = 20;
const form = $("#answers-find");
const list = $("#answers-list");
const more = $("#answers-more");
let loading;
let found = [];

function begin() {
  const asked = new URLSearchParams(location.search);
  for (const box of fields()) box.value = asked.get(box.name) ?? "";
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", later(200, look));
  more.addEventListener("click", () => draw(list.childElementCount + AT_ONCE));
  if (fields().some((box) => box.value)) look();
}

const fields = () => $$("input, select", form);
const plain = (text) => text.normalize("NFKC").toLowerCase();

function index() {
  loading ??= fetch(form.dataset.index).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
  loading.catch(() => (loading = null));
  return loading;
}

async function look() {
  const wanted = Object.fromEntries(fields().map((box) => [box.name, box.value.trim()]));
  const said = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  history.replaceState(null, "", `${form.dataset.at}${String(said) && `?${said}`}`);
  let known;
  try {
    known = await index();
  } catch {
    return void ($("#answers-count").textContent = t("problem.network"));
  }
  const words = plain(wanted.q ?? "").split(/\s+/).filter(Boolean);
  found = known.rows
    .filter(([, title, excerpt, service, unit, themes]) => (!wanted.unit || unit === wanted.unit) && (!wanted.theme || themes.includes(wanted.theme)) && (!wanted.service || service === wanted.service) && words.every((word) => plain([title, excerpt, known.services[service], known.units[unit]].join(" ")).includes(word)))
    .map(([id, title, excerpt, , unit, , day]) => ({ id, title, excerpt, more: `${known.units[unit]} · ${day}` }));
  $("#answers-count").textContent = found.length ? t(found.length === 1 ? "answers.one" : "answers.count", { count: found.length }) : t("answers.not-found");
  $("#answers-pages")?.remove();
  draw(AT_ONCE);
}

function draw(count) {
  list.replaceChildren(...found.slice(0, count).map(({ id, title, excerpt, more: told }) => el("a", { class: "cell cell--link", href: `/${lang}/answers/${id}/` }, el("span", { class: "cell__main" }, el("b", {}, title), el("small", {}, excerpt), el("small", {}, told)))));
  more.hidden = found.length <= count;
}

startFrame();
if (form) begin();
