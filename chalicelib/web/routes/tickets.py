"""Tickets for the day in the hall: taking one, following it by its link, the clerk's line."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, marked, nothing, ok, uri
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, integer, text

blueprint = Blueprint(__name__)

TICKETS = "/api/v1/tickets"
ONE = TICKETS + "/{ticket}"
LINE = "/api/v1/counters/{counter}/queue"
TAKEN = Limit(30, 3600)
FOLLOWED = Limit(1200, 600)
"""Of one address: a whole campus may come through one, and each phone asks every few seconds."""
PRESSED = Limit(60, 600)
MARKS = Limit(2400, 3600)
SAMPLE = {"ticket": "registry.20261123.A012.a3n5kq2m7r4tz6w2"}
AT = {"counter": "registry"}
CODE = text(1, 60, pattern="[a-z0-9-]+", example="registry")
SERVICE = text(1, 60, pattern="[a-z0-9-]+", example="student-card-replacement")
NAMED = text(0, 60, pattern="[a-z0-9-]*", default="", example="service-centre")
WINDOW = text(1, 8, pattern="[A-Z0-9–-]+", example="3")
STARS = integer(1, 5, example=5)


@route(
    blueprint,
    "/api/v1/queues",
    policy=Policy.SIGNED_IN,
    summary="Where a ticket for this service, or in this hall, can be taken, how many wait; my tickets of today",
    query=Shape({"service": NAMED, "hall": NAMED}),
    answers={200: "Queues"},
    refuses=(404,),
)
def queues(request: WebRequest) -> Reply:
    asked = request.query
    return ok(request.hall.tickets.own.queues(request.person, asked["service"], asked["hall"]))


@route(
    blueprint,
    TICKETS,
    policy=Policy.SIGNED_IN,
    summary="My tickets of today, those taken last first",
    answers={200: "TicketList"},
)
def my_tickets(request: WebRequest) -> Reply:
    return ok({"items": request.hall.tickets.own.mine(request.person)})


@route(
    blueprint,
    TICKETS,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Take a ticket from wherever I am; its link shows how many are before me",
    body=Shape({"service": SERVICE, "counter": CODE}),
    key=True,
    limit=TAKEN,
    answers={201: "Ticket"},
    refuses=(403, 404, 409),
)
def take_ticket(request: WebRequest) -> Reply:
    body = request.body
    own = request.hall.tickets.own
    made = own.take(request.person, body["counter"], body["service"], request.key or "", remote=True)
    return ok(made, status=201).adding(location=uri(f"{TICKETS}/{made['id']}"))


@route(
    blueprint,
    ONE,
    policy=Policy.TICKET,
    summary="A ticket by its link: how many are before it, where it was called to; ask again with its ETag",
    tags=True,
    limit=FOLLOWED,
    answers={200: "Ticket", 304: None},
    refuses=(404,),
    samples=SAMPLE,
)
def view_ticket(request: WebRequest) -> Reply:
    return marked(request.hall.tickets.own.view(request.path["ticket"]), request.seen)


@route(
    blueprint,
    ONE + "/acts",
    method="POST",
    policy=Policy.TICKET,
    summary="Come back after a call that was missed (once, behind the next three), or give the ticket back",
    body=Shape({"act": choice("return", "cancel")}),
    limit=PRESSED,
    answers={200: "Ticket"},
    refuses=(404, 409),
    samples=SAMPLE,
)
def act_on_ticket(request: WebRequest) -> Reply:
    return ok(request.hall.tickets.own.act(request.path["ticket"], request.body["act"]))


@route(
    blueprint,
    ONE + "/rating",
    method="POST",
    policy=Policy.TICKET,
    summary="One to five stars for how I was served, once",
    body=Shape({"stars": STARS, "remark": text(0, 300, default="", example="很快")}),
    limit=PRESSED,
    answers={200: "Ticket"},
    refuses=(404, 409, 422),
    samples=SAMPLE,
)
def rate_ticket(request: WebRequest) -> Reply:
    body = request.body
    return ok(request.hall.tickets.own.rate(request.path["ticket"], body["stars"], body["remark"]))


@route(
    blueprint,
    LINE,
    policy=Policy.COUNTER_CLERK,
    summary="Today's line of a counter: who waits, who is called and served, who was; ask again with its ETag",
    tags=True,
    answers={200: "CounterLineUp", 304: None},
    refuses=(404,),
    samples=AT,
)
def counter_line_up(request: WebRequest) -> Reply:
    return marked(request.hall.tickets.desk.line(request.person, request.path["counter"]), request.seen)


@route(
    blueprint,
    LINE + "/calls",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Call the next to a window, or the ticket that is named; nobody is called twice",
    body=Shape({"window": WINDOW, "ticket": text(0, 120, default="", example=SAMPLE["ticket"])}),
    limit=MARKS,
    answers={200: "QueueTicket"},
    refuses=(404, 409, 422),
    samples=AT,
)
def call_next(request: WebRequest) -> Reply:
    body = request.body
    desk = request.hall.tickets.desk
    return ok(desk.call(request.person, request.path["counter"], body["window"], body["ticket"]))


@route(
    blueprint,
    LINE + "/tickets/{ticket}/acts",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Call again, begin, finish, did not come, back into the line, to another counter, cancel",
    body=Shape({
        "act": choice("recall", "begin", "done", "miss", "return", "route", "cancel"),
        "to": NAMED,
        "result": text(0, 300, default="", example="已当场办结"),
    }),
    seq=True,
    limit=MARKS,
    answers={200: "QueueTicket"},
    refuses=(404, 409, 422),
    samples=SAMPLE | AT,
)  # fmt: skip
def act_at_counter(request: WebRequest) -> Reply:
    path, body = request.path, request.body
    made, rev = request.hall.tickets.desk.act(
        request.person, path["counter"], path["ticket"], request.seq, body["act"], body["to"], body["result"]
    )
    return ok(made, seq=rev)


@route(
    blueprint,
    LINE + "/helped",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Somebody has gone to who asked for help at this place of the hall",
    body=Shape({"place": text(1, 60, example="1号自助机")}),
    limit=MARKS,
    answers={204: None},
    refuses=(404,),
    samples=AT,
)
def helped(request: WebRequest) -> Reply:
    request.hall.tickets.desk.helped(request.person, request.path["counter"], request.body["place"])
    return nothing()
