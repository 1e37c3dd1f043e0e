// Approving many tasks with one opinion; the answer says of each what became of it.

import { $, put, stamp } from "./dom.js";
import { call, newKey } from "./api.js";
import { offerPhrases } from "./phrases.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { pick, t } from "./words.js";

const MOST = 50;

/** Asks for the opinion, sends at most 50 at a time, and hands `show` each answer's results as they come; says on `page`
 * how many were approved. An item is `{task_id, seq}`, where places are entered with their `fields`. */
export function approveTogether(items, page, show) {
  const body = stamp("together-body", { count: t("together.count", { count: items.length }) });
  const opinion = $("textarea", body);
  opinion.value = t("decide.approve-opinion");
  offerPhrases($(".phrases", body), opinion, opinion.value);
  const batches = [];
  for (let at = 0; at < items.length; at += MOST) batches.push({ items: items.slice(at, at + MOST), key: newKey() });

  async function act(close) {
    put(body, "error", opinion.value.trim() ? null : t("decide.opinion-needed"));
    if (!opinion.value.trim()) return opinion.focus();
    let [done, refused] = [0, 0];
    try {
      while (batches.length) {
        const { items: some, key } = batches[0];
        const { body: told } = await call("POST", "tasks/decisions", { body: { items: some, opinion: opinion.value.trim() }, key });
        batches.shift(); // a lost answer is asked for again with the same key: nothing is decided twice
        show(told.items);
        done += told.items.filter(({ result }) => result === "done").length;
        refused += told.items.filter(({ result }) => result !== "done").length;
      }
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      return note(body, pick(problem.errors[0]?.message) || sentence(problem), "error");
    }
    close();
    return note(page, t("together.result", { done, refused }), refused ? "warn" : "good").focus();
  }
  openSheet({ title: t("together.title"), body, actions: [{ text: t("cancel") }, { text: t("decide.approve"), kind: "primary", act: (close, button) => busy(button, () => act(close)) }] });
  opinion.focus();
  return null;
}
