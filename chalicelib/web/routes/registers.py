"""Registers as their readers see them: which there are, rows page by page, one row, one value."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/registers"
ONE = LIST + "/{register}"
ROWS = ONE + "/rows"
ROW = ROWS + "/{key}"
GRADES = {"register": "grades"}


@route(
    blueprint,
    LIST,
    policy=Policy.REGISTER_READER,
    summary="The registers that hold something for me, and those I keep",
    answers={200: "Registers"},
)
def list_registers(request: WebRequest) -> Reply:
    return ok(request.hall.registers.reading.list_registers(request.person))


@route(
    blueprint,
    ONE,
    policy=Policy.REGISTER_READER,
    summary="One register: its columns, who keeps it, how fresh it is, which lists I may open",
    answers={200: "Register"},
    refuses=(404,),
    samples=GRADES,
)
def describe_register(request: WebRequest) -> Reply:
    return ok(request.hall.registers.reading.describe(request.person, request.path["register"]))


@route(
    blueprint,
    ROWS,
    policy=Policy.REGISTER_READER,
    summary="Rows: my own, a group's (`of`: which unit, project or venue), or the whole list",
    query=Shape(
        {"view": choice("own", "group", "all", default="own"), "of": text(0, 80, default=""), **page_members()}
    ),
    answers={200: "Rows"},
    refuses=(404,),
    samples=GRADES,
)
def list_rows(request: WebRequest) -> Reply:
    view, of, cursor, limit = (request.query[name] for name in ("view", "of", "cursor", "limit"))
    code = request.path["register"]
    found = request.hall.registers.reading.list_rows(request.person, code, view, of, cursor, limit)
    return listed(found, f"{LIST}/{code}/rows", limit, view=view, of=of)


@route(
    blueprint,
    ROW,
    policy=Policy.REGISTER_READER,
    summary="One row",
    answers={200: "Row"},
    refuses=(404,),
    samples=GRADES,
)
def view_row(request: WebRequest) -> Reply:
    found = request.hall.registers.reading.view_row(request.person, request.path["register"], request.path["key"])
    return ok(found, seq=found["rev"])


@route(
    blueprint,
    "/api/v1/values",
    policy=Policy.SIGNED_IN,
    summary="One value as I see it, by its place: its source, owner and how it reads; what a correction is asked for",
    query=Shape({"place": text(1, 200, example="directory:applicant.major")}),
    limit=Limit(240, 600),
    answers={200: "ShownValue"},
    refuses=(404,),
)
def value_at(request: WebRequest) -> Reply:
    return ok(request.hall.registers.value_at(request.person, request.query["place"]))


@route(
    blueprint,
    "/api/v1/services/{code}/fields/{field}/rows",
    policy=Policy.REGISTER_READER,
    summary="What a field of a service's form offers me from its register, and what each choice fills in",
    query=Shape({"q": text(0, 80, default="")}),
    limit=Limit(240, 600),
    answers={200: "Offered"},
    refuses=(404,),
    samples={"code": "undergraduate-leave"},
)
def look_up(request: WebRequest) -> Reply:
    code, field = request.path["code"], request.path["field"]
    return ok(request.hall.registers.look_up(request.person, code, field, request.query["q"]))
