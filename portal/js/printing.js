// A file on its way to a kiosk's printer: fetched once, printed out of a frame nobody sees, gone with its page.

import { el } from "./dom.js";
import { Problem } from "./api.js";

/** The address of the file within this browser. Raises a `Problem` where the link cannot be reached. */
export async function fetchedFile(url) {
  const answer = await fetch(url, { cache: "no-store", credentials: "omit" }).catch(() => null);
  if (!answer?.ok) throw new Problem(0, {});
  return URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type: "application/pdf" }));
}

/** Prints it; the frame hangs on `page`. */
export async function printFile(address, page) {
  const frame = el("iframe", { class: "kiosk__paper", src: address, "aria-hidden": "true", tabindex: "-1" });
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  page.append(frame);
  await loaded;
  frame.contentWindow.print();
}
