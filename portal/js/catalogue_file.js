// The whole catalogue from a file: what it would change is shown first, and what was confirmed as shown is published.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { base64 } from "./text_file.js";
import { pick, t } from "./words.js";

const MOST_BYTES = 3.5 * 1024 * 1024;
const SHOWN = 100;
const ASK_EVERY = 1500;

export function bringFrom(root, done) {
  const input = $("#catalogue-file");
  input.onchange = async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) return void note(root, t("bring.too-large"), "error");
    await busy($("#catalogue-import"), async () => look(root, await base64(file), done));
  };
  $("#catalogue-import").onclick = () => input.click();
}

async function look(root, file, done, stale = false) {
  try {
    const { body, etag } = await call("POST", "catalogue/previews", { body: { file } });
    show(root, file, body, etag, done, stale);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

function show(root, file, { problems, changes, ...counts }, etag, done, stale) {
  const added = changes.filter(({ before }) => before === null).length;
  const body = stamp("bring-body", { counts: counts.count ? t("bring.wrong", counts) : t("bring.counts", { ...counts, added, changed: changes.length - added }) });
  put(body, "problems", problems.length ? [el("ul", { class: "cells" }, problems.map(({ message }) => el("li", { class: "cell" }, pick(message))))] : null);
  put(body, "changes", changes.slice(0, SHOWN).map(change));
  put(body, "rest", changes.length > SHOWN ? t("bring.more", { count: changes.length - SHOWN }) : null);
  const may = changes.length > 0 && !counts.count;
  $("[data-slot=noted]", body).hidden = !may;
  const confirm = (close, button) => busy(button, async () => {
    try {
      const { body: job } = await call("POST", "catalogue/imports", { body: { file, note: $("#bring-note", body).value }, match: etag });
      close();
      await follow(root, job, done);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (problem.status !== 412) return void note(body, sentence(problem), "error");
      close();
      await look(root, file, done, true);
    }
  });
  openSheet({ title: t("bring.preview"), body, actions: may ? [{ text: t("cancel") }, { text: t("bring.confirm"), kind: "primary", act: confirm }] : [{ text: t("close") }] });
  if (stale) note(body, t("bring.stale"), "error");
}

function change({ code, name, owner, before, differences, more }) {
  const [kind, tone] = before === null ? ["bring.new", "good"] : ["bring.changed", "now"];
  const head = el("summary", {}, el("span", { class: `state state--${tone}` }, t(kind)), ` ${pick(name)} `, el("small", { class: "quiet" }, [owner && pick(owner), code, before && t("bring.version", { before, after: before + 1 })].filter(Boolean).join(" · ")));
  const lines = differences.map(({ kind_title: how, part_title: part, what, before: old, after }) => el("li", { class: "difference" }, el("p", {}, el("span", { class: "state state--now" }, pick(how)), ` ${pick(part)} · ${pick(what)}`), old && el("del", {}, pick(old)), after && el("ins", {}, pick(after))));
  const told = before === null ? [el("p", { class: "quiet" }, t("bring.new-help"))] : [el("ul", { class: "differences" }, lines), more > 0 && el("p", { class: "quiet" }, t("bring.more", { count: more }))].filter(Boolean);
  return el("details", { class: "brought" }, head, ...told);
}

/** The publisher works through it; the page says how far it is until it is over. */
async function follow(root, job, done) {
  for (let now = job; ; ) {
    const [count, refused] = [now.published.length, now.refused.length];
    if (now.ended) {
      await done();
      note(root, [t("bring.done", { count }), ...now.refused.map(({ code, message }) => `${code}: ${pick(message)}`)].join(" "), refused ? "warn" : "good");
      return;
    }
    note(root, t("bring.going", { done: count + refused, total: now.total }));
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    try {
      now = (await call("GET", `catalogue/imports/${encodeURIComponent(job.id)}`)).body;
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      return void note(root, sentence(problem), "error");
    }
  }
}
