"""The bell: what the hall told this person."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, nothing
from chalicelib.web.route import WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/notices"
LIMIT = 15
"""A line says its text in both languages and what became of it on each channel: so many fit in one read unit."""


@route(
    blueprint,
    LIST,
    policy=Policy.SIGNED_IN,
    summary="My notices, newest first",
    query=Shape(page_members(LIMIT)),
    answers={200: "Notices"},
)
def list_notices(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    return listed(request.hall.list_notices(request.person, cursor, limit), LIST, limit)


@route(
    blueprint,
    "/api/v1/notices/read",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="I have seen this notice and every one before it",
    body=Shape({"until": text(1, 80)}),
    answers={204: None},
)
def mark_read(request: WebRequest) -> Reply:
    request.hall.mark_notices_read(request.person, request.body["until"])
    return nothing()
