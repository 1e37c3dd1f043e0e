// What a file would change, looked at before it is written.

import { $ } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { t } from "./words.js";

/** Opens `body` as a sheet. Where it `may` be confirmed, `wish` and the note go to `path`, against the state of `etag`; then
 * `done()`, and `said(answer)` stands on `root`. `again()` looks anew when somebody changed something meanwhile; `stale` says so. */
export function openPreview(root, body, { may, path, wish, etag, done, said, again, stale }) {
  $("[data-slot=noted]", body).hidden = !may;
  const confirm = (close, button) => busy(button, async () => {
    try {
      const { body: told } = await call("POST", path, { body: { ...wish, note: $("#import-note", body).value }, match: etag });
      close();
      await done();
      note(root, said(told), "good");
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (problem.status !== 412) return void note(body, sentence(problem), "error");
      close();
      await again();
    }
  });
  openSheet({ title: t("rosters.preview"), body, actions: may ? [{ text: t("cancel") }, { text: t("rosters.confirm"), kind: "primary", act: confirm }] : [{ text: t("close") }] });
  if (stale) note(body, stale, "error");
}
