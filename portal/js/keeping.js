// For the keepers of a register: bring in a file, and see the history of a row.

import { $, el } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { moment, pick, size, t } from "./words.js";

const PAUSE = 1500;
const ENDED = ["done", "refused", "failed"];
const STATES = { waiting: "keep.state-waiting", queued: "keep.state-queued", running: "keep.state-running", done: "keep.state-done", refused: "keep.state-refused", failed: "keep.state-failed" };

export function keep(root, register, again) {
  const at = `registers/${encodeURIComponent(register.code)}`;
  const jobs = el("div", { class: "cells" });
  root.replaceChildren(
    el("section", { class: "panel" }, el("h2", { class: "panel__title" }, t("keep.disputes")), el("p", { class: "quiet" }, t("keep.disputes-help")), el("p", {}, el("a", { class: "button", href: $("#data").dataset.inbox }, t("keep.to-inbox")))),
    el("section", { class: "panel" }, el("h2", { class: "panel__title" }, t("keep.import")), el("p", { class: "quiet" }, t("keep.import-help", { columns: register.columns.map(({ label }) => pick(label)).join(t("field.comma")) })), chooser(), jobs),
  );
  listJobs();

  function chooser() {
    const file = el("input", { type: "file", id: "import-file", class: "unseen", accept: ".csv,.xlsx,.jsonl,.ndjson" });
    const mode = (value, text, checked) => el("label", { class: "pick" }, el("input", { type: "radio", name: "mode", value, checked }), el("span", {}, text));
    const form = el("form", { class: "fields register__import" }, el("div", { class: "picks" }, mode("all", t("keep.mode-all"), true), mode("best", t("keep.mode-best"))), el("label", { class: "button button--primary", for: "import-file" }, t("keep.choose")), file);
    file.addEventListener("change", () => file.files[0] && bring(file.files[0], form.elements.mode.value).finally(() => (file.value = "")));
    return form;
  }

  async function bring(file, mode) {
    try {
      const { body: place } = await call("POST", `${at}/imports`, { body: { name: file.name, size: file.size, mode } });
      const form = new FormData();
      for (const [name, value] of Object.entries(place.post.fields)) form.append(name, value);
      form.append("file", file);
      const sent = await fetch(place.post.url, { method: "POST", body: form });
      if (!sent.ok) throw new Error(String(sent.status));
      await call("POST", `${at}/imports/${place.id}/start`);
      await listJobs();
    } catch (problem) {
      const told = pick(problem.errors?.[0]?.message) || (problem.status === undefined ? t("keep.upload-failed") : sentence(problem));
      note(root, told, "error");
    }
  }

  async function listJobs() {
    const { body } = await call("GET", `${at}/imports`);
    jobs.replaceChildren(...body.items.slice(0, 5).map(job));
    if (body.items.some((one) => ["queued", "running"].includes(one.state))) setTimeout(listJobs, PAUSE);
    else if (body.items[0]?.state === "done" && jobs.dataset.going) again();
    jobs.dataset.going = body.items.some((one) => !ENDED.includes(one.state)) ? "1" : "";
  }

  function job(one) {
    const kind = { done: "good", refused: "bad", failed: "bad" }[one.state] ?? "now";
    const counts = t("keep.counts", { written: one.written, unchanged: one.unchanged, refused: one.refused });
    const main = el("span", { class: "cell__main" }, el("b", {}, `${one.name} · ${size(one.size)}`), el("small", {}, [moment(one.at), pick(one.by)].join(" · ")), el("small", {}, pick(one.problem) || (one.state === "running" && one.checked ? t("keep.checked", { count: one.checked }) : counts)));
    const state = el("span", { class: `state state--${kind}` }, t(STATES[one.state]));
    return one.refused ? el("button", { type: "button", class: "cell cell--link", onclick: (event) => busy(event.currentTarget, () => showRefused(one)) }, main, state) : el("div", { class: "cell" }, main, state);
  }

  async function showRefused(one) {
    const { body } = await call("GET", `${at}/imports/${one.id}/refused?limit=100`);
    const label = (name) => pick(register.columns.find((column) => column.name === name)?.label) || name;
    const rows = body.items.map(({ row, key, faults }) => el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, t("keep.row", { row, key })), faults.map((fault) => el("small", {}, `${label(fault.column)}${t("colon")}${pick(fault.message)}`)))));
    openSheet({ title: t("keep.refused", { count: one.refused }), body: el("div", { class: "cells" }, rows) });
  }
}

/** What happened to a row, newest first; every change with before and after. */
export async function history(register, row) {
  const { body } = await call("GET", `registers/${encodeURIComponent(register.code)}/rows/${encodeURIComponent(row.key)}/history`);
  const text = (value) => (value === null ? "—" : typeof value === "object" ? pick(value) || JSON.stringify(value) : String(value));
  const steps = body.items.map((step) => el("div", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${pick(step.by.name)} · ${moment(step.at)}`), step.changes.map((change) => el("small", {}, `${pick(change.label) || change.column}${t("colon")}${text(change.before)} → ${text(change.after)}`)))));
  openSheet({ title: t("data.history"), body: el("div", { class: "cells" }, steps) });
}
