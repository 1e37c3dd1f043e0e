// Tables as text files: saved as spreadsheets want them, and read as spreadsheets save them.

import { call } from "./api.js";
import { el } from "./dom.js";

export function saveText(name, text) {
  // The mark at the beginning tells Excel that it is UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Excel in China saves CSV as GB 18030; its own files are read by the hall. */
export async function fileText(file) {
  const bytes = await file.arrayBuffer();
  if (/\.xlsx$/i.test(file.name)) return (await call("POST", "roster-tables", { body: { file: await base64(file) } })).body.csv;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** A file as requests carry it. */
export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
