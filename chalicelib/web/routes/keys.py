"""A department's API keys: made, listed, replaced and revoked by who administers its services."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, integer, many, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/units/{unit}/keys"
ONE = LIST + "/{key}"
UNIT = {"unit": "student-affairs"}
UNTIL = text(10, 10, pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}", example="2027-06-30")


@route(
    blueprint,
    LIST,
    policy=Policy.ADMINISTRATOR,
    summary="A department's API keys: what each may do, until when, when it was used last",
    answers={200: "ApiKeys"},
    refuses=(404,),
    samples=UNIT,
)
def list_keys(request: WebRequest) -> Reply:
    return ok(request.hall.api_keys.desk.list_keys(request.person, request.path["unit"]))


@route(
    blueprint,
    LIST,
    method="POST",
    policy=Policy.ADMINISTRATOR,
    summary="Make an API key; its secret is in this answer and never again",
    body=Shape(
        {
            "name": text(1, 80, example="学工数据平台"),
            "actions": many(1, 10, text(1, 40), default=["exports"], example=["exports"]),
            "services": many(0, 50, text(1, 80), default=[]),
            "networks": many(0, 20, text(1, 50), default=[], example=["10.1.0.0/16"]),
            "until": UNTIL,
        }
    ),
    limit=Limit(20, 3600),
    answers={201: "ApiKeyMade"},
    refuses=(404, 409, 422),
    samples=UNIT,
)
def make_key(request: WebRequest) -> Reply:
    unit = request.path["unit"]
    made = request.hall.api_keys.desk.make_key(request.person, unit, request.body)
    return created(made, f"/api/v1/units/{unit}/keys")


@route(
    blueprint,
    ONE + "/replacement",
    method="POST",
    policy=Policy.ADMINISTRATOR,
    summary="A new key with the same scope; the old one goes on for the overlap, so that nothing stands still",
    body=Shape({"until": UNTIL, "overlap_days": integer(0, 30, default=7)}),
    limit=Limit(20, 3600),
    answers={201: "ApiKeyMade"},
    refuses=(404, 409, 422),
    samples=UNIT,
)
def replace_key(request: WebRequest) -> Reply:
    unit, key, told = request.path["unit"], request.path["key"], request.body
    made = request.hall.api_keys.desk.replace_key(request.person, unit, key, told["until"], told["overlap_days"])
    return created(made, f"/api/v1/units/{unit}/keys")


@route(
    blueprint,
    ONE,
    method="DELETE",
    policy=Policy.ADMINISTRATOR,
    summary="Revoke a key; it is refused from now on",
    answers={204: None},
    refuses=(404, 409),
    samples=UNIT,
)
def revoke_key(request: WebRequest) -> Reply:
    request.hall.api_keys.desk.revoke_key(request.person, request.path["unit"], request.path["key"])
    return nothing()
