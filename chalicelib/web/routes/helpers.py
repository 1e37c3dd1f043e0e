"""Helpers in the hall: lines without names, tickets for people, calls for help answered; nothing else."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, marked, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.hall_devices import ASKED, AT, HALL, PLACE
from chalicelib.web.routes.tickets import CODE, SERVICE
from chalicelib.web.shape import Shape, text

blueprint = Blueprint(__name__)

LINES = HALL + "/lines"
ANSWERED = Limit(600, 3600)


@route(
    blueprint,
    "/api/v1/helper-halls",
    policy=Policy.HALL_HELPER,
    summary="The halls in which I may help today",
    answers={200: "HelperHalls"},
)
def helper_halls(request: WebRequest) -> Reply:
    return ok(request.hall.tickets.helpers.halls(request.person))


@route(
    blueprint,
    LINES,
    policy=Policy.HALL_HELPER,
    summary="Every line of the hall by its numbers, and where somebody asks for help; ask again with its ETag",
    tags=True,
    answers={200: "HelperLines", 304: None},
    refuses=(404,),
    samples=AT,
)
def hall_lines(request: WebRequest) -> Reply:
    return marked(request.hall.tickets.helpers.line(request.person, request.path["hall"]), request.seen)


@route(
    blueprint,
    LINES + "/tickets",
    method="POST",
    policy=Policy.HALL_HELPER,
    summary="A ticket for somebody who stands there: with their card's number, or nobody's in particular",
    body=Shape({"counter": CODE, "service": SERVICE, "number": text(0, 40, default="", example="2023010101")}),
    key=True,
    limit=ASKED,
    answers={201: "HelperTicket"},
    refuses=(403, 404, 409),
    samples=AT,
)
def helper_ticket(request: WebRequest) -> Reply:
    body = request.body
    made = request.hall.tickets.helpers.take_ticket(
        request.person, request.path["hall"], body["counter"], body["service"], body["number"], request.key or ""
    )
    return ok(made, status=201)


@route(
    blueprint,
    LINES + "/helped",
    method="POST",
    policy=Policy.HALL_HELPER,
    summary="I have gone to who asked for help at this place",
    body=Shape({"place": PLACE}),
    limit=ANSWERED,
    answers={204: None},
    refuses=(404,),
    samples=AT,
)
def helper_helped(request: WebRequest) -> Reply:
    request.hall.tickets.helpers.helped(request.person, request.path["hall"], request.body["place"])
    return nothing()
