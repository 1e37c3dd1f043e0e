// The guide of a service: what every page has, and for somebody signed in the way their application would take.

import { $ } from "./dom.js";
import { startFrame } from "./frame.js";
import { showWay } from "./way.js";

const way = $("#way");

startFrame(false).then((who) => who && way && showWay(way, way.dataset.service));

// Findings of the flow check lead to a step of the diagram.
const marked = location.hash.startsWith("#step-") && $(`.diagram [data-step="${CSS.escape(location.hash.slice(6))}"]`);
if (marked) {
  marked.classList.add("is-pointed");
  marked.scrollIntoView({ block: "center", inline: "center" });
}
