// A device in the hall: which hall, its key, and asking with it. The key comes once behind "#key=" and stays here.

import { $, el, stamp } from "./dom.js";
import { Problem, call } from "./api.js";
import { qrPicture } from "./qr.js";
import { troublePanel } from "./sheet.js";
import { lang, t } from "./words.js";

const KEPT = "hall-device-key";
const asked = new URLSearchParams(location.search);
export const hall = asked.get("hall") || "";

function given() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key) {
    localStorage.setItem(KEPT, key);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return key || localStorage.getItem(KEPT) || "";
}

let bearer = given();

/** What `watch` and `call` take to show the key; without one who is signed in asks. */
export const shown = () => (bearer ? { bearer } : {});
export const ask = (method, path, how = {}) => call(method, place(path), { ...how, ...shown() });
export const place = (path) => `halls/${encodeURIComponent(hall)}/${path}`;

for (const link of document.querySelectorAll("[data-switch]")) link.search = location.search;

/** The answer of `first()`, as soon as the device may have it: until then `root` says what is missing. */
export async function begin(root, first) {
  if (!hall) return refuse(root, t("device.no-hall"));
  try {
    return await first();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if ([401, 403, 404].includes(problem.status)) return askKey(root, first, bearer ? t("device.refused") : "");
    root.replaceChildren(troublePanel(problem, () => location.reload()));
    await new Promise((done) => setTimeout(done, 5000)); // a device has nobody who would press
    return begin(root, first);
  }
}

function refuse(root, words) {
  root.replaceChildren(el("p", { class: "banner banner--warn" }, words));
  return new Promise(() => null);
}

function askKey(root, first, said) {
  const form = stamp("device-key", { said });
  root.replaceChildren(form);
  return new Promise((done) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      bearer = $("input", form).value.trim();
      if (!bearer) return;
      localStorage.setItem(KEPT, bearer);
      done(begin(root, first));
    });
  });
}

/** The code that leads to the tickets of this hall, for who would rather wait elsewhere. */
export const fromAfar = () => [qrPicture(`${location.origin}/${lang}/ticket/?hall=${encodeURIComponent(hall)}`, t("board.remote")), el("span", {}, t("board.remote"))];

/** A line that says small that the connection is lost. */
export function lostLine(root) {
  const line = el("p", { class: "device__lost", role: "status", hidden: true }, t("device.lost"));
  root.after(line);
  return (lost) => (line.hidden = !lost);
}

/** The time of day in China, kept right. */
export function tick(node) {
  const show = () => (node.textContent = new Date(Date.now() + 8 * 3600000).toISOString().slice(11, 16));
  show();
  setInterval(show, 1000);
}
