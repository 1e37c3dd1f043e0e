// The larger controls, loaded by forms that have them: a table of rows, a place on a campus, a signature.

import { $, $$, el, put, say, stamp } from "./dom.js";
import { workOut } from "./expressions.js";
import { createControl, displayOf } from "./fields.js";
import { call } from "./api.js";
import { wrong } from "./form.js";
import { fileControl } from "./uploads.js";
import { pick, t } from "./words.js";

export const makers = { rows, place, signature, shown };

const given = (value) => value !== null && value !== "" && value !== undefined;

/** Rows of small controls; totals follow while typing, and what does not balance is said before it is sent. */
function rows(field, id, context) {
  const node = stamp("field-rows");
  const list = $(".rowset", node);
  const { min_rows: least = 1, max_rows: most } = field.limits || {};
  let all = [];
  let made = 0;
  const add = $(".button", node);
  add.id = id;
  add.addEventListener("click", () => {
    const row = draw();
    changed();
    $("input, select", row.node)?.focus();
  });

  function draw(values = {}) {
    const prefix = `${id}-${made++}-`;
    const controls = field.columns.map((column) => createControl(column, { ...context, prefix, changed: () => {} }));
    const row = { controls, node: stamp("rows-row", { cells: controls.map((control) => control.node) }) };
    for (const control of controls) {
      control.node.removeAttribute("data-field");
      if (given(values[control.field.name])) control.set(values[control.field.name]);
    }
    $("button", row.node).addEventListener("click", () => {
      all = all.filter((other) => other !== row);
      row.node.remove();
      changed();
      add.focus();
      say(t("rows.removed"));
    });
    all.push(row);
    list.append(row.node);
    return row;
  }

  function number() {
    all.forEach((row, at) => {
      put(row.node, "n", t("rows.n", { n: at + 1 }));
      $("button .unseen", row.node).textContent = ` ${t("rows.n", { n: at + 1 })}`;
    });
    add.hidden = all.length >= most;
    put(node, "totals", (field.totals || []).map((name) => totalOf(name)).map((text) => el("span", {}, text)));
  }

  const column = (name) => field.columns.find((one) => one.name === name);
  const sum = (name) => workOut({ total: `${field.name}.${name}` }, { [field.name]: get() || [] });
  const totalOf = (name) => t("rows.total", { label: pick(column(name).label), total: displayOf(column(name), sum(name)) });
  const changed = () => (number(), context.changed());
  const get = () => {
    const found = all.map((row) => Object.fromEntries(row.controls.map((one) => [one.field.name, one.get()]).filter(([, value]) => given(value))));
    const filled = found.filter((row) => Object.keys(row).length);
    return filled.length ? filled : null;
  };
  const set = (value) => {
    all = [];
    list.replaceChildren();
    for (const row of value || []) draw(row);
    while (all.length < least) draw();
    number();
  };
  node.addEventListener("input", number);
  set(null);
  return { node, focusId: id, get, set, wrong: (value) => fault(value) };

  function fault(value) {
    for (const row of all) {
      const values = row.controls.map((one) => one.get());
      if (!values.some(given)) continue;
      for (const [at, control] of row.controls.entries()) {
        const label = `${t("rows.n", { n: all.indexOf(row) + 1 })} ${pick(control.field.label)}`;
        if (given(values[at])) {
          const found = wrong(control.field, values[at], label);
          if (found) return found;
        } else if (control.field.required) return t("error.required", { label });
      }
    }
    for (const { column: name, equals } of field.balance || []) {
      const wanted = workOut(equals, { ...context.values(), [field.name]: value });
      if (typeof wanted === "number" && sum(name) !== wanted) return t("rows.unbalanced", { label: pick(field.label), column: pick(column(name).label), total: displayOf(column(name), sum(name)), wanted: displayOf(column(name), wanted) });
    }
    return "";
  }
}

/** A campus from the list, and where on it in words. */
function place(field, id) {
  const node = stamp("field-place");
  const [campus, words] = $$("select, input", node);
  const [first, second] = $$("label", node);
  campus.id = first.htmlFor = id;
  words.id = second.htmlFor = `${id}-place`;
  words.maxLength = field.limits?.max_length ?? 100;
  campus.append(new Option(t("field.choose"), ""), ...(field.options || []).map((one) => el("option", { value: one.value }, pick(one.label))));
  const get = () => (campus.value || words.value.trim() ? { campus: campus.value, place: words.value.trim() } : null);
  const set = (value) => ((campus.value = value?.campus?.id ?? value?.campus ?? ""), (words.value = value?.place ?? ""));
  const check = (value) => (value.campus && value.place ? "" : t("error.place", { label: pick(field.label) }));
  return { node, get, set, fact: () => campus.value || null, wrong: check };
}

/** Drawn with finger, pen or mouse and sent as a small picture; or typed, for whoever cannot draw. */
function signature(field, id, context) {
  const node = stamp("field-signature");
  const canvas = $("canvas", node);
  const typed = $("input.input", node);
  const pen = canvas.getContext("2d");
  const file = fileControl({ ...field, accept: [".png"], accept_types: ["image/png"], max_size_mb: 1, max_count: 1 }, `${id}-drawn`, { ...context, changed: () => context.changed() });
  let last = null;
  let inked = false;
  typed.id = $("label", node).htmlFor = id;
  $(".drawn", node).append($(".files", file.node));
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", strokeStyle: "#111" });
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
    inked = true;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));
  const [use, clear] = $$("button", $(".pad__tools", node));
  use.addEventListener("click", () => inked && canvas.toBlob((blob) => (wipe(), file.set([]), file.add(new File([blob], "signature.png", { type: "image/png" })))));
  clear.addEventListener("click", wipe);

  const at = (event) => [(event.offsetX * canvas.width) / canvas.clientWidth, (event.offsetY * canvas.height) / canvas.clientHeight];
  function wipe() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    inked = false;
  }
  const get = () => {
    const drawn = file.get()?.[0];
    return drawn ? { drawn } : typed.value.trim() ? { typed: typed.value.trim() } : null;
  };
  const set = (value) => {
    typed.value = value?.typed ?? "";
    const drawn = value?.drawn;
    file.set(drawn ? [typeof drawn === "object" ? drawn : { id: drawn, name: "signature.png", size: 0 }] : []);
  };
  const detail = () => (file.detail().length ? { drawn: file.detail()[0] } : get());
  const check = () => (inked ? t("sign.use-it") : "");
  return { node, get, set, detail, pending: file.pending, wrong: check };
}

/** One value the hall shows, named by its place: the button beside the value leads here with it in the address. */
function shown(field, id, { changed }) {
  const node = stamp("field-shown");
  let known = null;
  let wanted = null; // a link's value goes before a draft's, whichever answers first
  const draw = async (place) => {
    wanted = place;
    const { body } = await call("GET", `values?place=${encodeURIComponent(place)}`).catch((problem) => {
      if (!(problem.status >= 0)) throw problem;
      return { body: null };
    });
    if (wanted !== place) return;
    known = body && { place, ...Object.fromEntries(["zh", "en"].map((lang) => [lang, `${body.source[lang]} · ${body.label[lang]} ${body.display[lang]}`])) };
    put(node, "value", body ? [el("b", {}, `${pick(body.label)}${t("colon")}${pick(body.display)}`), el("small", {}, t(body.owner_name ? "field.source-owner" : "field.source", { source: pick(body.source), owner: pick(body.owner_name) }))] : t("shown.gone"));
    changed();
  };
  $("[data-slot=value]", node).id = id;
  put(node, "value", t("shown.choose"));
  return { node, get: () => known?.place ?? null, detail: () => known, set: (value) => value && draw(value.place ?? value) };
}
