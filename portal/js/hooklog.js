// What was delivered to one endpoint in the last thirty days, try by try, and sending it again.

import { $, el, stamp } from "./dom.js";
import { call } from "./api.js";
import { fillList } from "./pages.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { moment, pick, t } from "./words.js";

const OUTCOMES = { pending: "hooks.outcome-pending", delivered: "hooks.outcome-delivered", failed: "hooks.outcome-failed", dropped: "hooks.outcome-dropped" };
const KINDS = { delivered: "good", failed: "bad", pending: "warn" };
const WORDS = { timeout: "hooks.error-timeout", no_connection: "hooks.error-connection", connection_lost: "hooks.error-connection", tls: "hooks.error-tls", forbidden_address: "hooks.error-address", unknown_host: "hooks.error-host", not_https: "hooks.error-address", bad_url: "hooks.error-address" };

export function openLog(at, name) {
  const body = stamp("hook-log");
  openSheet({ title: `${t("hooks.log")} · ${name}`, body });
  const failed = $("[data-failed]", body);
  const show = () => fillList(body, `${at}/deliveries?outcome=${failed.checked ? "failed" : "all"}`, (one) => row(at, body, one, show), t("hooks.no-deliveries"));
  failed.onchange = show;
  const form = $("[data-replay]", body);
  form.onsubmit = (event) => {
    event.preventDefault();
    const { from, to, all } = form.elements;
    busy(event.submitter, () => attempt(body, async () => {
      const which = all.checked ? "all" : "failed";
      const { body: sent } = await call("POST", `${at}/replays`, { body: { from: `${from.value}:00+08:00`, to: `${to.value}:59+08:00`, which } });
      note(body, sent.next ? t("hooks.replayed-some", { count: sent.count, at: moment(sent.next) }) : t("hooks.replayed", { count: sent.count }), "good");
      await show();
    }));
  };
  show();
}

async function attempt(body, work) {
  try {
    await work();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    note(body, problem.errors?.map((one) => pick(one.message)).join(" ") || sentence(problem), "error");
  }
}

function row(at, body, one, show) {
  const said = ({ at, status, error, ms, said }) => el("small", { class: "quiet" }, [moment(at), status ? `HTTP ${status}` : t(WORDS[error] ?? "hooks.error-connection"), `${ms} ms`, said].filter(Boolean).join(" · "));
  const about = [one.about.number, one.about.service].filter(Boolean).join(" · ");
  const next = one.next_at && el("small", { class: "quiet" }, t("hooks.next", { at: moment(one.next_at) }));
  const main = el("span", { class: "cell__main" }, el("b", {}, one.type), el("small", {}, [moment(one.at), about].filter(Boolean).join(" · ")), one.tries.slice(-3).map(said), next);
  const again = one.outcome !== "pending" && el("button", { type: "button", class: "button button--small", onclick: (event) => busy(event.currentTarget, () => attempt(body, async () => {
    await call("POST", `${at}/deliveries/${one.id}/replay`);
    await show();
  })) }, t("hooks.again"));
  return el("div", { class: "cell cell--acts", "data-delivery": one.id }, main, el("span", { class: `state state--${KINDS[one.outcome] ?? "warn"}` }, t(OUTCOMES[one.outcome])), again);
}
