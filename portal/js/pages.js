// Lists that grow by pages: rows, a "more" button, a word when there is nothing.

import { $, el } from "./dom.js";
import { call } from "./api.js";
import { busy, troublePanel } from "./sheet.js";
import { t } from "./words.js";

/** Fills `root` (a `.cells` list and a `.more` button inside) from `path`; `row(item)` makes one cell, `also(body)` sees each page. */
export async function fillList(root, path, row, none, also = () => {}) {
  const list = $(".cells", root);
  const nothing = list.localName === "tbody" ? el("tr", {}, el("td", { class: "cell cell--none" }, none)) : el("p", { class: "cell cell--none" }, none);
  const more = $(".more", root);
  let next = null;

  async function load() {
    const join = path.includes("?") ? "&" : "?";
    const { body } = await call("GET", next ? `${path}${join}cursor=${encodeURIComponent(next)}` : path);
    also(body);
    const rows = body.items.map(row);
    if (rows.length) nothing.remove();
    if (next) list.append(...rows);
    else list.replaceChildren(...(rows.length ? rows : [nothing]));
    next = body.next;
    more.hidden = !next;
    if (rows.length && document.activeElement === more) (rows[0].matches("a") ? rows[0] : $("a", rows[0]))?.focus();
  }

  more.onclick = () => busy(more, () => load().catch(trouble));
  const trouble = (problem) => {
    if (!(problem.status >= 0)) throw problem;
    list.replaceChildren(troublePanel(problem, () => location.reload()));
  };
  more.textContent = t("more");
  more.hidden = true;
  list.setAttribute("aria-busy", "true");
  await load().catch(trouble);
  list.removeAttribute("aria-busy");
}
