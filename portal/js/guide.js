// The guide of a service: what every page has, and for somebody signed in the way their application would take.

import { $, $$, say } from "./dom.js";
import { showDated } from "./dated.js";
import { startStar } from "./favourites.js";
import { startFrame } from "./frame.js";
import { countVisit, showFigures } from "./visit.js";
import { showWay } from "./way.js";

const way = $("#way");
const star = $("[data-star]");
const share = $("#share");
const figures = $("#figures");

countVisit(star.dataset.star);
if (figures) showFigures(figures, star.dataset.star);

showDated();
startFrame(false).then((who) => {
  if (!who) return;
  startStar(star, star.dataset.star, who);
  if (way) showWay(way, way.dataset.service).then(point);
});

for (const button of $$("[data-feedback]")) button.addEventListener("click", () => import("./feedback.js").then(({ askFeedback }) => askFeedback(button.dataset.feedback)));

// The phone's own way to share where there is one, else the address is copied; without either there is nothing to press.
share.hidden = !navigator.share && !navigator.clipboard;
share.addEventListener("click", async () => {
  const url = `${location.origin}${location.pathname}?from=share`;
  try {
    if (navigator.share) return await navigator.share({ title: $("h1").textContent, url });
    await navigator.clipboard.writeText(url);
    $("span", share).textContent = share.dataset.done;
    say(share.dataset.done);
  } catch (problem) {
    if (problem.name !== "AbortError") share.hidden = true;
  }
});

/** Findings of the flow check lead to a step of the diagram, which is drawn anew for who is signed in. */
function point() {
  const marked = location.hash.startsWith("#step-") && $(`.diagram [data-step="${CSS.escape(location.hash.slice(6))}"]`);
  if (!marked) return;
  marked.classList.add("is-pointed");
  marked.scrollIntoView({ block: "center", inline: "center" });
}
point();
