"""What a department collects: who has answered, who has not, sums, and reminding (COLLECT)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/collections"
ONE = LIST + "/{code}"
PAGE = Shape({"period": text(0, 40, default=""), "cursor": text(1, 2048, default=None)})


@route(
    blueprint,
    LIST,
    policy=Policy.REGISTER_KEEPER,
    summary="What my department collects",
    answers={200: "Collections"},
)
def list_collections(request: WebRequest) -> Reply:
    return ok(request.hall.registers.collections.list_collections(request.person))


@route(
    blueprint,
    ONE,
    policy=Policy.REGISTER_KEEPER,
    summary="One collection, some units a page: who is expected, who has answered, what was entered, sums by unit",
    query=PAGE,
    answers={200: "Collection"},
    refuses=(404,),
    samples={"code": "theory-study"},
)
def view_collection(request: WebRequest) -> Reply:
    code, asked = request.path["code"], request.query
    found = request.hall.registers.collections.view(request.person, code, asked["period"], asked["cursor"])
    return ok(found)


@route(
    blueprint,
    ONE + "/reminders",
    method="POST",
    policy=Policy.REGISTER_KEEPER,
    summary="Remind who has not answered, a page of units at a time; nobody more often than every other day",
    body=PAGE,
    limit=Limit(600, 3600),
    answers={200: "Reminded"},
    refuses=(404, 422),
    samples={"code": "theory-study"},
)
def remind(request: WebRequest) -> Reply:
    told, code = request.body, request.path["code"]
    return ok(request.hall.registers.collections.remind(request.person, code, told["period"], told["cursor"]))
