// Units and persons as files: fetched, and brought back after a look at what they would change.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { fileText, saveText } from "./text_file.js";
import { openPreview } from "./preview.js";
import { busy, note, sentence } from "./sheet.js";
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
  const said = (told) => t("directory.imported", told);
  openPreview(root, body, { may, path: "directory-imports", wish: asked, etag, done, said, again: () => look(root, asked, done, true), stale: stale && t("directory.stale-preview") });
}

function fault({ line, message, shown }) {
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${line ? t("rosters.line", { line }) : t("rosters.whole-file")}${pick(message)}`), el("small", {}, shown)));
}

function change({ id, name, new: added, changes }) {
  const lines = changes.map((one) => el("small", {}, changed(one)));
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${pick(name)} · ${id}`), lines), added && el("span", { class: "state state--good" }, t("bring.new")));
}
