"""Rosters: who holds which role where, changed by the department that keeps the role (H-18, H-19)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, integer, many, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/rosters"
ROLE = LIST + "/{role}"
ONE = ROLE + "/{unit}"
COUNSELLORS = {"role": "counsellor"}
CLASS = {"role": "counsellor", "unit": "class-cs2301"}
LINE = Shape(
    {"person": text(0, 64, example="120110"), "since": text(0, 20, default=""), "until": text(0, 20, default="")}
)
FILE = text(
    1, 240_000, example="岗位代码,单位代码,学工号,开始日期,结束日期\r\ncounsellor,class-cs2301,120110,2026-09-01,"
)
MOST_FILE = 2 * 1024 * 1024
"""Bytes of a request that brings an Excel file."""
SHEET = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="
NOTE = text(0, 200, default="", example="2026 年秋季学期调整")


@route(
    blueprint,
    LIST,
    policy=Policy.ROSTER_READER,
    summary="Every role with the department that keeps its rosters, and which of these I keep",
    answers={200: "RosterRoles"},
)
def roster_roles(request: WebRequest) -> Reply:
    return ok(request.hall.rosters.desk.roles(request.person))


@route(
    blueprint,
    ROLE,
    policy=Policy.ROSTER_READER,
    summary="Who holds a role, unit by unit, empty ones included; `q`: words in the unit's name",
    query=Shape(
        {"q": text(0, 80, default=""), "cursor": text(1, 80, default=None), "limit": integer(1, 100, default=50)}
    ),
    answers={200: "Rosters"},
    refuses=(404,),
    samples=COUNSELLORS,
)
def list_rosters(request: WebRequest) -> Reply:
    role, (words, after, limit) = request.path["role"], (request.query[name] for name in ("q", "cursor", "limit"))
    found = request.hall.rosters.desk.list_rosters(request.person, role, words, after or "", limit)
    return listed(found, f"{LIST}/{role}", limit, q=words)


@route(
    blueprint,
    ONE,
    policy=Policy.ROSTER_READER,
    summary="One roster: everybody who held, holds or will hold the role in this unit, and the services that need it",
    answers={200: "Roster"},
    refuses=(404,),
    samples=CLASS,
)
def view_roster(request: WebRequest) -> Reply:
    found = request.hall.rosters.desk.view(request.person, request.path["role"], request.path["unit"])
    return ok(found, seq=found["rev"])


@route(
    blueprint,
    ONE,
    method="PUT",
    policy=Policy.ROSTER_KEEPER,
    summary="Replace a roster's lines; days are the first and the last, empty is open. Open tasks follow",
    body=Shape({"members": many(0, 500, LINE, example=[{"person": "120110", "since": "2026-09-01"}]), "note": NOTE}),
    seq=True,
    limit=Limit(240, 3600),
    answers={200: "Roster"},
    refuses=(404, 409, 422),
    samples=CLASS,
)
def change_roster(request: WebRequest) -> Reply:
    role, unit, told = request.path["role"], request.path["unit"], request.body
    lines = [{"since": "", "until": "", **line} for line in told["members"]]
    found = request.hall.rosters.desk.change(request.person, role, unit, request.seq, lines, told["note"])
    return ok(found, seq=found["rev"])


@route(
    blueprint,
    ONE + "/history",
    policy=Policy.ROSTER_READER,
    summary="The last fifty changes of a roster: who changed what when, newest first",
    answers={200: "RosterHistory"},
    refuses=(404,),
    samples=CLASS,
)
def roster_history(request: WebRequest) -> Reply:
    return ok(request.hall.rosters.desk.history(request.person, request.path["role"], request.path["unit"]))


@route(
    blueprint,
    "/api/v1/roster-people/{person}",
    policy=Policy.ROSTER_READER,
    summary="Whose number this is, before somebody is put into a roster",
    limit=Limit(600, 3600),
    answers={200: "RosterPerson"},
    refuses=(404,),
    samples={"person": "120110"},
)
def look_up_person(request: WebRequest) -> Reply:
    return ok(request.hall.rosters.desk.look_up(request.person, request.path["person"]))


@route(
    blueprint,
    "/api/v1/roster-vacancies",
    policy=Policy.ROSTER_READER,
    summary="Where nobody is what today's services ask for, with those services",
    answers={200: "RosterVacancies"},
)
def roster_vacancies(request: WebRequest) -> Reply:
    return ok(request.hall.rosters.desk.vacancies(request.person))


@route(
    blueprint,
    "/api/v1/roster-file",
    policy=Policy.ROSTER_READER,
    summary="Today's lines of a role, or of all roles I keep, as a CSV file; what an import takes",
    query=Shape({"role": text(0, 40, default=""), "lang": choice("zh", "en", default="zh")}),
    answers={200: "RosterFile"},
    refuses=(404,),
)
def roster_file(request: WebRequest) -> Reply:
    return ok(request.hall.rosters.desk.export_file(request.person, request.query["role"], request.query["lang"]))


@route(
    blueprint,
    "/api/v1/roster-previews",
    method="POST",
    policy=Policy.ROSTER_KEEPER,
    summary="What a file would change, and every line that cannot be taken; writes nothing. Its ETag confirms it",
    body=Shape({"csv": FILE}),
    limit=Limit(120, 3600),
    answers={200: "RosterPreview"},
)
def preview_import(request: WebRequest) -> Reply:
    found, mark = request.hall.rosters.imports.preview(request.person, request.body["csv"])
    return ok(found, seq=mark)


@route(
    blueprint,
    "/api/v1/roster-imports",
    method="POST",
    policy=Policy.ROSTER_KEEPER,
    summary="Carry out what the preview showed, all or nothing; If-Match is the preview's ETag",
    body=Shape({"csv": FILE, "note": NOTE}),
    seq=True,
    limit=Limit(60, 3600),
    answers={200: "RosterImported"},
    refuses=(409, 422),
)
def confirm_import(request: WebRequest) -> Reply:
    told = request.body
    return ok(request.hall.rosters.imports.confirm(request.person, told["csv"], request.seq, told["note"]))


@route(
    blueprint,
    "/api/v1/roster-tables",
    method="POST",
    policy=Policy.ROSTER_KEEPER,
    summary="The first sheet of an Excel file as the text that previews take; stores nothing",
    body=Shape({"file": text(1, MOST_FILE, example=SHEET)}),
    most=MOST_FILE,
    limit=Limit(60, 3600),
    answers={200: "RosterTable"},
    refuses=(422,),
)
def read_table(request: WebRequest) -> Reply:
    return ok(request.hall.registers.as_table(request.body["file"]))
