// Which letters of a name were meant by what somebody typed, also when they typed pinyin or initials.

import { el } from "./dom.js";
import { dense, plain, wordsOf } from "./search.js";

/** A name's spoken units: each Chinese character, and each run of anything else that has a letter or digit. */
const UNIT = /[\u3400-\u9fff]|[^\u3400-\u9fff]*(?![\u3400-\u9fff])[\p{L}\p{N}][^\u3400-\u9fff]*/gu;

/** `text` as nodes, the letters in `ranges` ([from, to]) marked. */
export function marked(text, ranges) {
  const nodes = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(el("mark", {}, text.slice(from, to)));
    at = to;
  }
  return [...nodes, text.slice(at)].filter((node) => node !== "");
}

/** Where `query` is in the entry: ranges in its name of that language, and the other word that was meant, if any. */
export function meant(entry, query, lang) {
  const [, zh, en, words, sounds, initials] = entry.row;
  const spoken = [sounds.split(","), initials.split(",")];
  const name = lang === "en" ? ranges(en, query) : ranges(zh, query, spoken[0][0], spoken[1][0]);
  if (name.length || !words) return { name, also: null };
  let heard = 0;
  for (const word of words.split(", ")) {
    const chinese = /[^\x00-\x7f]/.test(word);
    if (chinese) heard++;
    const found = chinese ? ranges(word, query, spoken[0][heard], spoken[1][heard]) : ranges(word, query);
    if (found.length && (lang === "zh" || !chinese)) return { name, also: [word, found] };
  }
  return { name, also: null };
}

/** Ranges of `text` that match, in order and apart; `sound`: its syllables with blanks, `initials`: their letters. */
export function ranges(text, query, sound = "", initials = "") {
  const low = plain(text);
  const asked = [...new Set([plain(query).trim(), ...wordsOf(query)])].filter(Boolean);
  const found = low.length === text.length ? asked.flatMap((word) => every(low, word)) : [];
  if (!found.length && sound) {
    const units = [...text.matchAll(UNIT)];
    const syllables = sound.split(" ");
    // Only a name read unit by unit can be marked by its sound.
    if (units.length === syllables.length) found.push(...spokenIn(units, syllables, dense(query), initials));
  }
  return joined(found);
}

function every(text, word) {
  const found = [];
  // A few Latin letters only ever meant a beginning, as in the search itself.
  const few = /^[a-z]{1,3}$/.test(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!few || !/[a-z]/.test(text[at - 1] || "")) found.push([at, at + word.length]);
  }
  return found;
}

function spokenIn(units, syllables, typed, initials) {
  const short = syllables.map((syllable, at) => (/[\u3400-\u9fff]/.test(units[at][0]) ? syllable[0] : syllable));
  for (const parts of short.join("") === initials ? [syllables, short] : [syllables]) {
    const from = parts.join("").indexOf(typed);
    if (from < 0 || (parts === short && typed.length < 2)) continue;
    const touched = units.filter((_, at) => {
      const before = parts.slice(0, at).join("").length;
      return before < from + typed.length && before + parts[at].length > from;
    });
    return touched.map((unit) => [unit.index, unit.index + unit[0].length]);
  }
  return [];
}

function joined(found) {
  const result = [];
  for (const [from, to] of found.sort((one, two) => one[0] - two[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
