"""The services I keep at hand; which they are comes with `me`, so that no page asks for them."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, nothing
from chalicelib.web.route import WebRequest, route

blueprint = Blueprint(__name__)

ONE = "/api/v1/me/favourites/{code}"


@route(
    blueprint,
    ONE,
    method="PUT",
    policy=Policy.SIGNED_IN,
    summary="Keep a service at hand; once more is no change",
    answers={204: None},
    refuses=(404, 409),
)
def add_favourite(request: WebRequest) -> Reply:
    code = request.path["code"]
    request.hall.catalogue.current(code)
    request.hall.people.add_favourite(request.person.id, code)
    return nothing()


@route(
    blueprint,
    ONE,
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Keep a service no more, also one that is no longer offered",
    answers={204: None},
)
def remove_favourite(request: WebRequest) -> Reply:
    request.hall.people.remove_favourite(request.person.id, request.path["code"])
    return nothing()
