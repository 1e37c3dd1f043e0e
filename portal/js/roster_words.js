// How terms and changes of rosters are said.

import { pick, t } from "./words.js";

const KINDS = { added: "rosters.kind-added", ended: "rosters.kind-ended", changed: "rosters.kind-changed", removed: "rosters.kind-removed" };

/** "2025-09-01 – 2026-08-31"; an open end is said. */
export function period({ since, until }) {
  return `${since || t("rosters.always")} – ${until || t("rosters.open")}`;
}

export function changeLine({ kind, person, name, before, after }) {
  const days = kind === "changed" || kind === "ended" ? `${period(before)} → ${period(after)}` : period(after || before);
  return `${t(KINDS[kind])} ${pick(name) || person} (${person}) ${days}`;
}
