// Who holds a step: the position with the people in it today, or a person.

import { pick, t } from "./words.js";

export function whoIs(holder) {
  const name = pick(holder.name);
  const people = (holder.people || []).map((one) => pick(one.name)).filter((one) => one !== name);
  if (!people.length) return name;
  return `${name} · ${people.join(t("field.comma"))}${holder.pool ? t("way.pool") : ""}`;
}
