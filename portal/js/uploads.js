// Files: ask the hall for a place, send the bytes straight to the store, confirm; progress and faults at the field.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { call } from "./api.js";
import { sentence } from "./sheet.js";
import { pick, size, t } from "./words.js";

/** A control whose value is the list of confirmed upload ids; `detail()` gives names and sizes for drafts. */
export function fileControl(field, id, context) {
  const node = stamp("field-file");
  const box = $("input", node);
  const rows = $(".files", node);
  const most = field.max_count || 1;
  let files = [];
  put(node, "rule", rule(field, most));
  // A camera picks one picture and nothing else; whoever has it already chooses it with the second button.
  for (const [at, picker] of pickers(node, field).entries()) {
    Object.assign(picker, { id: at ? `${id}-${at}` : id, name: field.name, multiple: most > 1, accept: accepted(field).join(",") });
    picker.nextElementSibling.htmlFor = picker.id;
    picker.addEventListener("change", (event) => {
      event.stopPropagation();
      for (const file of picker.files) add(file);
      picker.value = "";
    });
  }

  const done = () => files.filter((file) => file.id);
  const fail = (message) => {
    put(node, "error", message);
    node.classList.toggle("has-error", Boolean(message));
  };
  const changed = () => {
    room();
    context.changed();
  };
  const room = () => $$(".button", node).forEach((button) => (button.hidden = files.length >= most));

  function add(file) {
    fail("");
    const wrong = refusal(field, file, files.length, most);
    if (wrong) return fail(wrong);
    const entry = { name: file.name, size: file.size };
    files.push(entry);
    draw(entry);
    changed();
    send(file, entry);
  }

  function draw(entry) {
    entry.row = stamp("file-row", { name: entry.name, size: size(entry.size) });
    $("button", entry.row).append(el("span", { class: "unseen" }, ` ${entry.name}`));
    $("button", entry.row).addEventListener("click", () => {
      entry.request?.abort();
      files = files.filter((other) => other !== entry);
      entry.row.remove();
      changed();
      box.focus();
    });
    rows.append(entry.row);
    $("progress", entry.row).hidden = Boolean(entry.id);
    put(entry.row, "told", entry.place && t("file.checking"));
  }

  async function send(file, entry) {
    try {
      const asked = { service: context.service, field: field.name, name: file.name, type: kindOf(field, file), size: file.size };
      const { body: place } = await call("POST", field.uploads ?? "uploads", { body: asked });
      await post(place.post, file, entry);
      entry.place = place.id;
      await judged(entry);
    } catch (problem) {
      drop(entry, problem);
    }
  }

  function drop(entry, problem) {
    if (files.includes(entry)) {
      files = files.filter((other) => other !== entry);
      entry.row.remove();
      const told = pick(problem.errors?.[0]?.message) || (problem.status === undefined ? t("file.failed") : sentence(problem));
      fail(t("file.refused", { name: entry.name, reason: told }));
    }
    changed();
  }

  /** Waits, in quarantine, for the scanner's word; one that does not come keeps the file from being used. */
  async function judged(entry) {
    $("progress", entry.row).removeAttribute("value");
    for (let wait = 400; files.includes(entry) && !entry.id; wait = Math.min(wait * 1.5, 15000)) {
      const sure = await call("POST", `${field.uploads ?? "uploads"}/${entry.place}/confirmation`).then(
        ({ body }) => body,
        (problem) => {
          if ([404, 422].includes(problem.status)) throw problem;
          return { late: true };
        },
      );
      if (!files.includes(entry)) return;
      if (sure.state === "clean") settle(entry, sure);
      else {
        put(entry.row, "told", t(sure.late ? "file.scan-down" : "file.checking"));
        if (sure.late && !entry.late) say(t("file.scan-down"));
        entry.late = sure.late;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  function settle(entry, sure) {
    Object.assign(entry, { id: sure.id, name: sure.name });
    put(entry.row, "told", "");
    put(entry.row, "name", sure.name);
    $("progress", entry.row).hidden = true;
    fail("");
    say(t("file.done", { name: entry.name }));
    changed();
  }

  const kept = ({ id: key, place, name, size: bytes }) => (key ? { id: key, name, size: bytes } : { place, name, size: bytes });
  return {
    node,
    add,
    get: () => (files.length ? done().map((file) => file.id) : null),
    set: (value) => {
      rows.replaceChildren();
      files = (value || []).filter((file) => file?.id || file?.place).map(kept);
      files.forEach(draw);
      for (const entry of files) if (!entry.id) judged(entry).catch((problem) => drop(entry, problem));
      room();
    },
    detail: () => files.filter((file) => file.id || file.place).map(kept),
    pending: () => files.some((file) => !file.id),
  };
}

function pickers(node, field) {
  const box = $("input", node);
  if (!field.capture) return [box];
  const button = box.nextElementSibling;
  const camera = [box, button].map((one) => one.cloneNode(true));
  camera[0].setAttribute("capture", field.capture);
  camera[1].lastChild.textContent = t("file.camera");
  box.before(...camera, " ");
  return [camera[0], box];
}

/** The MIME type; browsers that know no Office say nothing, so then by the file name's ending. */
function kindOf(field, file) {
  const ending = file.name.split(".").pop().toLowerCase();
  const guess = (field.accept_types || []).find((type) => type.includes({ docx: "wordprocessing", xlsx: "spreadsheet", jpg: "jpeg" }[ending] || ending));
  return file.type || guess || "application/octet-stream";
}

const accepted = (field) => (field.accept || []).map((kind) => (/[./]/.test(kind) ? kind : `.${kind}`));

function rule(field, most) {
  const kinds = (field.accept || []).filter((kind) => kind !== ".jpeg").map((kind) => kind.replace(".", "").toUpperCase());
  return [kinds.length && t("file.kinds", { kinds: kinds.join(" / ") }), field.max_size_mb && t("file.size", { size: field.max_size_mb }), most > 1 && t("file.count", { count: most })]
    .filter(Boolean)
    .join(t("clause"));
}

function refusal(field, file, count, most) {
  const kinds = accepted(field).map((kind) => kind.toLowerCase());
  const fits = kinds.some((kind) => (kind.startsWith(".") ? file.name.toLowerCase().endsWith(kind) : file.type === kind));
  const places = { name: file.name, kinds: kinds.map((kind) => kind.replace(/^\.|.*\//, "").toUpperCase()).join(" / "), size: field.max_size_mb, count: most };
  if (count >= most) return t("file.too-many", places);
  if (kinds.length && !fits) return t("file.wrong-kind", places);
  if (field.max_size_mb && file.size > field.max_size_mb * 1048576) return t("file.too-big", places);
  return file.size ? "" : t("file.empty", places);
}

/** The presigned POST; XMLHttpRequest because fetch tells nothing of an upload's progress. */
function post({ url, fields }, file, entry) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = (entry.request = new XMLHttpRequest());
    const bar = $("progress", entry.row);
    request.upload.addEventListener("progress", (event) => (bar.value = event.loaded / event.total));
    request.addEventListener("load", () => (request.status < 300 ? resolve() : reject(new Error("refused"))));
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => reject(new Error(end)));
    request.timeout = 300000;
    request.open("POST", url);
    request.send(form);
  });
}
