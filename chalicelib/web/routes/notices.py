"""The bell: what the hall told this person."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed
from chalicelib.web.route import WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape

blueprint = Blueprint(__name__)

LIST = "/api/v1/notices"


@route(
    blueprint,
    LIST,
    policy=Policy.SIGNED_IN,
    summary="My notices, newest first",
    query=Shape(page_members()),
    answers={200: "Notices"},
)
def list_notices(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    return listed(request.hall.list_notices(request.person, cursor, limit), LIST, limit)
