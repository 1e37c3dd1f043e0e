// Own search over the catalogue: names, aliases, departments, full pinyin and initials, all computed at publishing.

const NAME = 0;
const INITIALS = 4;

const plain = (text) => text.normalize("NFKC").toLowerCase();
const dense = (text) => plain(text).replace(/[\s'’·\-]/g, "");

/** `rows`: [code, name zh, name en, aliases and keywords, pinyin, initials, departments]. */
export function createSearch(rows) {
  const entries = rows.map(([code, zh, en, aliases, pinyin, initials, departments]) => ({
    code,
    parts: [dense(zh), plain(en), plain(aliases), dense(pinyin), plain(initials), plain(departments)],
    all: dense([zh, en, aliases, departments].join(" ")),
  }));
  return { find: (query) => find(entries, query) };
}

/** Codes of the services that match every word of `query`, best first. */
function find(entries, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const whole = dense(query);
  const scored = [];
  for (const entry of entries) {
    const together = score(entry, whole);
    const each = words.length > 1 ? words.map((word) => score(entry, dense(word))) : [0];
    const points = Math.max(together, each.includes(0) ? 0 : Math.min(...each));
    if (points) scored.push([points, entry.code]);
  }
  return scored.sort((one, two) => two[0] - one[0]).map(([, code]) => code);
}

const WEIGHTS = [100, 90, 70, 60, 80, 40];

function score(entry, word) {
  let best = 0;
  entry.parts.forEach((part, index) => {
    const at = part.indexOf(word);
    if (at < 0 || (index === INITIALS && word.length < 2)) return;
    const start = at === 0 || /[\s,]/.test(part[at - 1]);
    if (index !== NAME && /^[a-z]$/.test(word) && !start) return;
    best = Math.max(best, WEIGHTS[index] + (at === 0 ? 9 : start ? 5 : 0));
  });
  return best || overlap(entry.all, word);
}

/** For Chinese typed a little differently: the share of its character pairs that occur, from a half upwards. */
function overlap(text, word) {
  if (word.length < 3 || !/[\u3400-\u9fff]/.test(word)) return 0;
  let hits = 0;
  for (let at = 0; at < word.length - 1; at++) if (text.includes(word.slice(at, at + 2))) hits++;
  const share = hits / (word.length - 1);
  return share >= 0.5 ? 30 * share : 0;
}
