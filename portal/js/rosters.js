// Rosters: who holds which role where; who keeps them changes them. Files are in roster_file.js.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { changeLine, period } from "./roster_words.js";
import { moment, pick, t, today } from "./words.js";

const root = $("#rosters");
const PAUSE = 300;
let roles, role, opened;

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  root.replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body } = await call("GET", "rosters");
  roles = body.items;
  root.replaceChildren(stamp("roster-body"));
  const asked = new URLSearchParams(location.search).get("role");
  role = (roles.find(({ code }) => code === asked) || roles.find(({ keeps }) => keeps) || roles[0]).code;
  const group = (label, found) => found.length && el("optgroup", { label }, found.map(({ code, title }) => el("option", { value: code, selected: code === role }, pick(title))));
  $("#role").append(...[group(t("rosters.reviewers"), roles.filter((one) => one.reviewer)), group(t("rosters.others"), roles.filter((one) => !one.reviewer))].filter(Boolean));
  $("#role").onchange = () => {
    role = $("#role").value;
    history.replaceState(null, "", `?role=${encodeURIComponent(role)}`);
    list();
  };
  let timer;
  $("#words").oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(list, PAUSE);
  };
  $("form.filter", root).onsubmit = (event) => event.preventDefault();
  await Promise.all([list(), gaps()]);
  import("./roster_file.js").then(({ exchange }) => exchange(root, { keeps: roles.some(({ keeps }) => keeps), role: () => role, done: again })).catch(trouble);
}

const again = () => Promise.all([list(), gaps()]).catch(trouble);

function list() {
  const { owner, keeps } = roles.find(({ code }) => code === role);
  $("#keeper").textContent = t(keeps ? "rosters.mine" : "rosters.kept-by", { unit: pick(owner.name) });
  const words = $("#words").value.trim();
  return fillList($("#roster-list"), `rosters/${encodeURIComponent(role)}?limit=50&q=${encodeURIComponent(words)}`, row, t("rosters.none"));
}

function row(one) {
  const now = one.members.filter(({ state }) => state === "now");
  const coming = one.members.filter(({ state }) => state === "coming");
  const named = [...now, ...coming].map((member) => `${pick(member.name) || member.person}${member.state === "coming" || member.until ? ` (${period(member)})` : ""}`);
  const missed = one.vacant && one.services.length > 0; // where no service needs it, nobody is missing
  const state = missed ? el("span", { class: "state state--bad" }, t("rosters.vacant")) : el("span", { class: "state" }, t("rosters.holders", { count: now.length }));
  const within = one.unit.within && el("small", {}, pick(one.unit.within));
  const main = el("span", { class: "cell__main" }, el("b", {}, pick(one.unit.name)), within, el("small", {}, named.join(t("field.comma")) || t("rosters.nobody")));
  return el("button", { type: "button", class: "cell cell--link", "data-unit": one.unit.id, onclick: () => edit(one.role.code, one.unit.id) }, main, state);
}

async function gaps() {
  const { body } = await call("GET", "roster-vacancies");
  const rows = body.items.map(({ roles: wanted, unit, owner, mine, services }) => {
    const title = `${pick(unit.name)} · ${wanted.map((one) => pick(one.title)).join(t("rosters.or"))}`;
    const links = services.map(({ code, name }) => el("a", { href: `${root.dataset.guide}${code}/` }, pick(name)));
    const open = el("button", { type: "button", class: "button button--small", onclick: () => edit(wanted[0].code, unit.id) }, t(mine ? "rosters.fill" : "rosters.look"), el("span", { class: "unseen" }, ` ${title}`));
    const kept = el("small", {}, t("rosters.kept-by", { unit: pick(owner.name) }));
    return el("div", { class: "cell cell--acts" }, el("span", { class: "cell__main" }, el("b", {}, title), kept, el("small", { class: "finding__links" }, links)), open);
  });
  put(root, "gap-rows", rows.length ? rows : [el("p", { class: "cell cell--none" }, t("rosters.no-gaps", { count: body.needed }))]);
  const count = put(root, "gap-count", rows.length ? t("rosters.gap-count", { count: rows.length }) : t("rosters.full"));
  count.className = `state state--${rows.length ? "bad" : "good"}`;
}

async function edit(code, unit) {
  const path = `rosters/${encodeURIComponent(code)}/${encodeURIComponent(unit)}`;
  try {
    const { body, etag } = await call("GET", path);
    show(path, body, etag);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

function show(path, one, etag) {
  const form = stamp("roster-edit", { told: t(one.may_change ? "rosters.follow" : "rosters.kept-by", { unit: pick(one.owner.name) }) });
  const past = one.members.filter(({ state }) => state === "over");
  const terms = one.members.filter(({ state }) => state !== "over").map((member) => term(member, one.may_change));
  put(form, "terms", terms);
  put(form, "over-rows", past.map((member) => el("p", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, pick(member.name) || member.person), el("small", {}, `${member.person} · ${period(member)}`)))));
  $("[data-slot=over]", form).hidden = !past.length;
  for (const slot of ["adds", "noted"]) $(`[data-slot=${slot}]`, form).hidden = !one.may_change;
  const places = $("[data-slot=terms]", form);
  const add = (focus) => {
    const made = term({ person: "", since: today(), state: "new" }, true);
    places.hidden = false;
    places.append(made);
    if (focus) $("input", made).focus();
  };
  $("[data-add]", form).onclick = () => add(true);
  if (one.may_change && !terms.length) add(false);
  $("[data-slot=log]", form).ontoggle = ({ target }) => target.open && log(form, path).catch((problem) => note(form, sentence(problem), "error"));
  form.onsubmit = (event) => event.preventDefault();
  const save = (close, button) => busy(button, () => send(path, form, past, etag, close));
  opened = openSheet({ title: pick(one.title), body: form, actions: one.may_change ? [{ text: t("cancel") }, { text: t("rosters.save"), kind: "primary", act: save }] : [] });
}

function term(member, may) {
  const node = stamp("term", { who: pick(member.name) || member.person || t("rosters.new") });
  for (const name of ["person", "since", "until"]) {
    const input = $(`[name=${name}]`, node);
    input.value = member[name] || "";
    input.readOnly = !may || (name === "person" && member.state !== "new");
  }
  const [end, drop] = [$("[data-end]", node), $("[data-drop]", node)];
  end.hidden = !may || member.state !== "now";
  drop.hidden = !may || member.state === "now";
  end.onclick = () => {
    $("[name=until]", node).value = today(-1);
    say(t("rosters.ends", { day: today(-1) }));
  };
  drop.onclick = () => {
    const next = node.nextElementSibling || $("[data-add]");
    node.remove();
    (next.matches("button") ? next : $("input", next)).focus();
  };
  $("[name=person]", node).onchange = (event) => name(node, event.target.value.trim());
  return node;
}

/** Says whose number was typed: a mistyped digit would give somebody else the role. */
async function name(node, id) {
  if (!id) return;
  put(node, "error", null);
  try {
    const { body } = await call("GET", `roster-people/${encodeURIComponent(id)}`);
    put(node, "who", `${pick(body.name)} · ${pick(body.unit.name)}`);
    if (body.left) put(node, "error", t("rosters.left"));
    say(pick(body.name));
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    put(node, "who", t("rosters.new"));
    put(node, "error", problem.status === 404 ? t("rosters.unknown") : sentence(problem));
  }
}

async function send(path, form, past, etag, close) {
  const nodes = [...form.querySelectorAll(".term")].filter((node) => $("[name=person]", node).value.trim());
  const lines = nodes.map((node) => Object.fromEntries(["person", "since", "until"].map((part) => [part, $(`[name=${part}]`, node).value.trim()])));
  const kept = past.map(({ person, since, until }) => ({ person, since: since || "", until: until || "" }));
  for (const node of nodes) {
    put(node, "error", null);
    for (const input of $$("input", node)) input.removeAttribute("aria-invalid");
  }
  try {
    const { body } = await call("PUT", path, { body: { members: [...kept, ...lines], note: $("#note", form).value }, match: etag });
    close();
    await again();
    note(root, body.vacant && body.services.length ? t("rosters.saved-vacant", { title: pick(body.title) }) : t("rosters.saved", { title: pick(body.title) }), body.vacant && body.services.length ? "warn" : "good");
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    refused(form, problem, nodes, kept.length);
  }
}

function refused(form, problem, nodes, before) {
  let first;
  for (const { pointer, message } of problem.errors) {
    const [, , at, part] = pointer.split("/");
    const node = nodes[Number(at) - before];
    if (!node || !part) continue;
    put(node, "error", pick(message));
    const input = $(`[name=${part}]`, node);
    input.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  if (first) first.focus();
  else note(form, problem.status === 412 ? t("rosters.stale") : sentence(problem), "error");
}

async function log(form, path) {
  const { body } = await call("GET", `${path}/history`);
  const rows = body.items.map(({ at, by, note: why, by_file: file, changes }) =>
    el("div", { class: "cell" }, el("div", { class: "cell__main" }, el("b", {}, `${moment(at)} · ${pick(by.name)}`), el("small", {}, [file && t("rosters.by-file"), why].filter(Boolean).join(" · ")), changes.map((one) => el("small", {}, changeLine(one))))),
  );
  put(form, "log-rows", rows.length ? rows : [el("p", { class: "cell cell--none" }, t("rosters.no-history"))]);
}
