// What a handler is told when somebody was first, or the record moved on.

import { $ } from "./dom.js";
import { goSignIn } from "./api.js";
import { note, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

/** Says who was first and shows how it stands now; false when the refusal is of another kind. */
export function overtaken(page, problem, close) {
  if (problem.status === 401) return goSignIn();
  if (![404, 409, 412].includes(problem.status)) return false;
  close();
  const { decided_by: by, decided_at: at } = problem.body;
  note($("#case"), by ? t("conflict.decided", { who: pick(by.name || by), at: moment(at) }) : t("conflict.changed", { reason: sentence(problem) }), "error");
  page.refresh();
  return true;
}
