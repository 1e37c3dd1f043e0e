// Units and persons as files: fetched, and brought back after a look at what they would change.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { fileText, saveText } from "./text_file.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { lang, pick, t } from "./words.js";

export const changed = ({ title, before, after }) => `${pick(title)}: ${before || "–"} → ${after || "–"}`;

export function exchange(root, { kind, unit, done }) {
  $("#export").onclick = ({ currentTarget }) => busy(currentTarget, async () => {
    try {
      const { body } = await call("GET", `directory-file?${new URLSearchParams({ what: kind(), lang, unit: kind() === "unit" ? "" : unit() })}`);
      saveText(body.name, body.csv);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(root, sentence(problem), "error");
    }
  });
  const input = $("#file");
  input.onchange = async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      await look(root, { what: kind(), csv: await fileText(file) }, done);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(root, sentence(problem), "error");
    }
  };
}

async function look(root, asked, done, stale = false) {
  try {
    const { body, etag } = await call("POST", "directory-previews", { body: asked });
    show(root, asked, body, etag, done, stale);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

function show(root, asked, { changes, faults, more, ...counts }, etag, done, stale) {
  const body = stamp("import-body", { counts: faults.length ? t("rosters.faults", { count: faults.length }) : t("directory.counts", counts) });
  put(body, "faults", faults.length ? [el("ul", { class: "cells" }, faults.map(fault))] : null);
  put(body, "changes", changes.length ? [el("ul", { class: "cells" }, changes.map(change)), more > 0 && el("p", { class: "quiet" }, t("directory.rest", { count: more }))].filter(Boolean) : null);
  const may = changes.length > 0 && !faults.length;
  $("[data-slot=noted]", body).hidden = !may;
  const confirm = (close, button) => busy(button, async () => {
    try {
      const { body: told } = await call("POST", "directory-imports", { body: { ...asked, note: $("#import-note", body).value }, match: etag });
      close();
      await done();
      note(root, t("directory.imported", told), "good");
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (problem.status !== 412) return void note(body, sentence(problem), "error");
      close();
      await look(root, asked, done, true);
    }
  });
  openSheet({ title: t("rosters.preview"), body, actions: may ? [{ text: t("cancel") }, { text: t("rosters.confirm"), kind: "primary", act: confirm }] : [{ text: t("close") }] });
  if (stale) note(body, t("directory.stale-preview"), "error");
}

function fault({ line, message, shown }) {
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${line ? t("rosters.line", { line }) : t("rosters.whole-file")}${pick(message)}`), el("small", {}, shown)));
}

function change({ id, name, new: added, changes }) {
  const lines = changes.map((one) => el("small", {}, changed(one)));
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${pick(name)} · ${id}`), lines), added && el("span", { class: "state state--good" }, t("bring.new")));
}
