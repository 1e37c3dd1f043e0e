// What only the words of the guides say. Chinese goes by pairs of characters, other words by their beginnings; each lies
// in one of a few files by its first character, loaded when a query needs it and then kept (decision 63).

import { plain } from "./search.js";

const RUNS = /[\u3400-\u9fff]+|[a-z0-9]{3,}/g;
const HAN = /[\u3400-\u9fff]/;
const EVERYWHERE = "*";
const MOST_TERMS = 12;
const loaded = new Map();

/** The pairs and words of a query. */
export function termsOf(query) {
  const runs = plain(query).match(RUNS) || [];
  const terms = runs.flatMap((run) => (HAN.test(run) ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)) : [run]));
  return [...new Set(terms)].slice(0, MOST_TERMS);
}

/** Entries of `search` whose guides have every word of the query. `url` has {n} where one of `parts` numbers stands. */
export async function inGuides(search, query, url, parts) {
  const terms = termsOf(query);
  const lists = await Promise.all(terms.map(async (term) => having(await part(url.replace("{n}", term.codePointAt(0) % parts)), term)));
  const telling = lists.filter(Boolean);
  if (!telling.length) return [];
  const entries = [...search.named.values()];
  const both = telling.reduce((one, other) => new Set([...one].filter((place) => other.has(place))));
  return [...both].sort((one, other) => one - other).map((place) => entries[place]).filter(Boolean);
}

function part(url) {
  if (!loaded.has(url)) {
    const asked = fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
    asked.catch(() => loaded.delete(url));
    loaded.set(url, asked);
  }
  return loaded.get(url);
}

/** The places of a word, or null where it is everywhere and tells nothing apart. */
function having(words, term) {
  const found = new Set();
  const add = (told) => {
    let place = 0;
    for (const step of told.split(",")) found.add((place += parseInt(step, 36)));
  };
  if (HAN.test(term)) {
    if (words[term] === EVERYWHERE) return null;
    if (words[term]) add(words[term]);
    return found;
  }
  for (const [word, told] of Object.entries(words)) {
    if (!word.startsWith(term)) continue;
    if (told === EVERYWHERE) return null;
    add(told);
  }
  return found;
}
