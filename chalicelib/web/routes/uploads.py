"""Files: a place to upload to, and the confirmation that one arrived. The bytes never pass through here."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, integer, text

blueprint = Blueprint(__name__)

MAX_FILE = 1 << 30
WANTED = Shape(
    {
        "service": text(1, 64, example="undergraduate-leave"),
        "field": text(1, 64, example="evidence"),
        "name": text(1, 255, example="诊断证明.pdf"),
        "type": text(3, 100, example="application/pdf"),
        "size": integer(1, MAX_FILE, example=182044),
    }
)


@route(
    blueprint,
    "/api/v1/uploads",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Ask for a place to upload one file of one form field to",
    body=WANTED,
    limit=Limit(60, 600),
    answers={201: "UploadPlace"},
    refuses=(404, 409, 422),
)
def request_upload(request: WebRequest) -> Reply:
    wanted = request.body
    place = request.hall.request_upload(
        request.person, wanted["service"], wanted["field"], wanted["name"], wanted["type"], wanted["size"]
    )
    return created(place, f"/api/v1/uploads/{place['id']}/confirmation")


@route(
    blueprint,
    "/api/v1/uploads/{upload_id}/confirmation",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Say that the file was uploaded; its size and content are checked",
    answers={200: "Upload"},
    refuses=(404, 422),
)
def confirm_upload(request: WebRequest) -> Reply:
    return ok(request.hall.confirm_upload(request.person, request.path["upload_id"]))


@route(
    blueprint,
    "/api/v1/uploads",
    policy=Policy.SIGNED_IN,
    summary="What I uploaded before that this field would take, the newest first",
    query=Shape({"service": text(1, 64, example="undergraduate-leave"), "field": text(1, 64, example="evidence")}),
    answers={200: "Shelf"},
    refuses=(404, 422),
)
def list_uploads(request: WebRequest) -> Reply:
    asked = request.query
    found = request.hall.shelf.fitting(request.person, asked["service"], asked["field"])
    return ok({"items": found, "next": None})


@route(
    blueprint,
    "/api/v1/uploads/{upload_id}/copy",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Use a file I uploaded before in another form; it is judged already",
    body=Shape({"service": WANTED.members["service"], "field": WANTED.members["field"]}),
    limit=Limit(60, 600),
    answers={201: "Upload"},
    refuses=(404, 422),
)
def reuse_upload(request: WebRequest) -> Reply:
    wanted = request.body
    made = request.hall.shelf.reuse(request.person, request.path["upload_id"], wanted["service"], wanted["field"])
    return created(made, f"/api/v1/uploads/{made['id']}/confirmation")
