"""Tasks: the boxes of whoever handles applications, and the decision."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, ok, unchanged
from chalicelib.web.route import WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, answers, choice, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/tasks"
ONE = "/api/v1/tasks/{task_id}"


@route(
    blueprint,
    LIST,
    policy=Policy.SIGNED_IN,
    summary="Tasks waiting for me (todo), or those I have done (done)",
    query=Shape({"box": choice("todo", "done", default="todo"), **page_members()}),
    answers={200: "Tasks"},
)
def list_tasks(request: WebRequest) -> Reply:
    box, cursor, limit = (request.query[name] for name in ("box", "cursor", "limit"))
    return listed(request.hall.list_tasks(request.person, box, cursor, limit), LIST, limit, box=box)


@route(
    blueprint,
    ONE,
    policy=Policy.INVOLVED,
    summary="One task with its application",
    tags=True,
    answers={200: "Application", 304: None},
    refuses=(404,),
)
def view_task(request: WebRequest) -> Reply:
    found = request.hall.view_task(request.person, request.path["task_id"], request.known_seq)
    return unchanged(f'"{request.known_seq}"') if found is None else ok(found, seq=found["seq"])


@route(
    blueprint,
    ONE + "/decision",
    method="POST",
    policy=Policy.HANDLER,
    summary="Approve, reject or return for correction",
    body=Shape(
        {
            "decision": choice("approve", "reject", "return"),
            "opinion": text(0, 2000, default=""),
            "fields": answers(default={}),
            "pins": answers(default={}, remarks=500),
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
    )
    return ok({"id": task_id.split(".")[0]} | (done or {}))
