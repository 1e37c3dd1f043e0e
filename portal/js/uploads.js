// Files: ask the hall for a place, send the bytes straight to the store, confirm; progress and faults at the field.

import { $, el, put, say, stamp } from "./dom.js";
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
  Object.assign(box, { id, name: field.name, multiple: most > 1, accept: accepted(field).join(",") });
  $(".button", node).htmlFor = id;
  put(node, "rule", rule(field, most));
  box.addEventListener("change", (event) => {
    event.stopPropagation();
    for (const file of box.files) add(file);
    box.value = "";
  });

  const done = () => files.filter((file) => file.id);
  const fail = (message) => {
    put(node, "error", message);
    node.classList.toggle("has-error", Boolean(message));
  };
  const changed = () => {
    $(".button", node).hidden = files.length >= most;
    context.changed();
  };

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
  }

  async function send(file, entry) {
    try {
      const asked = { service: context.service, field: field.name, name: file.name, type: kindOf(field, file), size: file.size };
      const { body: place } = await call("POST", "uploads", { body: asked });
      await post(place.post, file, entry);
      const { body: sure } = await call("POST", `uploads/${place.id}/confirmation`);
      if (!files.includes(entry)) return;
      entry.id = sure.id;
      $("progress", entry.row).hidden = true;
      say(t("file.done", { name: entry.name }));
    } catch (problem) {
      if (!files.includes(entry)) return;
      files = files.filter((other) => other !== entry);
      entry.row.remove();
      const told = pick(problem.errors?.[0]?.message) || (problem.status === undefined ? t("file.failed") : sentence(problem));
      fail(t("file.refused", { name: entry.name, reason: told }));
    }
    changed();
  }

  return {
    node,
    get: () => (files.length ? done().map((file) => file.id) : null),
    set: (value) => {
      rows.replaceChildren();
      files = (value || []).filter((file) => file && file.id).map(({ id: key, name, size: bytes }) => ({ id: key, name, size: bytes }));
      files.forEach(draw);
      $(".button", node).hidden = files.length >= most;
    },
    detail: () => done().map(({ id: key, name, size: bytes }) => ({ id: key, name, size: bytes })),
    pending: () => files.some((file) => !file.id),
  };
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
