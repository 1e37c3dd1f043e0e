// What a form is given when it opens, besides a draft: by the link that led to it, and what was typed before it was ready.

import { $ } from "./dom.js";

/** `early`: [name, value] pairs typed before; what the address names (`address:` of a field) goes before a draft. */
export function takeGiven(form, early) {
  for (const [name, value] of new URLSearchParams(location.search)) form.controls.find(({ field }) => field.address === name)?.set(value);
  for (const { field, set, node, silent } of form.controls) {
    const given = early.filter(([name]) => name === field.name).map(([, value]) => value);
    const [from, to] = ["from", "to"].map((end) => early.find(([name]) => name === `${field.name}.${end}`)?.[1] ?? null);
    if (silent || !(given.length || from || to)) continue;
    if (from || to) set({ from, to });
    else if (field.control === "choices") set(given);
    else if (["yes_no", "agreement"].includes(field.control)) set(given[0] === "true");
    else if (field.control === "input") $("input", node).value = given[0];
    else set(given[0]);
  }
  form.refresh();
}
