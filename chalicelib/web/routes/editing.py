"""For those who look after services: which are in which state, templates, and definitions checked as they are typed."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, integer, text

blueprint = Blueprint(__name__)

SERVICE = "/api/v1/services/{code}"
MOST_CHARACTERS = 48 * 1024
MOST_FILE = 5 * 1024 * 1024
"""Bytes of a request that brings the catalogue, below what a function is given at once (6 MB)."""
FILE = text(1, MOST_FILE, example="UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==")


@route(
    blueprint,
    "/api/v1/catalogue",
    policy=Policy.EDITOR,
    summary="The services I look after by state, department and month",
    query=Shape({"month": text(7, 7, pattern="[0-9]{4}-[0-9]{2}", default=None, example="2026-11")}),
    answers={200: "Dashboard"},
    refuses=(404, 422),
)
def view_dashboard(request: WebRequest) -> Reply:
    return ok(request.hall.dashboard(request.person, request.query["month"]))


@route(
    blueprint,
    "/api/v1/catalogue/file",
    policy=Policy.EDITOR,
    summary="The definitions of the services I look after as one file: YAML in a zip, or a table of the item list",
    query=Shape({"format": choice("zip", "csv", default="zip")}),
    limit=Limit(30, 3600),
    answers={200: "CatalogueFile"},
    refuses=(404,),
)
def catalogue_file(request: WebRequest) -> Reply:
    return ok(request.hall.editing.files(request.person, request.query["format"]))


@route(
    blueprint,
    "/api/v1/catalogue/previews",
    method="POST",
    policy=Policy.HALL_RUNNER,
    summary="What a file of definitions would change, and everything wrong with it; stores nothing. Its ETag confirms",
    body=Shape({"file": FILE}),
    most=MOST_FILE,
    limit=Limit(60, 3600),
    answers={200: "CataloguePreview"},
)
def preview_catalogue(request: WebRequest) -> Reply:
    found, mark = request.hall.catalogue_imports.preview(request.person, request.body["file"])
    return ok(found, seq=mark)


@route(
    blueprint,
    "/api/v1/catalogue/imports",
    method="POST",
    policy=Policy.HALL_RUNNER,
    summary="Publish what the preview showed; If-Match is the preview's ETag",
    body=Shape({"file": FILE, "note": text(0, 200, default="", example="2026 年秋季学期调整")}),
    most=MOST_FILE,
    seq=True,
    limit=Limit(30, 3600),
    answers={202: "CatalogueImport"},
    refuses=(422,),
)
def import_catalogue(request: WebRequest) -> Reply:
    told = request.body
    found = request.hall.catalogue_imports.confirm(request.person, told["file"], request.seq, told["note"])
    return ok(found, status=202)


@route(
    blueprint,
    "/api/v1/catalogue/imports/{id}",
    policy=Policy.HALL_RUNNER,
    summary="How far an import is: what was published, what could not be and why",
    answers={200: "CatalogueImport"},
    refuses=(404,),
    samples={"id": "01J0000000000000000000000A"},
)
def catalogue_import(request: WebRequest) -> Reply:
    return ok(request.hall.catalogue_imports.view(request.person, request.path["id"]))


@route(
    blueprint,
    "/api/v1/archetypes",
    policy=Policy.EDITOR,
    summary="The templates a new service is begun from",
    answers={200: "Archetypes"},
    refuses=(404,),
)
def list_archetypes(request: WebRequest) -> Reply:
    return ok(request.hall.editing.archetypes(request.person))


@route(
    blueprint,
    SERVICE + "/definition",
    policy=Policy.EDITOR,
    summary="A version of a service as YAML, to be changed into the next one",
    query=Shape({"version": integer(1, 99_999, default=None, example=1)}),
    answers={200: "Definition"},
    refuses=(404,),
)
def view_definition(request: WebRequest) -> Reply:
    return ok(request.hall.editing.definition(request.person, request.path["code"], request.query["version"]))


@route(
    blueprint,
    "/api/v1/definitions/check",
    method="POST",
    policy=Policy.EDITOR,
    summary="Everything wrong with a definition, each with its line, and what it would look like; stores nothing",
    body=Shape(
        {
            "text": text(0, MOST_CHARACTERS, example="from: GUIDE"),
            "takes": choice("", "guide", "flow", "change", default=""),
        }
    ),
    limit=Limit(600, 3600),
    answers={200: "Checked"},
    refuses=(404,),
)
def check_definition(request: WebRequest) -> Reply:
    return ok(request.hall.editing.check(request.person, request.body["text"], request.body["takes"]))


@route(
    blueprint,
    SERVICE + "/feedback",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Tell those who look after a service what you think of it",
    body=Shape({"text": text(1, 1000, example="在手机上看不到提交按钮")}),
    limit=Limit(20, 3600),
    answers={201: "FeedbackTaken"},
    refuses=(404,),
)
def give_feedback(request: WebRequest) -> Reply:
    return ok(request.hall.editing.add_feedback(request.person, request.path["code"], request.body["text"]), status=201)


@route(
    blueprint,
    SERVICE + "/feedback",
    policy=Policy.EDITOR,
    summary="What people said of a service, the newest first",
    answers={200: "Feedback"},
    refuses=(404,),
)
def list_feedback(request: WebRequest) -> Reply:
    return ok(request.hall.editing.feedback(request.person, request.path["code"]))


@route(
    blueprint,
    SERVICE + "/testers",
    policy=Policy.EDITOR,
    summary="Who tries a service out: who has, who has not, how many days are left",
    answers={200: "Testers"},
    refuses=(404,),
)
def list_testers(request: WebRequest) -> Reply:
    return ok(request.hall.trials.view(request.person, request.path["code"]))


@route(
    blueprint,
    SERVICE + "/testers",
    method="POST",
    policy=Policy.EDITOR,
    summary="Ask everybody of the cohort to try it, or remind who has not",
    body=Shape({"kind": choice("invite", "remind")}),
    limit=Limit(30, 3600),
    answers={202: "TestersTold"},
    refuses=(404, 409),
)
def tell_testers(request: WebRequest) -> Reply:
    return ok(request.hall.trials.ask(request.person, request.path["code"], request.body["kind"]), status=202)
