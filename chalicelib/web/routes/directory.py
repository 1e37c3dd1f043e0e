"""Units and persons, for the departments that keep them (H-19)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, integer, text

blueprint = Blueprint(__name__)

UNITS, PEOPLE = "/api/v1/directory/units", "/api/v1/directory/people"
ONE = "/api/v1/directory/{what}/{id}"
PERSON = {"what": "person", "id": "120110"}
CELL = text(0, 120, default=None)
UNIT_CELLS = (
    "name_zh",
    "name_en",
    "kind",
    "parent",
    "campus",
    "phone",
    "email",
    "place_zh",
    "place_en",
    "floor",
    "counter",
    "hours_zh",
    "hours_en",
    "complaint_phone",
    "complaint_email",
    "since",
    "until",
)
PERSON_CELLS = ("category", "department", "college", "class", "mobile")
NOTE = text(0, 200, default="", example="机构调整")
FILE = text(1, 240_000, example="学工号,姓名,类别,所在部门\r\n120110,王老师,staff,college-cs")
KIND = choice("unit", "person", default="unit")


@route(
    blueprint,
    UNITS,
    policy=Policy.ROSTER_READER,
    summary="Units by code; `q`: words in code or name",
    query=Shape(
        {"q": text(0, 80, default=""), "cursor": text(1, 80, default=None), "limit": integer(1, 100, default=50)}
    ),
    answers={200: "DirectoryPage"},
)
def directory_units(request: WebRequest) -> Reply:
    words, after, limit = (request.query[name] for name in ("q", "cursor", "limit"))
    found = request.hall.rosters.directory.list_units(request.person, words, after or "", limit)
    return listed(found, UNITS, limit, q=words)


@route(
    blueprint,
    PEOPLE,
    policy=Policy.ROSTER_READER,
    summary="Who belongs to a unit, by number; without a unit, the one person with the number `q`",
    query=Shape(
        {
            "unit": text(0, 80, default="", example="class-cs2301"),
            "q": text(0, 80, default=""),
            "cursor": text(1, 80, default=None),
            "limit": integer(1, 100, default=50),
        }
    ),
    answers={200: "DirectoryPage"},
    refuses=(404,),
)
def directory_people(request: WebRequest) -> Reply:
    unit, words, after, limit = (request.query[name] for name in ("unit", "q", "cursor", "limit"))
    found = request.hall.rosters.directory.list_people(request.person, unit, words, after or "", limit)
    return listed(found, PEOPLE, limit, unit=unit, q=words)


@route(
    blueprint,
    ONE,
    policy=Policy.ROSTER_READER,
    summary="One unit or person as those who keep it see it; `what` is unit or person",
    answers={200: "DirectoryRow"},
    refuses=(404,),
    samples=PERSON,
)
def directory_row(request: WebRequest) -> Reply:
    found, mark = request.hall.rosters.directory.view(request.person, request.path["what"], request.path["id"])
    return ok(found, seq=mark)


@route(
    blueprint,
    ONE,
    method="PUT",
    policy=Policy.ROSTER_KEEPER,
    summary='Change a unit or a person, or add one (If-Match: "0"); columns left out stay. Open tasks follow',
    body=Shape({**dict.fromkeys((*UNIT_CELLS, *PERSON_CELLS), CELL), "note": NOTE}),
    seq=True,
    limit=Limit(240, 3600),
    answers={200: "DirectoryRow"},
    refuses=(404, 422),
    samples=PERSON,
)
def change_directory_row(request: WebRequest) -> Reply:
    path, told = request.path, request.body
    row = {name: value for name, value in told.items() if value is not None and name != "note"}
    found, mark = request.hall.rosters.directory.change(
        request.person, path["what"], path["id"], request.seq, row, told["note"]
    )
    return ok(found, seq=mark)


@route(
    blueprint,
    ONE + "/history",
    policy=Policy.ROSTER_READER,
    summary="The last fifty changes of a unit or a person: who changed what when and why, newest first",
    answers={200: "DirectoryHistory"},
    refuses=(404,),
    samples=PERSON,
)
def directory_history(request: WebRequest) -> Reply:
    return ok(request.hall.rosters.directory.history(request.person, request.path["what"], request.path["id"]))


@route(
    blueprint,
    "/api/v1/directory-file",
    policy=Policy.ROSTER_READER,
    summary="All units, or the people of one unit, as a CSV file; what an import takes",
    query=Shape({"what": KIND, "unit": text(0, 80, default=""), "lang": choice("zh", "en", default="zh")}),
    answers={200: "RosterFile"},
    refuses=(404,),
)
def directory_file(request: WebRequest) -> Reply:
    what, unit, lang = (request.query[name] for name in ("what", "unit", "lang"))
    return ok(request.hall.rosters.directory_file.export(request.person, what, unit, lang))


@route(
    blueprint,
    "/api/v1/directory-previews",
    method="POST",
    policy=Policy.ROSTER_KEEPER,
    summary="What a file would change, and every line that cannot be taken; stores nothing. Its ETag confirms it",
    body=Shape({"what": KIND, "csv": FILE}),
    limit=Limit(120, 3600),
    answers={200: "DirectoryPreview"},
)
def preview_directory(request: WebRequest) -> Reply:
    found, mark = request.hall.rosters.directory_file.preview(request.person, request.body["what"], request.body["csv"])
    return ok(found, seq=mark)


@route(
    blueprint,
    "/api/v1/directory-imports",
    method="POST",
    policy=Policy.ROSTER_KEEPER,
    summary="Carry out what the preview showed; If-Match is the preview's ETag",
    body=Shape({"what": KIND, "csv": FILE, "note": NOTE}),
    seq=True,
    limit=Limit(60, 3600),
    answers={200: "DirectoryImported"},
    refuses=(422,),
)
def import_directory(request: WebRequest) -> Reply:
    what, csv, note = (request.body[name] for name in ("what", "csv", "note"))
    return ok(request.hall.rosters.directory_file.confirm(request.person, what, csv, request.seq, note))
