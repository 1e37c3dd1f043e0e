// What every page shares: who is signed in, how many tasks wait, the bell, and the language link.

import { $, $$, el, stamp } from "./dom.js";
import { Problem, call, goSignIn, person, signInUrl } from "./api.js";
import { openSheet, sentence, troublePanel } from "./sheet.js";
import { moment, pick, t, today } from "./words.js";

/** Fills the frame; answers the signed-in person or null. `count` also for people who hold no position. */
export async function startFrame(count = true) {
  // The page may be older than the day.
  if (document.documentElement.dataset.grey?.includes(today())) document.body.classList.add("is-grey");
  for (const link of $$("[data-switch]")) link.search = location.search;
  $("#bell").addEventListener("click", showNotices);
  const who = await person().catch(() => null);
  const link = $("#who");
  link.classList.add("is-known");
  if (!who) {
    link.href = signInUrl();
    return null;
  }
  link.classList.add("is-in");
  $("span", link).textContent = pick(who.name);
  $("#bell").hidden = false;
  badge($("#bell-count"), who.counts?.notices ?? 0);
  // Applicants' own pages stay within six requests: there only people with a position are told their count.
  if (count || who.positions?.length) countTasks(who);
  return who;
}

/** As `startFrame`, for pages that need a person: null after the sign-in panel was shown in `root`. */
export async function startSignedIn(root) {
  const who = await startFrame(false);
  if (!who) root.replaceChildren(troublePanel(new Problem(401, {})));
  return who;
}

async function countTasks(who) {
  let count = who.counts?.todo;
  if (count === undefined) {
    const answer = await call("GET", "tasks?box=todo&limit=25").catch(() => null);
    count = answer ? `${answer.body.items.length}${answer.body.next ? "+" : ""}` : 0;
  }
  for (const place of $$("[data-todo]")) badge(place, count);
}

function badge(place, count) {
  place.hidden = !count || count === "0";
  place.textContent = count;
}

async function showNotices() {
  const list = el("div", { class: "cells", "aria-busy": "true" }, el("p", { class: "cell quiet" }, t("loading")));
  openSheet({ title: t("bell.title"), body: list });
  try {
    const { body } = await call("GET", "notices");
    if (body.unread) seen(body.items[0].id);
    list.replaceChildren(...(body.items.length ? body.items.map(noticeRow) : [el("p", { class: "cell quiet" }, t("bell.none"))]));
  } catch (problem) {
    if (problem.status === 401) goSignIn();
    list.replaceChildren(el("p", { class: "cell" }, sentence(problem)));
  }
  list.removeAttribute("aria-busy");
}

/** What is shown is read; a failure only leaves the badge for the next time. */
async function seen(until) {
  await call("POST", "notices/read", { body: { until } }).catch(() => null);
  badge($("#bell-count"), 0);
}

function noticeRow(row) {
  const node = stamp("notice-row", { title: pick(row.text), at: moment(row.at) });
  node.classList.toggle("is-new", Boolean(row.unread));
  if (row.link) node.href = pick(row.link);
  return node;
}
