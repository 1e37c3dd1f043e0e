"""Packages of ended applications: taken away by who may, and checked by anybody who has one (docs/archive.md)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, moved, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)


@route(
    blueprint,
    "/api/v1/applications/{application_id}/archive",
    policy=Policy.INVOLVED,
    summary="A five-minute link to its package, or to the sheet to print: the applicant's copy or the department's",
    query=Shape({"file": choice("package", "pdf", default="package"), "lang": choice("zh", "en", default="zh")}),
    answers={302: None},
    refuses=(404,),
)
def archive_link(request: WebRequest) -> Reply:
    asked = request.query
    application_id = request.path["application_id"]
    return moved(request.hall.archive.link(request.person, application_id, asked["file"], asked["lang"]))


@route(
    blueprint,
    "/api/v1/archives/{application_id}",
    policy=Policy.PUBLIC,
    summary="Whether the hall wrote a package of this application with this SHA-256; of an unknown one alike: no",
    query=Shape({"digest": text(64, 64, example="0" * 64)}),
    limit=Limit(60, 3600),
    answers={200: "ArchiveChecked"},
)
def check_archive(request: WebRequest) -> Reply:
    return ok(request.hall.archive.check(request.path["application_id"], request.query["digest"]))
