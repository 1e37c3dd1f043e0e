// A sheet of codes for the places of a register: whoever scans one is led to the form with the place filled in.

import { $, put, stamp } from "./dom.js";
import { Problem, call } from "./api.js";
import { startSignedIn } from "./frame.js";
import { qrPicture } from "./qr.js";
import { busy, troublePanel } from "./sheet.js";
import { pick } from "./words.js";

const AT_ONCE = 100;
const root = $("#codes");
const code = new URLSearchParams(location.search).get("r");

startSignedIn(root).then((who) => who && start().catch(trouble));

function trouble(problem) {
  if (!(problem.status >= 0)) throw problem;
  $(".loading", root)?.remove();
  $("#codes-sheet").replaceChildren(troublePanel(problem, () => location.reload()));
}

async function start() {
  const { body: register } = await call("GET", `registers/${encodeURIComponent(code ?? "")}`);
  if (!register.keeper || !register.codes) throw new Problem(404, {});
  const { body: service } = await call("GET", `services/${encodeURIComponent(register.codes.service)}`);
  $("#codes-back").href = `${root.dataset.register}?r=${encodeURIComponent(code)}`;
  $("#codes-back").hidden = $("#codes-print").hidden = false;
  $("#codes-print").onclick = () => print();
  await draw(register, pick(service.name));
  $(".loading", root).remove();
}

async function draw(register, what, cursor = "") {
  const { body } = await call("GET", `registers/${encodeURIComponent(code)}/rows?view=all&limit=${AT_ONCE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
  const text = register.columns.find(({ kind }) => kind === "both")?.name ?? register.key;
  const cards = body.items.map((row) => {
    const card = stamp("code-card", { place: row.cells[text] ? pick(row.cells[text].display) : row.key, what, site: `${root.dataset.site} · ${row.key}` });
    put(card, "code", [qrPicture(`${location.origin}${root.dataset.apply}${register.codes.service}/?${register.codes.address}=${encodeURIComponent(row.key)}`)]);
    return card;
  });
  $("#codes-sheet").append(...cards);
  const more = $("#codes-more");
  more.hidden = !body.next;
  more.onclick = () => busy(more, () => draw(register, what, body.next).catch(trouble));
}
