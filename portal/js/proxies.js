// Who acts for me and for whom I act, being away, and what was handed over in the units I head. Loaded for staff only.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { createForm } from "./form.js";
import { fillList } from "./pages.js";
import { busy, note, openSheet, sentence, troublePanel } from "./sheet.js";
import { errorsOf } from "./summary.js";
import { moment, pick, t } from "./words.js";

const OTHER = "@other";
const NOBODY = "@nobody";
const STATES = {
  active: ["good", t("proxy.active")],
  planned: ["now", t("proxy.planned")],
  over: ["quiet", t("proxy.over")],
  revoked: ["quiet", t("proxy.revoked")],
};
const KINDS = {
  proxy: { title: t("proxy.give"), help: t("proxy.give-help"), whom: t("proxy.whom"), done: t("proxy.given") },
  absence: { title: t("proxy.away"), help: t("proxy.away-help"), whom: t("proxy.away-whom"), done: t("proxy.away-noted") },
};
const WHY = { left: t("handover.left"), vacant: t("handover.vacant"), claim_lost: t("handover.claim") };

/** Fills the section; `root` is where what happened is said. */
export async function showProxies(section, root) {
  section.hidden = false;
  const page = { section, root, refresh: () => draw(page) };
  for (const kind of Object.keys(KINDS)) {
    const open = (event) => busy(event.currentTarget, () => ask(page, kind));
    $(`[data-kind="${kind}"]`, section).addEventListener("click", open);
  }
  await draw(page);
  await fillList($("#handovers"), "me/handovers", handed, t("handover.none"));
}

async function draw(page) {
  let found;
  try {
    found = (await call("GET", "me/proxies")).body;
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    put(page.section, "gave", troublePanel(problem, page.refresh));
    return;
  }
  put(page.section, "gave", found.gave.length ? found.gave.map((one) => row(page, one, true)) : el("p", { class: "cell cell--none" }, t("proxy.none")));
  put(page.section, "stands-in", found.stands_in.map((one) => row(page, one, false)));
  put(page.section, "stands-title", found.stands_in.length && t("proxy.stands-in"));
}

function row(page, one, mine) {
  const [tone, state] = STATES[one.state];
  const other = pick((mine ? one.proxy : one.principal)?.name);
  const whom = mine ? (other ? t("proxy.by", { who: other }) : t("proxy.nobody")) : t("proxy.for", { who: other });
  const node = stamp("proxy-row", {
    whom: one.kind === "absence" && mine ? t("proxy.absent", { whom }) : whom,
    days: t("proxy.days", { since: one.since, until: one.until }),
    services: one.services.length ? one.services.map(({ name }) => pick(name)).join(t("field.comma")) : t("proxy.every"),
    reason: one.reason,
    state: el("span", { class: `state state--${tone}` }, state),
  });
  const live = ["active", "planned"].includes(one.state);
  const end = (event) => busy(event.currentTarget, () => confirmEnd(page, one, other));
  put(node, "end", mine && live && el("button", { type: "button", class: "button button--small", onclick: end }, one.kind === "absence" ? t("proxy.back") : t("proxy.revoke")));
  return node;
}

function confirmEnd(page, one, other) {
  const text = one.kind === "absence" ? t("proxy.back") : t("proxy.revoke");
  const body = el("p", {}, other ? t("proxy.revoke-help", { who: other }) : t("proxy.back-help"));
  const act = (close, button) =>
    busy(button, async () => {
      close();
      try {
        await call("DELETE", `me/proxies/${encodeURIComponent(one.id)}`);
        note(page.root, t("proxy.ended"), "good");
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        note(page.root, sentence(problem), "error");
      }
      await page.refresh();
    });
  openSheet({ title: text, body, actions: [{ text: t("cancel") }, { text, kind: "danger", act }] });
}

async function ask(page, kind) {
  const words = KINDS[kind];
  // Lists that do not come are no hindrance: a staff number will do, and every service is a good scope.
  const [people, services] = await Promise.all(["me/colleagues", "services"].map((path) => call("GET", path).then(({ body }) => body.items, () => [])));
  const fields = [...whomFields(kind, words, people), ...scopeFields(kind, services), ...dayFields(), reasonField()];
  const body = stamp("act-body", { help: words.help });
  const form = createForm({ fields, service: "", prefix: "x-" });
  put(body, "fields", form.controls.map((control) => control.node));
  form.refresh();
  const summary = $(".summary", body);

  async function act(close) {
    const errors = form.check();
    form.fail(errors, summary);
    if (errors.length) return;
    const { to, number, services: chosen, since, until, reason } = form.values();
    const receiver = number ?? (to === NOBODY ? "" : (to ?? ""));
    try {
      await call("POST", "me/proxies", { body: { kind, to: receiver, services: (chosen ?? []).join(","), since, until, reason } });
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      const found = errorsOf(problem, "").map((error) => (error.name === "to" && number !== undefined ? { ...error, name: "number" } : error));
      if (found.length) form.fail(found, summary);
      else note(body, sentence(problem), "error");
      return;
    }
    close();
    note(page.root, words.done, "good");
    await page.refresh();
  }
  openSheet({ title: words.title, body, actions: [{ text: t("cancel") }, { text: t("proxy.confirm"), kind: "primary", act: (close, button) => busy(button, () => act(close)) }] });
  $("input, textarea", body)?.focus();
}

function whomFields(kind, { whom }, people) {
  const away = kind === "absence";
  const options = people.map(({ id, name, title, unit }) => ({ value: id, label: name, help: [title || unit, id].map(pick).filter(Boolean).join(" · ") }));
  if (away) options.unshift({ value: NOBODY, label: t("proxy.no-one"), help: t("proxy.no-one-help") });
  options.push({ value: OTHER, label: t("act.other") });
  const to = { name: "to", type: "choice", list: true, required: true, label: whom, missing: t("act.choose"), options };
  const number = { name: "number", type: "text", required: true, label: t("act.number"), limits: { max_length: 64 }, when: { to: { eq: OTHER } } };
  return [to, number];
}

function scopeFields(kind, services) {
  if (!services.length) return [];
  const whole = { value: "all", label: t("proxy.every") };
  const some = { value: "some", label: t("proxy.some") };
  const named = services.map(({ code, name }) => ({ value: code, label: name }));
  return [
    { name: "scope", type: "choice", list: true, required: true, label: t("proxy.scope"), value: "all", options: [whole, some], when: kind === "absence" ? { to: { ne: NOBODY } } : undefined },
    { name: "services", type: "choices", required: true, label: t("proxy.services"), options: named, when: { scope: { eq: "some" } } },
  ];
}

const dayFields = () => [
  { name: "since", type: "date", required: true, label: t("proxy.since") },
  { name: "until", type: "date", required: true, label: t("proxy.until"), help: t("proxy.until-help") },
];

const reasonField = () => ({ name: "reason", type: "text", required: true, label: t("proxy.reason"), limits: { max_length: 200 } });

function handed(item) {
  return stamp("handover-row", {
    what: `${pick(item.service)} · ${pick(item.step)}`,
    number: item.number,
    at: moment(item.at),
    moved: t("handover.moved", { from: pick(item.from), to: pick(item.to) }),
    why: WHY[item.why],
  });
}
