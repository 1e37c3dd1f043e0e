// One task: what the applicant sent, where it stands, who shares it, and what may be done. The sheets for doing it are
// loaded when first asked for (handle.js).

import { $, el, put, say, stamp } from "./dom.js";
import { Problem, ahead, call, goSignIn } from "./api.js";
import { startSignedIn } from "./frame.js";
import { applicantPart, createParts, diagramPart, filesPart, formPart, headPart, stepsPart, timelinePart } from "./parts.js";
import { watch } from "./poll.js";
import { ownShare, sharesPart } from "./shares.js";
import { busy, note, troublePanel } from "./sheet.js";
import { actsPart, bannersPart, consultsPart, messagesPart, notesPart } from "./talk.js";
import { lang, moment, pick, t, urgency } from "./words.js";

const root = $("#task");
const id = new URLSearchParams(location.search).get("id");
let live;
let view;
let decided = false;
let marked = false;

/** What the sheets need of this page. */
const page = {
  id,
  get view() {
    return view;
  },
  get etag() {
    return live.etag;
  },
  refresh: () => live.now(),
  /** Says what was done; `closed`: and that nothing is left to do here. */
  done(text, closed) {
    if (closed) {
      decided = true;
      drawParts((view = { ...view, actions: [], task: { ...view.task, may: [] } }));
    }
    const line = note($("#case"), text, "good");
    if (closed) nextTask(line);
    line.focus();
    scrollTo(0, 0);
    live.now();
  },
};

/** From one task to the next: the first of the inbox as the reader had it filtered, else the inbox itself. */
async function nextTask(line) {
  const back = el("a", { href: inbox() }, t("decide.next"));
  line.append(" ", back);
  const asked = new URLSearchParams(kept());
  asked.set("box", "todo");
  const answer = await call("GET", `tasks?${asked}`).catch(() => null);
  const next = answer?.body.items.find(({ task_id: other, state }) => other && other !== id && state === "pending");
  if (next) back.before(el("a", { class: "next-task", href: `?id=${encodeURIComponent(next.task_id)}` }, t("decide.next-task", { title: pick(next.title) || pick(next.service.name) })), " ");
  else if (answer && !answer.body.next) back.textContent = t("decide.no-next");
}

/** The filter the reader left the inbox with. */
const kept = () => sessionStorage.getItem("hall.inbox") ?? "";
const inbox = () => `${root.dataset.inbox}${kept() && `?${kept()}`}`;

/** A listener that opens one of the sheets of handle.js. */
const sheet = (name, ...given) => (event) =>
  busy(event.currentTarget, async () => {
    const handle = await import("./handle.js").catch(() => null);
    await (handle ? handle[name](page, ...given) : note($("#case"), t("problem.reload"), "error"));
  });

const drawParts = createParts(root, {
  head: headPart,
  banners: bannersPart(sheet),
  applicant: applicantPart,
  form: formPart,
  files: filesPart,
  shares: [({ task }) => task?.shares, ({ task }) => sharesPart(task, (share) => sheet("remove", share))],
  consults: [({ id: at, task }) => [at, task?.asked, task?.consults], (shown) => consultsPart(shown, sheet)],
  messages: messagesPart(sheet),
  notes: notesPart(sheet),
  acts: actsPart(sheet),
  steps: stepsPart,
  diagram: diagramPart,
  timeline: timelinePart,
  decision: [({ task, actions, state, urged }) => [task, actions, state, urged], decisionPart],
});

start();

async function start() {
  const path = id && `tasks/${encodeURIComponent(id)}?lang=${lang}`;
  if (path) ahead(path);
  if (!(await startSignedIn(root))) return;
  if (!path) return fail(new Problem(404, {}));
  $(".back a").href = inbox();
  live = watch(path, show, fail);
}

function fail(problem) {
  if (view && problem.status === 401) return goSignIn() || note(root, t("problem.sign-in"), "error");
  if (!view && problem.status === 404 && id?.includes(".")) return elsewhere(problem);
  const gone = view && problem.status === 404;
  root.replaceChildren(gone ? el("p", { class: "banner" }, el("span", {}, t("task.gone"), " ", el("a", { href: inbox() }, t("decide.next")))) : troublePanel(problem, () => location.reload()));
  if (gone) say(t("task.gone"));
  return null;
}

/** A message's link outlives its task: whoever no longer has the task, but may read the application, is led there. */
async function elsewhere(problem) {
  const application = encodeURIComponent(id.split(".")[0]);
  const found = await call("GET", `applications/${application}`).catch(() => null);
  if (!found) return root.replaceChildren(troublePanel(problem, () => location.reload()));
  const link = el("a", { href: `${root.dataset.track}?id=${application}` }, t("task.where"));
  root.replaceChildren(el("p", { class: "banner" }, el("span", {}, t("task.ended"), " ", link)));
  say(t("task.ended"));
}

function show(next) {
  const first = !view;
  view = next;
  $("#loading")?.remove();
  $("#case").hidden = false;
  document.title = `${pick(view.title) || view.number} - ${root.dataset.site}`;
  if (drawParts(view).length && !first) say(t("track.changed"));
  markSeen();
}

/** Whoever decided before can take it back until this: said once, by somebody who looks at the page. */
function markSeen() {
  if (marked || document.hidden || view.task?.state !== "pending" || view.task.seen !== false) return;
  marked = true;
  call("POST", `tasks/${encodeURIComponent(id)}/seen`).catch(() => (marked = false));
}

const BUTTONS = { answer: ["primary", t("answer.name")], approve: ["primary", t("decide.approve")], return: ["plain", t("decide.return")], reject: ["danger", t("decide.reject")] };
const MILD = { applicant: t("decide.confirm"), acknowledge: t("decide.acknowledge") };
const MORE = ["transfer", "add_signer", "delegate"];
const STATES = { waiting: t("decide.waiting"), transferred: t("decide.transferred") };

function decisionPart({ task, actions, urged }) {
  const share = ownShare(task);
  const advice = share?.kind === "advice";
  const open = actions.filter((action) => BUTTONS[action] && !(advice && action === "return"));
  const panel = stamp("decision", {
    title: pick(task?.title),
    "asked-label": share?.asked && t(advice ? "asked.advice" : "asked.other"),
    asked: share?.asked,
    urged: urged && t("urge.told", { count: urged.count, at: moment(urged.at) }),
    pool: poolPart(task),
    behalf: task?.on_behalf_of && t("decide.behalf", { who: pick(task.on_behalf_of) }),
  });
  document.body.classList.toggle("has-actions", open.length > 0);
  put(panel, "state", open.length ? duePart(task) : closedPart(task, actions));
  put(panel, "stands", task?.stands_until && t("decide.stands", { at: moment(task.stands_until) }));
  const more = open.length && (task.may_consult || task.may?.some((one) => MORE.includes(one))) && el("button", { type: "button", class: "button button--plain", "aria-haspopup": "dialog", onclick: sheet("more") }, t("more.button"));
  const back = task?.may?.includes("retract") && el("button", { type: "button", class: "button button--plain", onclick: sheet("retract") }, t("retract.name"));
  put(panel, "buttons", [...open.map((action) => decisionButton(action, task, advice)), more, back].filter(Boolean));
  return panel;
}

function decisionButton(action, task, advice) {
  const [kind, text] = BUTTONS[action];
  const said = action === "approve" ? MILD[task.kind] : advice && t("decide.disagree");
  return el("button", { type: "button", class: `button button--${kind}`, "data-decision": action, onclick: action === "answer" ? sheet("answer") : sheet("decide", action) }, said || text);
}

function duePart({ due_at: due }) {
  return due && el("span", { class: `due due--${urgency(due)}` }, t(urgency(due) === "late" ? "due.late" : "due.by", { at: moment(due) }));
}

function closedPart(task, actions) {
  if (actions.includes("resubmit")) return el("a", { class: "button button--primary", href: `${root.dataset.track}?id=${encodeURIComponent(view.id)}` }, t("correction.go"));
  return STATES[task?.state] || (task?.decided_by ? t("decide.by", { who: pick(task.decided_by), at: moment(task.decided_at) }) : t(decided ? "decide.sent" : "decide.closed"));
}

/** A task of several people's pool: who took it, and taking it or giving it back. */
function poolPart(task) {
  const can = ["claim", "release"].find((one) => task?.may?.includes(one));
  const words = { claim: [t("pool.open"), t("pool.claim")], release: [t("pool.mine"), t("pool.release")] }[can];
  if (!words) return task?.claimed_by && t("pool.taken", { who: pick(task.claimed_by) });
  return [el("span", {}, words[0]), el("button", { type: "button", class: "button button--small", onclick: sheet("take", can) }, words[1])];
}
