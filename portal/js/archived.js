// The page that checks an archive package. The file is read here and stays here; only its SHA-256 is asked about.

import { $, el, stamp } from "./dom.js";
import { call } from "./api.js";
import { startFrame } from "./frame.js";
import { check } from "./package.js";
import { proven } from "./proven.js";
import { moment, t } from "./words.js";

const FAULTS = {
  changed: "archive-check.fault-changed",
  missing: "archive-check.fault-missing",
  extra: "archive-check.fault-extra",
  twice: "archive-check.fault-twice",
  event: "archive-check.fault-event",
  end: "archive-check.fault-end",
  manifest: "archive-check.fault-manifest",
  unreadable: "archive-check.fault-unreadable",
};
const input = $("#package");
const answer = $("#answer");

startFrame();
input.addEventListener("change", () => input.files[0] && look(input.files[0]));

async function look(file) {
  answer.hidden = false;
  answer.replaceChildren(el("p", { class: "loading" }, t("archive-check.reading")));
  answer.setAttribute("aria-busy", "true");
  try {
    answer.replaceChildren(crypto.subtle ? await verdict(file) : el("p", { class: "banner banner--warn" }, t("archive-check.insecure")));
  } finally {
    answer.removeAttribute("aria-busy");
  }
  $("h2", answer)?.focus();
}

async function verdict(file) {
  const { digest, told, faults } = await check(file);
  const shown = stamp("package-answer", {
    verdict: t(faults.length ? "archive-check.broken" : "archive-check.whole"),
    hall: told ? await recorded(told, digest) : null,
    faults: faults.map((fault) => el("li", {}, t(FAULTS[fault.kind], { name: fault.name, n: fault.n }))),
    number: told?.number ?? "—",
    members: told ? String(told.members.length) : "—",
    events: told ? String(told.chain.events) : "—",
    digest,
  });
  shown.classList.add(faults.length ? "panel--warn" : "panel--good");
  return shown;
}

/** Whether the hall wrote just this file; a package can be whole and yet be somebody else's making. */
async function recorded({ application, chain }, digest) {
  try {
    const { body } = await call("GET", `archives/${encodeURIComponent(application)}?digest=${digest}`);
    if (!body.recorded) return t("archive-check.unrecorded");
    const known = t("archive-check.recorded", { at: moment(body.archived_at) });
    if (!body.proof) return `${known} ${t("archive-check.unrooted")}`;
    return `${known} ${t((await proven(body.proof, `${application} ${chain.events} ${chain.head}`)) ? "archive-check.rooted" : "archive-check.misrooted", { day: body.proof.day })}`;
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    return t("archive-check.unasked");
  }
}
