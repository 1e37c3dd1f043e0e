// The certificates of one application, for its page.

import { el } from "./dom.js";
import { call } from "./api.js";
import { certificateRow } from "./certificate_row.js";
import { sentence } from "./sheet.js";

/** Fills `place` with the application's certificates. */
export async function papers(id, place) {
  try {
    const { body } = await call("GET", `applications/${encodeURIComponent(id)}/certificates`);
    place.replaceChildren(...body.items.map((one) => certificateRow(one)));
    place.closest(".panel").hidden = !body.items.length;
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    place.replaceChildren(el("p", { class: "quiet" }, sentence(problem)));
  }
}
