// How terms and changes of rosters are said.

import { pick, t, today } from "./words.js";

const KINDS = { added: "rosters.kind-added", ended: "rosters.kind-ended", changed: "rosters.kind-changed", removed: "rosters.kind-removed" };

/** "2025-09-01 – 2026-08-31"; an open end is said, and what has not begun is "from" its day. */
export function period({ since, until }) {
  if (since && !until && since > today()) return t("rosters.from", { day: since });
  return `${since || t("rosters.always")} – ${until || t("rosters.open")}`;
}

export function changeLine({ kind, person, name, before, after }) {
  const days = kind === "changed" || kind === "ended" ? `${period(before)} → ${period(after)}` : period(after || before);
  return `${t(KINDS[kind])} ${pick(name) || person} (${person}) ${days}`;
}
