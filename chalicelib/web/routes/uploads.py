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
