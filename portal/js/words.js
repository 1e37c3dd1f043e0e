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

// Dates are written here and not by Intl: its first formatter costs a phone a third of a second before anything is drawn.
const CHINA = 8 * 3600000; // there is no summer time
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
const inChina = (at) => new Date(at + CHINA).toISOString();

/** A moment in China's time; without the year when it is this year's. */
export function moment(iso) {
  if (!iso) return "";
  const [year, month, day, time] = inChina(+new Date(iso)).split(/[-T]/);
  const far = year !== today().slice(0, 4);
  if (lang === "zh") return `${far ? `${year}年` : ""}${+month}月${+day}日 ${time.slice(0, 5)}`;
  return `${+day} ${MONTHS[month - 1]}${far ? ` ${year}` : ""}, ${time.slice(0, 5)}`;
}

/** The day in China, `ahead` days from now, as 2026-11-23. */
export function today(ahead = 0) {
  return inChina(Date.now() + ahead * 86400000).slice(0, 10);
}

/** A count or a measure with one decimal at most, its thousands apart, as both languages write it. */
export function number(n) {
  return String(Math.round(n * 10) / 10).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** The time of day in China, as 09:30. */
export const clock = (iso) => inChina(Date.parse(iso)).slice(11, 16);

/** A day that is given as 2026-11-23, with its weekday. */
export function dayName(iso) {
  const [, month, day] = iso.split("-");
  const weekday = new Date(`${iso}T00:00:00Z`).getUTCDay();
  return lang === "zh" ? `${+month}月${+day}日 周${"日一二三四五六"[weekday]}` : `${["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][weekday]} ${+day} ${MONTHS[month - 1]}`;
}

/** "ok", "soon" (within a day) or "late", for the colour of a due time. */
export function urgency(due, overdue) {
  const left = new Date(due) - Date.now();
  return overdue || left < 0 ? "late" : left < 86400000 ? "soon" : "ok";
}

export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
