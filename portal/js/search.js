// Own search over the catalogue: names, other words, departments, guide text, full pinyin and initials, all computed
// at publishing. Who mistypes a word of four letters or more is understood where nothing is called exactly that.

export const plain = (text) => text.normalize("NFKC").toLowerCase();
export const dense = (text) => plain(text).replace(/[\s'’·\-]/g, "");

/** `whole`: a few Latin letters must begin a word there, or "ip" would find every trip. `joined`: it has no blanks. */
const FIELDS = [
  { weight: 100, of: (row) => dense(row[1]), joined: true },
  { weight: 90, of: (row) => plain(row[2]), whole: true },
  { weight: 70, of: (row) => plain(row[3]), whole: true },
  { weight: 60, of: (row) => dense(row[4]), joined: true },
  { weight: 80, of: (row) => row[5], least: 2 },
  { weight: 40, of: (row) => plain(row[6].join(", ")), whole: true },
  { weight: 20, of: (row) => plain(row[7]), least: 2, whole: true },
];
const FEW = /^[a-z]{1,3}$/;
const HAN = /[\u3400-\u9fff]/;
const NEARLY = 0.15;

/** `rows` as `chalicelib/portal/search_index.py` writes them. `find(query)` answers entries, best first. */
export function createSearch(rows) {
  const entries = rows.map((row) => ({
    code: row[0],
    name: { zh: row[1], en: row[2] },
    unit: { zh: row[6][0], en: row[6][1] },
    where: row[8] && { zh: row[8][0], en: row[8][1] },
    closed: Boolean(row[9]),
    row,
    parts: FIELDS.map(({ of }) => of(row)),
    all: dense([row[1], row[3], row[6][0]].join(" ")),
  }));
  let known = null;
  const close = (word) => nearTo(word, (known ??= vocabulary(entries)));
  // What typing errors need takes longer than a keystroke may: it is made ready while nobody types.
  const prepare = () => close("");
  return { find: (query) => find(entries, query, close), prepare, named: new Map(entries.map((entry) => [entry.code, entry])) };
}

/** The words of a query; Chinese has no blanks, so they are what somebody set apart. */
export const wordsOf = (query) => plain(query).split(/\s+/).filter(Boolean);

const askedFor = (word, joined = false) => ({ word, joined, few: FEW.test(word), pairs: pairsOf(word), hits: 0, nearly: [] });

function find(entries, query, close) {
  if (!dense(query)) return [];
  const parts = [...new Set(wordsOf(query).map(dense))].filter(Boolean);
  const words = parts.length > 1 ? parts.map((word) => askedFor(word)) : [];
  // Several words written as one can only be in what has no blanks itself.
  const whole = askedFor(dense(query), words.length > 0);
  const exact = ranked(entries, whole, words);
  if (exact.length) return exact;
  // Nothing is called so: a word that occurs nowhere stands for what it may have been meant to be.
  for (const told of [whole, ...words]) if (!told.hits) told.nearly = close(told.word).map((word) => askedFor(word, told.joined));
  return ranked(entries, whole, words);
}

/** What `told` counts in the entry; guesses count less, and only where the word itself is nowhere. */
function points(entry, told) {
  if (!told.nearly.length) return score(entry, told);
  let best = 0;
  for (const guess of told.nearly) best = Math.max(best, NEARLY * score(entry, guess));
  return best;
}

/** Entries that match the query as one word, or every word of it. */
function ranked(entries, whole, words) {
  const scored = [];
  for (const entry of entries) {
    let best = points(entry, whole);
    if (words.length) {
      let least = Infinity;
      for (const word of words) if (least || !word.hits) least = Math.min(least, points(entry, word));
      best = Math.max(best, least);
    }
    if (best) scored.push([best, entry]);
  }
  return scored.sort((one, two) => two[0] - one[0]).map(([, entry]) => entry);
}

function score(entry, told) {
  const { word, joined, few, pairs } = told;
  let best = 0;
  for (let at = 0; at < FIELDS.length; at++) {
    const { weight, least = 1, whole = false } = FIELDS[at];
    if (weight + 9 <= best || word.length < least || (joined && !FIELDS[at].joined)) continue;
    const part = entry.parts[at];
    let from = part.indexOf(word);
    if (from < 0) continue;
    let start = begins(part, from);
    // A word's beginning counts more than its middle.
    while (!start && (from = part.indexOf(word, from + 1)) >= 0) start = begins(part, from);
    if (few && !start && (whole || word.length === 1)) continue;
    best = Math.max(best, weight + (part.startsWith(word) ? 9 : start ? 5 : 0));
  }
  if (!best && pairs) best = overlap(entry.all, pairs);
  if (best) told.hits++;
  return best;
}

const begins = (part, at) => at === 0 || part[at - 1] === "," || part[at - 1] <= " ";

/** The pairs of neighbouring characters of a word with Chinese in it; null for others, which `near` is for. */
function pairsOf(word) {
  if (word.length < 3 || !HAN.test(word)) return null;
  return Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2));
}

/** For Chinese typed a little differently: the share of its pairs that occur, from a half upwards. */
function overlap(text, pairs) {
  let hits = 0;
  for (const pair of pairs) if (text.includes(pair)) hits++;
  return hits * 2 >= pairs.length ? (19 * hits) / pairs.length : 0;
}

/** Every word of four letters or more, and every name in pinyin from each of its syllables on. */
function vocabulary(entries) {
  const words = new Set();
  const names = new Set();
  for (const { row } of entries) {
    for (const text of [row[2], row[3], row[6][1], row[7]]) for (const word of plain(text).match(/[a-z]{4,}/g) || []) words.add(word);
    for (const name of row[4].split(",")) names.add(name);
  }
  for (const name of names) {
    let rest = "";
    for (const syllable of name.split(" ").reverse()) words.add((rest = syllable + rest));
  }
  return [...words].filter((word) => word.length > 3);
}

/** What a mistyped word may have been meant to be, as far as it was typed. */
function nearTo(word, known) {
  if (!/^[a-z]{4,}$/.test(word)) return [];
  const found = new Set();
  for (const other of known) {
    const length = near(word, other);
    if (length) found.add(other.slice(0, length));
  }
  return [...found];
}

/** How many letters of `other` are `word` but for one: wrong, missing, too many, or swapped with the next; else 0. */
export function near(word, other) {
  let at = 0;
  while (at < word.length && word[at] === other[at]) at++;
  if (at >= word.length - 1) return Math.min(at, other.length);
  const wrong = other[at + 1] === word[at + 1];
  const more = other[at] === word[at + 1];
  const missing = other[at + 1] === word[at];
  const goesOn = (skipped, passed) => other.startsWith(word.slice(at + skipped), at + passed);
  if (wrong && goesOn(1, 1)) return word.length;
  if (more && missing && goesOn(2, 2)) return word.length;
  if (more && goesOn(1, 0)) return word.length - 1;
  return missing && goesOn(0, 1) ? word.length + 1 : 0;
}
