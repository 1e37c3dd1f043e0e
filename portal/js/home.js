// The front page: find while typing; for somebody signed in what waits, what was begun and what they keep.

import { $, $$, stamp } from "./dom.js";
import { call } from "./api.js";
import { showDated } from "./dated.js";
import { startFrame } from "./frame.js";
import { startSuggesting } from "./suggest.js";
import { stateTag } from "./tag.js";
import { moment, pick, t, today } from "./words.js";

const NEAR_DAYS = 14;
const SHOWN = 3;
const WAS_HERE = "hall.was-here";
const LATER = "hall.first-later";
const own = $("#own");

startSuggesting();
showWhatIsNow();
// Whoever comes in at the front gets the page for a lost network; it is not needed for anything else.
addEventListener("load", () => navigator.serviceWorker?.register("/sw.js").catch(() => null));
// Room for their own things is there at once for who was here before, as high as it was, so that nothing jumps while
// they arrive; for who was not, they come after all that stands there already.
const before = remembered();
if (before) {
  front(true);
  $("#first").hidden = !before.first;
  for (const [id, height] of Object.entries(before.heights ?? {})) $(`#${id} .cells`).style.minHeight = `${height}px`;
} else $(".hall").append(own);
startFrame().then(
  (who) => (who ? showOwn(who) : showGuest()),
  () => (own.hidden = $("#waits").hidden = true),
);

/** What is at the front: what waits for who is known, the way in for everybody else. */
function front(known) {
  own.hidden = $("#waits").hidden = !known;
  $("#guest").hidden = known;
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(WAS_HERE));
  } catch {
    return null;
  }
}

function showGuest() {
  localStorage.removeItem(WAS_HERE);
  front(false);
  $("#guest a").href = $("#who").href;
}

function showOwn(who) {
  front(true);
  const waits = who.counts?.todo || 0;
  $("#waiting-count").textContent = waits > 25 ? "25+" : waits || t("home.nothing-waits");
  $("#waiting-count").classList.toggle("state--warn", waits > 0);
  showFirst(who);
  Promise.all([showGoingOn(), who.favourites?.length && showFavourites()]).then(remember);
}

function remember() {
  const heights = {};
  for (const id of ["going-on", "favourites"]) {
    const place = $(`#${id} .cells`);
    place.style.minHeight = "";
    heights[id] = place.offsetHeight;
  }
  localStorage.setItem(WAS_HERE, JSON.stringify({ first: !$("#first").hidden, heights }));
}

/** On the first visits, until an address was proven or the reader has put it off (H-08). */
function showFirst({ verified }) {
  const first = $("#first");
  first.hidden = Boolean(!verified || verified.email || verified.mobile || localStorage.getItem(LATER));
  $("button", first).addEventListener("click", () => {
    localStorage.setItem(LATER, "1");
    first.hidden = true;
    remember();
    $("#waiting").focus();
  });
}

/** Drafts first, then the newest applications: both come in one answer. */
async function showGoingOn() {
  const place = $("#going-on .cells");
  const answer = await call("GET", `applications?drafts=yes&limit=${SHOWN}`).catch(() => null);
  const rows = answer ? [...(answer.body.drafts || []).slice(0, SHOWN).map(draftRow), ...answer.body.items.slice(0, SHOWN).map(sentRow)] : [];
  if (rows.length) place.replaceChildren(...rows);
  else place.firstElementChild.textContent = answer ? t("home.none-going-on") : t("home.not-loaded");
  $("#going-on").removeAttribute("aria-busy");
}

function draftRow({ service, saved_at: at }) {
  const row = stamp("row", { title: pick(service.name), more: t("home.draft", { at: moment(at) }) });
  row.href = `${own.dataset.apply}${encodeURIComponent(service.code)}/`;
  return row;
}

function sentRow(item) {
  const row = stamp("row", { title: pick(item.title) || pick(item.service.name), more: item.number, state: stateTag(item) });
  row.href = `${own.dataset.track}?id=${encodeURIComponent(item.id)}`;
  return row;
}

/** What is no longer offered does not come. */
async function showFavourites() {
  const answer = await call("GET", "me/favourites").catch(() => null);
  const rows = (answer?.body.items ?? []).map(({ code, name, unit }) => {
    const row = stamp("row", { title: pick(name), more: pick(unit) });
    row.href = `${own.dataset.service}${code}/`;
    return row;
  });
  if (rows.length) $("#favourites .cells").replaceChildren(...rows);
  else if (!answer) $("#favourites .cells").firstElementChild.textContent = t("home.not-loaded");
}

/** The page may be older than the day: what is over, or far off, is not shown. */
function showWhatIsNow() {
  const [now, soon] = [today(), today(NEAR_DAYS)];
  showDated();
  for (const one of $$("#season [data-opens]")) {
    const { opens, closes } = one.dataset;
    one.hidden = !((opens > now && opens <= soon) || (opens <= now && closes >= now && closes <= soon));
  }
  const season = $("#season");
  if (season) season.hidden = !$("#season [data-opens]:not([hidden])");
}
