"""Standing proxies, absence and what was handed over, for the person who asks."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, listed, nothing, ok
from chalicelib.web.route import WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/me/proxies"
HANDOVERS = "/api/v1/me/handovers"


@route(
    blueprint,
    LIST,
    policy=Policy.SIGNED_IN,
    summary="The proxies I gave and those I stand in for; what has ended stays for a month",
    answers={200: "Proxies"},
)
def list_proxies(request: WebRequest) -> Reply:
    return ok(request.hall.desk.proxies(request.person))


@route(
    blueprint,
    LIST,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Let somebody act in my name from one day to another, or say that I am away; the same again is the same",
    body=Shape(
        {
            "kind": choice("proxy", "absence", default="proxy"),
            "to": text(0, 64, default="", example="10001"),
            "services": text(0, 2000, default="", pattern=r"[A-Za-z0-9_,-]*", example="student-leave,ip-address"),
            "since": text(10, 10, example="2026-11-23"),
            "until": text(10, 10, example="2026-11-30"),
            "reason": text(0, 2000, example="出差"),
        }
    ),
    answers={201: "Proxy"},
    refuses=(403, 409, 422),
)
def give_proxy(request: WebRequest) -> Reply:
    made = request.hall.desk.give(request.person, request.body)
    return created(made, f"{LIST}/{made['id']}")


@route(
    blueprint,
    LIST + "/{proxy_id}",
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Take a proxy back, or end an absence; it acts with the proxy's next request",
    answers={204: None},
    refuses=(404, 409),
)
def revoke_proxy(request: WebRequest) -> Reply:
    request.hall.desk.revoke(request.person, request.path["proxy_id"])
    return nothing()


@route(
    blueprint,
    "/api/v1/me/colleagues",
    policy=Policy.SIGNED_IN,
    summary="Whom I may choose as a proxy; a staff number that is not among them will do as well",
    answers={200: "Colleagues"},
)
def list_my_colleagues(request: WebRequest) -> Reply:
    return ok(request.hall.desk.colleagues(request.person))


@route(
    blueprint,
    HANDOVERS,
    policy=Policy.SIGNED_IN,
    summary="What was handed over in the units I head because somebody left, lost a position, or it is empty",
    query=Shape(page_members()),
    answers={200: "Handovers"},
)
def list_handovers(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    return listed(request.hall.desk.handovers(request.person, cursor, limit), HANDOVERS, limit)
