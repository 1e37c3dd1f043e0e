"""Devices in the hall: kiosks that give tickets, boards of calls, pads that take stars (docs/hall-devices.md)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, marked, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.tickets import CODE, NAMED, SERVICE, STARS, WINDOW
from chalicelib.web.shape import Shape, text

blueprint = Blueprint(__name__)

HALL = "/api/v1/halls/{hall}"
AT = {"hall": "service-centre"}
ASKED = Limit(60, 600)
"""People a device may ask for: one every ten seconds, which is more than a line at a kiosk moves."""
SHOWN = Limit(6000, 600)
"""All boards of a hall share a key, and each asks every few seconds."""
PRESSED = Limit(300, 600)
NUMBER = text(1, 40, example="2023010101")
PLACE = text(1, 60, example="1号自助机")
PRINTS = Limit(40, 600)
"""Print codes for all kiosks with one key, right or wrong; each kiosk has a limit of its own."""


@route(
    blueprint,
    HALL + "/kiosk",
    policy=Policy.HALL_DEVICE,
    summary="What a ticket can be taken for in this hall, counter by counter, and how many wait",
    tags=True,
    limit=SHOWN,
    answers={200: "Kiosk", 304: None},
    refuses=(404,),
    samples=AT,
)
def kiosk(request: WebRequest) -> Reply:
    return marked(request.hall.tickets.devices.kiosk(request.asker, request.path["hall"]), request.seen)


@route(
    blueprint,
    HALL + "/look-ups",
    method="POST",
    policy=Policy.HALL_DEVICE,
    summary="The masked name of who has this card, and what they are booked for here today",
    body=Shape({"number": NUMBER}),
    limit=ASKED,
    answers={200: "KioskPerson"},
    refuses=(404,),
    samples=AT,
)
def look_up_card(request: WebRequest) -> Reply:
    devices = request.hall.tickets.devices
    return ok(devices.look_up(request.asker, request.path["hall"], request.body["number"]))


@route(
    blueprint,
    HALL + "/tickets",
    method="POST",
    policy=Policy.HALL_DEVICE,
    summary="A ticket at the kiosk: for who has this card, or nobody's in particular; with an appointment, checked in",
    body=Shape({
        "number": text(0, 40, default="", example="2023010101"),
        "counter": CODE,
        "service": SERVICE,
        "appointment": text(0, 40, pattern="[a-z0-9]*", default="", example="a3n5kq2m7r4tz6w2x5y7b4c3d2"),
    }),
    key=True,
    limit=ASKED,
    answers={201: "Ticket"},
    refuses=(403, 404, 409),
    samples=AT,
)  # fmt: skip
def kiosk_ticket(request: WebRequest) -> Reply:
    body = request.body
    made = request.hall.tickets.devices.take_ticket(
        request.asker, request.path["hall"], body["number"], body["counter"], body["service"], body["appointment"],
        request.key or "",
    )  # fmt: skip
    return ok(made, status=201)


@route(
    blueprint,
    HALL + "/prints",
    method="POST",
    policy=Policy.KIOSK,
    summary="The file of a certificate for its print code, once: a link of a minute; the timeline says it",
    body=Shape({"code": text(1, 20, example="1234 5678"), "place": PLACE}),
    key=True,
    limit=PRINTS,
    answers={200: "KioskPrint"},
    refuses=(404, 409, 429),
    samples=AT,
)
def print_certificate(request: WebRequest) -> Reply:
    body, devices = request.body, request.hall.tickets.devices
    return ok(devices.print(request.asker, request.path["hall"], body["place"], body["code"], request.key or ""))


@route(
    blueprint,
    HALL + "/help",
    method="POST",
    policy=Policy.HALL_DEVICE,
    summary="Somebody at this place needs a person; boards and clerks see it",
    body=Shape({"place": PLACE}),
    limit=PRESSED,
    answers={204: None},
    refuses=(404,),
    samples=AT,
)
def ask_help(request: WebRequest) -> Reply:
    request.hall.tickets.devices.ask_help(request.asker, request.path["hall"], request.body["place"])
    return nothing()


@route(
    blueprint,
    HALL + "/board",
    policy=Policy.HALL_DEVICE,
    summary="Who is called to which window, and how many wait, of all counters or one; ask again with its ETag",
    query=Shape({"counter": NAMED}),
    tags=True,
    limit=SHOWN,
    answers={200: "Board", 304: None},
    refuses=(404,),
    samples=AT,
)
def board(request: WebRequest) -> Reply:
    devices = request.hall.tickets.devices
    return marked(devices.board(request.asker, request.path["hall"], request.query["counter"]), request.seen)


@route(
    blueprint,
    HALL + "/pad",
    policy=Policy.HALL_DEVICE,
    summary="Who was served at this window last, for the rating pad that stands there",
    query=Shape({"counter": CODE, "window": WINDOW}),
    tags=True,
    limit=SHOWN,
    answers={200: "Pad", 304: None},
    refuses=(404,),
    samples=AT,
)
def pad(request: WebRequest) -> Reply:
    asked = request.query
    devices = request.hall.tickets.devices
    return marked(devices.pad(request.asker, request.path["hall"], asked["counter"], asked["window"]), request.seen)


@route(
    blueprint,
    HALL + "/ratings",
    method="POST",
    policy=Policy.HALL_DEVICE,
    summary="One tap on the pad: stars for who was served at this window last",
    body=Shape({"counter": CODE, "window": WINDOW, "number": text(4, 6, example="A012"), "stars": STARS}),
    limit=PRESSED,
    answers={200: "Pad"},
    refuses=(404, 409),
    samples=AT,
)
def rate_at_pad(request: WebRequest) -> Reply:
    body = request.body
    return ok(
        request.hall.tickets.devices.rate(
            request.asker, request.path["hall"], body["counter"], body["window"], body["number"], body["stars"]
        )
    )
