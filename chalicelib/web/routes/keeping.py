"""Registers as their keepers see them: history, corrections and imports."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, listed, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.routes.registers import GRADES, LIST, ONE, ROW
from chalicelib.web.shape import Shape, answers, choice, integer, text

blueprint = Blueprint(__name__)

IMPORTS = ONE + "/imports"
IMPORT = IMPORTS + "/{job}"
MAX_FILE = 50 * 1024 * 1024


@route(
    blueprint,
    ROW + "/history",
    policy=Policy.REGISTER_KEEPER,
    summary="The last changes of a row: who, when, why, before and after",
    answers={200: "RowHistory"},
    refuses=(404,),
    samples=GRADES,
)
def row_history(request: WebRequest) -> Reply:
    return ok(request.hall.registers.reading.history(request.person, request.path["register"], request.path["key"]))


@route(
    blueprint,
    ROW,
    method="PUT",
    policy=Policy.REGISTER_KEEPER,
    summary="Put values of a row right; columns that are not named stay, null takes a value away",
    body=Shape({"values": answers(example={"score": 92})}),
    seq=True,
    answers={200: "RowChanged"},
    refuses=(404, 422),
    samples=GRADES,
)
def correct_row(request: WebRequest) -> Reply:
    code, key = request.path["register"], request.path["key"]
    values = dict(request.body["values"])
    done = request.hall.registers.disputes.correct_row(request.person, code, key, request.seq, values)
    return ok(done, seq=done["rev"])


@route(
    blueprint,
    IMPORTS,
    method="POST",
    policy=Policy.REGISTER_KEEPER,
    summary="Ask for a place to upload a file of rows to (CSV, Excel or JSON lines, by its name's ending)",
    body=Shape(
        {
            "name": text(1, 255, example="grades.csv"),
            "size": integer(1, MAX_FILE, example=182044),
            "mode": choice("all", "best", default="all"),
        }
    ),
    limit=Limit(60, 3600),
    answers={201: "ImportPlace"},
    refuses=(404, 422),
    samples=GRADES,
)
def request_import(request: WebRequest) -> Reply:
    told, code = request.body, request.path["register"]
    place = request.hall.registers.imports.request_import(
        request.person, code, told["name"], told["size"], told["mode"]
    )
    return created(place, f"{LIST}/{code}/imports/{place['id']}")


@route(
    blueprint,
    IMPORTS,
    policy=Policy.REGISTER_KEEPER,
    summary="The imports of the last half year, newest first",
    answers={200: "Imports"},
    refuses=(404,),
    samples=GRADES,
)
def list_imports(request: WebRequest) -> Reply:
    return ok(request.hall.registers.imports.list_imports(request.person, request.path["register"]))


@route(
    blueprint,
    IMPORT + "/start",
    method="POST",
    policy=Policy.REGISTER_KEEPER,
    summary="The file is there: bring it in; said again, it only tells how far it is",
    answers={202: "Import"},
    refuses=(404, 422),
    samples=GRADES,
)
def start_import(request: WebRequest) -> Reply:
    code, job = request.path["register"], request.path["job"]
    started = request.hall.registers.imports.start_import(request.person, code, job)
    return ok(started, status=202).adding(location=f"{LIST}/{code}/imports/{started['id']}")


@route(
    blueprint,
    IMPORT,
    policy=Policy.REGISTER_KEEPER,
    summary="How far an import is",
    answers={200: "Import"},
    refuses=(404,),
    samples=GRADES,
)
def view_import(request: WebRequest) -> Reply:
    code, job = request.path["register"], request.path["job"]
    return ok(request.hall.registers.imports.view_import(request.person, code, job))


@route(
    blueprint,
    IMPORT + "/refused",
    policy=Policy.REGISTER_KEEPER,
    summary="Rows an import refused, with every fault's column and reason; the first thousand",
    query=Shape(page_members()),
    answers={200: "RefusedRows"},
    refuses=(404,),
    samples=GRADES,
)
def list_refused(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    code, job = request.path["register"], request.path["job"]
    found = request.hall.registers.imports.list_refused(request.person, code, job, cursor, limit)
    return listed(found, f"{LIST}/{code}/imports/{job}/refused", limit)
