// Rosters as files: fetched, and brought back after a look at what they would change.

import { $, el, put, stamp } from "./dom.js";
import { call } from "./api.js";
import { changeLine } from "./roster_words.js";
import { openPreview } from "./preview.js";
import { busy, note, sentence } from "./sheet.js";
import { fileText, saveText } from "./text_file.js";
import { lang, pick, t } from "./words.js";

const SHOWN = 100;

export function exchange(root, { keeps, role, done }) {
  const fetch = (button, wanted) => (button.onclick = () => busy(button, () => save(root, wanted())));
  fetch($("#export-role"), role);
  fetch($("#export-mine"), () => "");
  $("#export-mine").hidden = !keeps;
  $("#import").hidden = !keeps;
  const input = $("#file");
  input.onchange = async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      await look(root, await fileText(file), done);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      note(root, sentence(problem), "error");
    }
  };
}

async function save(root, role) {
  try {
    const { body } = await call("GET", `roster-file?lang=${lang}&role=${encodeURIComponent(role)}`);
    saveText(body.name, body.csv);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

async function look(root, csv, done, stale = false) {
  try {
    const { body, etag } = await call("POST", "roster-previews", { body: { csv } });
    show(root, csv, body, etag, done, stale);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(root, sentence(problem), "error");
  }
}

function show(root, csv, { positions, faults, ...counts }, etag, done, stale) {
  const body = stamp("import-body", { counts: t(positions.length ? "rosters.counts" : "rosters.no-change", { ...counts, positions: positions.length }) });
  put(body, "faults", faults.length ? [el("h3", { class: "sheet__sub" }, t("rosters.faults", { count: faults.length })), el("ul", { class: "cells" }, faults.slice(0, SHOWN).map(fault))] : null);
  put(body, "changes", positions.length ? [el("h3", { class: "sheet__sub" }, t("rosters.changes")), el("ul", { class: "cells" }, positions.slice(0, SHOWN).map(position)), positions.length > SHOWN && el("p", { class: "quiet" }, t("rosters.more", { count: positions.length - SHOWN }))].filter(Boolean) : null);
  const may = positions.length && !faults.length;
  const said = (told) => t("rosters.imported", told);
  openPreview(root, body, { may, path: "roster-imports", wish: { csv }, etag, done, said, again: () => look(root, csv, done, true), stale: stale && t("rosters.stale-preview") });
}

function fault({ line, message, shown }) {
  const at = line ? t("rosters.line", { line }) : t("rosters.whole-file");
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, `${at}${pick(message)}`), el("small", {}, pick(shown))));
}

function position({ title, changes, vacated }) {
  const lines = changes.map((one) => el("small", {}, changeLine(one)));
  return el("li", { class: "cell" }, el("span", { class: "cell__main" }, el("b", {}, pick(title)), lines), vacated && el("span", { class: "state state--bad" }, t("rosters.vacant")));
}
