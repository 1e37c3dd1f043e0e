// Words, dates and sizes in the page's language. The strings come with the page, from the one catalogue.

import { $ } from "./dom.js";

export const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const words = JSON.parse($("#words")?.textContent || "{}");

export function t(key, places = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

/** The page's language of a bilingual text `{zh, en}`; plain strings stay as they are. */
export function pick(text) {
  if (text === null || text === undefined) return "";
  return typeof text === "object" ? text[lang] || text.zh || text.en || "" : String(text);
}

const CHINA = { timeZone: "Asia/Shanghai" };
const locale = lang === "zh" ? "zh-CN" : "en-GB";
const full = new Intl.DateTimeFormat(locale, { ...CHINA, dateStyle: "medium", timeStyle: "short" });
const near = new Intl.DateTimeFormat(locale, { ...CHINA, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("sv-SE", CHINA);

/** A moment in China's time; without the year when it is this year's. */
export function moment(iso) {
  if (!iso) return "";
  const at = new Date(iso);
  return (day.format(at).slice(0, 4) === day.format(new Date()).slice(0, 4) ? near : full).format(at);
}

/** The day in China, `ahead` days from now, as 2026-11-23. */
export function today(ahead = 0) {
  return day.format(new Date(Date.now() + ahead * 86400000));
}

/** "ok", "soon" (within a day) or "late", for the colour of a due time. */
export function urgency(due, overdue) {
  const left = new Date(due) - Date.now();
  return overdue || left < 0 ? "late" : left < 86400000 ? "soon" : "ok";
}

export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
