// Progress by number and query code, without sign-in; the page's form does the same without this script.

import { $, el, stamp } from "./dom.js";
import { call } from "./api.js";
import { startFrame } from "./frame.js";
import { busy, sentence } from "./sheet.js";
import { drawSummary, errorsOf } from "./summary.js";
import { stateTag } from "./tag.js";
import { moment, pick, t } from "./words.js";

const form = $("#query");
const [number, code] = [$("#q-number"), $("#q-code")];

startFrame();
number.value = new URLSearchParams(location.search).get("number") || "";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy($("button", form), ask);
});

const complain = (errors) => {
  for (const [name, box] of [["number", number], ["code", code]]) {
    const own = errors.find((error) => error.name === name);
    const place = $(`#q-${name}-error`);
    place.hidden = !own;
    place.textContent = own?.message ?? "";
    box.setAttribute("aria-invalid", String(Boolean(own)));
  }
  drawSummary($(".summary"), errors, (name) => ({ number: "q-number", code: "q-code" })[name]);
};

async function ask() {
  const sent = { number: number.value.replace(/\s/g, ""), code: code.value.trim().toUpperCase() };
  const missing = [
    !/^\d{8}-?\d{6}$/.test(sent.number) && { name: "number", message: t("query.number-wrong") },
    !sent.code && { name: "code", message: t("query.code-missing") },
  ].filter(Boolean);
  complain(missing);
  if (missing.length) return;
  try {
    const { body } = await call("POST", "progress-queries", { body: sent });
    show(body);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    const found = errorsOf(problem, "").filter(({ message }) => message);
    const told = problem.status === 404 ? t("query.none") : problem.status === 429 ? t("query.slow") : sentence(problem);
    complain(found.length ? found : [{ name: "number", message: told }]);
  }
}

const STATUS = { done: t("step.done"), now: t("step.now"), next: t("step.next"), returned: t("step.returned"), rejected: t("step.rejected") };

function show(view) {
  const steps = view.steps.filter((step) => step.status !== "skipped").map((step) => {
    const at = step.status === "now" ? step.due_at && t("due.by", { at: moment(step.due_at) }) : step.decided_at && moment(step.decided_at);
    const row = stamp("query-step", { title: pick(step.title), status: STATUS[step.status], at });
    row.classList.add(`step--${step.status}`);
    return row;
  });
  const result = $("#answer");
  result.replaceChildren(stamp("query-answer", { service: pick(view.service.name ?? view.service), number: view.number, at: moment(view.submitted_at), state: stateTag(view), steps }));
  result.hidden = false;
  $("h2", result).focus();
}
