"""Tasks: the boxes of whoever handles applications, the decision, and what else a holder may do with a task."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.approvals import Filter
from chalicelib.shared.text import LANGS
from chalicelib.web.reply import Reply, listed, nothing, ok, unchanged
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import MAX_FILTER, page_members, read_where
from chalicelib.web.shape import Shape, answers, choice, integer, text, yes_no

blueprint = Blueprint(__name__)

LIST = "/api/v1/tasks"
ONE = "/api/v1/tasks/{task_id}"
CASES = "/api/v1/cases"
FILTERS = {
    "service": text(1, 64, default=None),
    "unit": text(1, 64, default=None),
    "urgent": integer(0, 1, default=0),
    "due": choice("overdue", "soon", default=None),
    "scope": choice("mine", "pool", default=None),
    "q": text(1, 100, default=None),
    "filter": text(2, MAX_FILTER, default=None),
}
"""Of the list; a cursor goes on with the filter its list began with. `filter` is a condition on answers, as JSON; what
it may ask for is at ``services/{code}/filters``."""


@route(
    blueprint,
    LIST,
    policy=Policy.SIGNED_IN,
    summary="One of my four boxes: to do (soonest due first), done, started by me, copied to me; a page may be short",
    query=Shape({"box": choice("todo", "done", "mine", "cc", default="todo"), **FILTERS, **page_members()}),
    answers={200: "Tasks"},
    refuses=(422,),
)
def list_tasks(request: WebRequest) -> Reply:
    box, cursor, limit = (request.query[name] for name in ("box", "cursor", "limit"))
    given = {name: request.query[name] for name in FILTERS if request.query[name]}
    given |= {"where": read_where(given.pop("filter", None))}
    wanted = Filter.of(given | {"urgent": bool(request.query["urgent"]), "words": (request.query["q"] or "").strip()})
    return listed(request.hall.list_tasks(request.person, box, cursor, limit, wanted), LIST, limit, box=box)


@route(
    blueprint,
    LIST + "/ranking",
    policy=Policy.SIGNED_IN,
    summary="What I hold at a step whose tasks are put in order, list by list, with the places they would have",
    query=Shape({"service": text(1, 64, example="scholarship"), "step": text(1, 64, example="college_ranking")}),
    answers={200: "Ranking"},
    limit=Limit(60, 600),
    refuses=(404,),
)
def rank_tasks(request: WebRequest) -> Reply:
    return ok(request.hall.rank_tasks(request.person, request.query["service"], request.query["step"]))


@route(
    blueprint,
    "/api/v1/services/{code}/filters",
    policy=Policy.SIGNED_IN,
    summary="What lists of this service's applications can be filtered by; masked answers are not among it",
    answers={200: "FilterFields"},
    refuses=(404,),
)
def filter_fields(request: WebRequest) -> Reply:
    return ok(request.hall.cases.fields(request.path["code"]))


@route(
    blueprint,
    CASES,
    policy=Policy.ADMINISTRATOR,
    summary="Search a month of a service I administer by what was filled in, newest first; a page may be short",
    query=Shape(
        {
            "service": text(1, 64, example="undergraduate-leave"),
            "month": text(7, 7, pattern="[0-9]{4}-(0[1-9]|1[0-2])", example="2026-11"),
            "filter": text(2, MAX_FILTER, default=None),
            **page_members(),
        }
    ),
    answers={200: "Cases"},
    refuses=(404, 422),
)
def find_cases(request: WebRequest) -> Reply:
    service, month, cursor, limit = (request.query[name] for name in ("service", "month", "cursor", "limit"))
    where = read_where(request.query["filter"])
    found = request.hall.cases.find(request.person, service, month, where, cursor, limit)
    return listed(found, CASES, limit, service=service, month=month)


@route(
    blueprint,
    ONE,
    policy=Policy.INVOLVED,
    summary="One task with its application; with `lang`, the diagram in that language alone",
    query=Shape({"lang": choice("", *LANGS, default="")}),
    tags=True,
    answers={200: "Application", 304: None},
    refuses=(404, 410),
)
def view_task(request: WebRequest) -> Reply:
    asked = (request.path["task_id"], request.known_seq, request.query["lang"])
    found = request.hall.view_task(request.person, *asked)
    return unchanged(f'"{request.known_seq}"') if found is None else ok(found, seq=found["seq"])


@route(
    blueprint,
    ONE + "/decision",
    method="POST",
    policy=Policy.HANDLER,
    summary="Approve, reject, or return to the applicant or to a visited step (`to`)",
    body=Shape(
        {
            "decision": choice("approve", "reject", "return"),
            "opinion": text(0, 2000, default=""),
            "fields": answers(default={}),
            "pins": answers(default={}, remarks=500),
            "to": text(0, 80, default="", example="counsellor_review"),
            "again": yes_no(default=False),
        }
    ),
    seq=True,
    key=False,
    decides="task_id",
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def decide(request: WebRequest) -> Reply:
    told = request.body
    task_id = request.path["task_id"]
    done = request.hall.decide(
        request.person,
        task_id,
        request.seq,
        told["decision"],
        told["opinion"],
        dict(told["fields"]),
        dict(told["pins"]),
        request.key,
        told["to"],
        told["again"],
    )
    return ok({"id": task_id.split(".")[0]} | (done or {}))


@route(
    blueprint,
    ONE + "/actions",
    method="POST",
    policy=Policy.HANDLER,
    summary="Claim, release, transfer, add or remove a signer, delegate; take one's own decision back (retract)",
    body=Shape(
        {
            "action": choice("claim", "release", "transfer", "add_signer", "remove_signer", "delegate", "retract"),
            "to": text(0, 64, default="", example="10001"),
            "where": choice("before", "after", default=None),
            "n": integer(1, 9999, default=None),
            "reason": text(0, 2000, default=""),
        }
    ),
    seq=True,
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def act_on_task(request: WebRequest) -> Reply:
    told = request.body
    task_id = request.path["task_id"]
    wanted = (told["action"], told["to"], told["where"] or "", told["n"] or 0, told["reason"])
    done = request.hall.act_on_task(request.person, task_id, request.seq, *wanted)
    return ok({"id": task_id.split(".")[0]} | done)


@route(
    blueprint,
    ONE + "/seen",
    method="POST",
    policy=Policy.HANDLER,
    summary="I have opened this task: who decided before me cannot take that back any more",
    answers={204: None},
    refuses=(404,),
)
def mark_seen(request: WebRequest) -> Reply:
    request.hall.mark_seen(request.person, request.path["task_id"])
    return nothing()


@route(
    blueprint,
    ONE + "/colleagues",
    policy=Policy.HANDLER,
    summary="Whom a task may be handed to; a staff number that is not among them will do as well",
    answers={200: "Colleagues"},
    refuses=(404,),
)
def list_colleagues(request: WebRequest) -> Reply:
    return ok(request.hall.colleagues(request.person, request.path["task_id"]))
