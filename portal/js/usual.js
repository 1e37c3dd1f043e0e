// When it is usually quiet and busy at a counter, in words.

import { t } from "./words.js";

export function usualWords(usual) {
  if (!usual) return "";
  if (usual.calm) return t("usual.calm");
  const said = (word, times) => times.length && t(word, { times: times.join(t("field.comma")) });
  const line = [said("usual.quiet", usual.quiet), said("usual.busy", usual.busy)].filter(Boolean).join(t("usual.and"));
  return line.charAt(0).toUpperCase() + line.slice(1);
}
