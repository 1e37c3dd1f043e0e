"""Exports: a department's applications as a file, for its people and its systems (docs/exports.md)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, listed, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, answers, choice, many, text

blueprint = Blueprint(__name__)

CHOICES = "/api/v1/export-choices"
LIST = "/api/v1/exports"
ONE = LIST + "/{export}"
PLANS = "/api/v1/export-plans"
FILTER = answers(default={}, example={"form.days": {"ge": 3}, "state": {"eq": "completed"}})
"""A condition as forms and flows have it, on what `CHOICES/{code}` lists; all rows without one."""
ENCLOSED = many(0, 2, choice("attachments", "packages"), default=[], example=["attachments", "packages"])
"""What a ZIP file holds beside its rows; attachments where nothing is said."""
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@route(
    blueprint,
    CHOICES,
    policy=Policy.EXPORTER,
    summary="What I may export: my departments' services, and which states and formats there are",
    answers={200: "ExportChoices"},
)
def export_choices(request: WebRequest) -> Reply:
    return ok(request.hall.exports.choices(request.asker))


@route(
    blueprint,
    CHOICES + "/{code}",
    policy=Policy.EXPORTER,
    summary="The columns an export of this service may have, and what its rows may be filtered by",
    answers={200: "ExportColumns"},
    refuses=(404,),
    samples={"code": "undergraduate-leave"},
)
def export_columns(request: WebRequest) -> Reply:
    return ok(request.hall.exports.columns(request.asker, request.path["code"]))


@route(
    blueprint,
    LIST,
    method="POST",
    policy=Policy.EXPORTER,
    summary="Export applications submitted between two days; asking for the same again on the same day gives the same",
    body=Shape(
        {
            "services": many(1, 20, text(1, 80), example=["undergraduate-leave"]),
            "from": text(10, 10, pattern=DAY, example="2026-11-01"),
            "to": text(10, 10, pattern=DAY, example="2026-11-30"),
            "states": many(0, 20, text(1, 40), default=[], example=["completed"]),
            "columns": many(1, 300, text(1, 80), default=["head.*", "form.*"], example=["number", "form.*"]),
            "filter": FILTER,
            "deliver": text(0, 40, default="", example="student-data"),
            "format": choice("csv", "xlsx", "jsonl", "zip", default="csv"),
            "enclosed": ENCLOSED,
            "lang": choice("zh", "en", default="zh"),
        }
    ),
    limit=Limit(60, 3600),
    answers={202: "Export"},
    refuses=(409, 422),
)
def ask_export(request: WebRequest) -> Reply:
    found = request.hall.exports.ask(request.asker, request.body, request.body["lang"])
    return ok(found, status=202).adding(location=f"{LIST}/{found['id']}")


@route(
    blueprint,
    LIST,
    policy=Policy.EXPORTER,
    summary="The exports I asked for in the last thirty days, newest first",
    answers={200: "Exports"},
)
def list_exports(request: WebRequest) -> Reply:
    return listed(request.hall.exports.list_exports(request.asker), LIST, 100)


@route(
    blueprint,
    PLANS,
    method="POST",
    policy=Policy.EXPORTER,
    summary="Save an export that is made by itself: of yesterday every day, of the last week, of the last month",
    body=Shape(
        {
            "name": text(1, 80, example="每周请假数据"),
            "rhythm": choice("daily", "weekly", "monthly"),
            "services": many(1, 20, text(1, 80), example=["undergraduate-leave"]),
            "states": many(0, 20, text(1, 40), default=[]),
            "columns": many(1, 300, text(1, 80), default=["head.*", "form.*"]),
            "filter": FILTER,
            "deliver": text(0, 40, default="", example="student-data"),
            "format": choice("csv", "xlsx", "jsonl", "zip", default="csv"),
            "enclosed": ENCLOSED,
            "lang": choice("zh", "en", default="zh"),
        }
    ),
    limit=Limit(60, 3600),
    answers={201: "ExportPlan"},
    refuses=(409, 422),
)
def save_export_plan(request: WebRequest) -> Reply:
    made = request.hall.export_plans.save(request.asker, request.body, request.body["lang"])
    return created(made, f"{PLANS}/{made['id']}")


@route(
    blueprint,
    PLANS,
    policy=Policy.EXPORTER,
    summary="The exports I saved, when each runs next and what came of the last run",
    answers={200: "ExportPlans"},
)
def list_export_plans(request: WebRequest) -> Reply:
    return ok(request.hall.export_plans.list_plans(request.asker))


@route(
    blueprint,
    PLANS + "/{plan}",
    method="DELETE",
    policy=Policy.EXPORTER,
    summary="Remove a saved export; what it has made stays",
    answers={204: None},
    refuses=(404,),
)
def remove_export_plan(request: WebRequest) -> Reply:
    request.hall.export_plans.remove(request.asker, request.path["plan"])
    return nothing()


@route(
    blueprint,
    ONE,
    policy=Policy.EXPORTER,
    summary="How far an export is",
    answers={200: "Export"},
    refuses=(404,),
)
def view_export(request: WebRequest) -> Reply:
    return ok(request.hall.exports.view(request.asker, request.path["export"]))


@route(
    blueprint,
    ONE + "/cancel",
    method="POST",
    policy=Policy.EXPORTER,
    summary="Cancel an export that is not done yet",
    answers={200: "Export"},
    refuses=(404, 409),
)
def cancel_export(request: WebRequest) -> Reply:
    return ok(request.hall.exports.cancel(request.asker, request.path["export"]))


@route(
    blueprint,
    ONE + "/delivery",
    method="POST",
    policy=Policy.EXPORTER,
    summary="Deliver an export again whose delivery failed",
    answers={200: "Export"},
    refuses=(404, 409),
)
def deliver_again(request: WebRequest) -> Reply:
    return ok(request.hall.exports.deliver_again(request.asker, request.path["export"]))


@route(
    blueprint,
    ONE + "/file",
    policy=Policy.EXPORTER,
    # Not a redirect: a program that follows one would send its key on to the storage, which refuses two signatures.
    summary="A link to the file, good for five minutes",
    answers={200: "ExportFile"},
    refuses=(404, 409),
)
def export_file(request: WebRequest) -> Reply:
    return ok(request.hall.exports.file_link(request.asker, request.path["export"]))
