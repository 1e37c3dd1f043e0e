// Half-screen dialogs (in the middle on wide screens) and the panels that stand for what went wrong.

import { $, el, put, stamp } from "./dom.js";
import { goSignIn, signInUrl } from "./api.js";
import { pick, t } from "./words.js";

/** Opens a dialog; `actions`: [{text, kind, act(close)}]. Focus returns by itself when it closes. */
export function openSheet({ title, body, actions = [] }) {
  const sheet = stamp("sheet", { title, body });
  const close = () => sheet.close();
  const buttons = actions.map(({ text, kind = "plain", act = close }) =>
    el("button", { type: "button", class: `button button--${kind}`, onclick: (event) => act(close, event.currentTarget) }, text),
  );
  put(sheet, "actions", buttons);
  sheet.setAttribute("aria-label", title);
  sheet.querySelector(".sheet__close").addEventListener("click", close);
  sheet.addEventListener("click", (event) => event.target === sheet && close());
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
  return sheet;
}

/** One sentence for a refusal, in the reader's language. */
export function sentence(problem) {
  if (problem.status === 0) return t("problem.network");
  const { detail_i18n, title_i18n, detail, title } = problem.body || {};
  return pick(detail_i18n) || pick(title_i18n) || detail || title || t("problem.server");
}

/** A panel in place of content that could not be shown; a missing sign-in leaves for it at once. */
export function troublePanel(problem, retry) {
  const signedOut = problem.status === 401;
  const erased = problem.status === 410;
  if (signedOut) goSignIn();
  const panel = stamp("trouble", {
    title: signedOut ? t("problem.sign-in") : problem.status === 404 ? t("problem.gone") : erased ? pick(problem.body.title_i18n) : sentence(problem),
    detail: signedOut ? t("problem.sign-in-detail") : problem.status === 404 ? t("problem.gone-detail") : erased ? sentence(problem) : problem.body?.trace_id && t("problem.trace", { id: problem.body.trace_id }),
    action: signedOut
      ? el("a", { class: "button button--primary", href: signInUrl() }, t("problem.sign-in-now"))
      : retry && problem.status !== 404 && !erased && el("button", { type: "button", class: "button", onclick: retry }, t("problem.again")),
  });
  if (!$("h1")) $("h2", panel).setAttribute("aria-level", "1");
  return panel;
}

/** A line at the top of `root` that says what just happened; errors are announced at once. */
export function note(root, text, kind = "info") {
  root.querySelector(":scope > .banner--note")?.remove();
  const line = el("p", { class: `banner banner--${kind} banner--note`, role: kind === "error" ? "alert" : "status", tabindex: "-1" }, text);
  root.prepend(line);
  if (kind === "error") line.focus();
  return line;
}

/** A button that cannot be pressed twice while its work runs. */
export async function busy(button, work) {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
