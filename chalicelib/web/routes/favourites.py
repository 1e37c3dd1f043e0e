"""The services I keep at hand. Their codes come with `me`, for stars; their names are asked for where they stand."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.catalogue import read_channel
from chalicelib.shared.clock import CHINA
from chalicelib.web.plain import plain
from chalicelib.web.reply import Reply, nothing, ok
from chalicelib.web.route import WebRequest, route

blueprint = Blueprint(__name__)

MINE = "/api/v1/me/favourites"
ONE = MINE + "/{code}"


@route(
    blueprint,
    MINE,
    policy=Policy.SIGNED_IN,
    summary="The services I keep at hand with their names and departments; without those no longer to be seen",
    answers={200: "Favourites"},
)
def list_favourites(request: WebRequest) -> Reply:
    today, kept = request.hall.clock().astimezone(CHINA).date(), set(request.person.favourites)
    found = [one for one in request.hall.catalogue.current_all() if one["code"] in kept]
    shown = [one for one in found if read_channel(one["channel"]).visible_on(today)]
    units = request.hall.people.get_units({one["owner_unit"] for one in shown})
    return ok(
        {"items": [{"code": one["code"], "name": one["name"], "unit": plain(units[one["owner_unit"]].name)}
                   for one in shown if one["owner_unit"] in units]}
    )  # fmt: skip


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
