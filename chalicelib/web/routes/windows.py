"""Times at counters: what may be booked, one's own appointments, a counter's day."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, calendar, listed, ok, uri
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import LIMIT, page_members
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)

COUNTERS, MINE = "/api/v1/counters", "/api/v1/appointments"
ONE = MINE + "/{appointment}"
DAY = COUNTERS + "/{counter}/days/{day}"
CHANGES = Limit(60, 3600)
MARKS = Limit(1200, 3600)
SAMPLE = {"appointment": "a3n5kq2m7r4tz6w2x5y7b4c3d2"}
ON_DAY = {"counter": "registry", "day": "2026-12-01"}
MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z"
CODE = text(1, 60, pattern="[a-z0-9-]+", example="registry")
SERVICE = text(1, 60, pattern="[a-z0-9-]+", example="student-card-replacement")
AT = text(20, 24, pattern=MOMENT, example="2026-12-01T01:00:00.000Z")
CLOCK = text(5, 5, pattern="([01][0-9]|2[0-3]):[0-5][0-9]", example="14:00")
WHY = text(0, 300, default="", example="参加培训，当天不办理")


@route(
    blueprint,
    COUNTERS,
    policy=Policy.SIGNED_IN,
    summary="The counters at which a time for this service can be booked, with the next free one of each",
    query=Shape({"service": SERVICE}),
    answers={200: "BookingChoices"},
    refuses=(404,),
)
def counters(request: WebRequest) -> Reply:
    return ok(request.hall.windows.booking.counters(request.person, request.query["service"]))


@route(
    blueprint,
    COUNTERS + "/{counter}/slots",
    policy=Policy.SIGNED_IN,
    summary="A counter's days that can be booked, with their free times and how many places each has left",
    answers={200: "CounterSlots"},
    refuses=(404,),
    samples={"counter": "registry"},
)
def slots(request: WebRequest) -> Reply:
    return ok(request.hall.windows.booking.slots(request.path["counter"]))


@route(
    blueprint,
    MINE,
    policy=Policy.SIGNED_IN,
    summary="My appointments, those booked last first; or only what is still to come, the next first, on one page",
    query=Shape({"box": choice("all", "coming", default="all"), **page_members(LIMIT)}),
    answers={200: "AppointmentPage"},
)
def my_appointments(request: WebRequest) -> Reply:
    booking, cursor, limit = request.hall.windows.booking, request.query["cursor"], request.query["limit"]
    if request.query["box"] == "coming":
        return ok({"items": booking.upcoming(request.person), "next": None})
    return listed(booking.mine(request.person, cursor, limit), MINE, limit)


@route(
    blueprint,
    MINE,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Book a time; the last place is given once, and whoever comes too late is told the next free times",
    body=Shape({"service": SERVICE, "counter": CODE, "at": AT}),
    key=True,
    limit=CHANGES,
    answers={201: "Appointment"},
    refuses=(403, 404, 409),
)
def book(request: WebRequest) -> Reply:
    body = request.body
    made, rev = request.hall.windows.booking.book(
        request.person, body["service"], body["counter"], body["at"], request.key or ""
    )
    return ok(made, seq=rev, status=201).adding(location=uri(f"{MINE}/{made['id']}"))


@route(
    blueprint,
    ONE,
    policy=Policy.SIGNED_IN,
    summary="One of my appointments, with what to bring; its ETag moves or cancels it",
    answers={200: "Appointment"},
    refuses=(404,),
    samples=SAMPLE,
)
def view_appointment(request: WebRequest) -> Reply:
    found, rev = request.hall.windows.booking.view(request.person, request.path["appointment"])
    return ok(found, seq=rev)


@route(
    blueprint,
    ONE + "/time",
    method="PUT",
    policy=Policy.SIGNED_IN,
    summary="Move it to another time, at this or another counter that handles the service",
    body=Shape({"counter": CODE, "at": AT}),
    seq=True,
    limit=CHANGES,
    answers={200: "Appointment"},
    refuses=(404, 409),
    samples=SAMPLE,
)
def move_appointment(request: WebRequest) -> Reply:
    body = request.body
    made, rev = request.hall.windows.booking.move(
        request.person, request.path["appointment"], request.seq, body["counter"], body["at"]
    )
    return ok(made, seq=rev)


@route(
    blueprint,
    ONE + "/cancellation",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Cancel it; its place is free for others at once",
    body=Shape({"reason": WHY}),
    seq=True,
    limit=CHANGES,
    answers={200: "Appointment"},
    refuses=(404, 409),
    samples=SAMPLE,
)
def cancel_appointment(request: WebRequest) -> Reply:
    made, rev = request.hall.windows.booking.cancel(
        request.person, request.path["appointment"], request.seq, request.body["reason"]
    )
    return ok(made, seq=rev)


@route(
    blueprint,
    ONE + "/calendar",
    policy=Policy.SIGNED_IN,
    summary="One of my appointments as an iCalendar file",
    tags=True,
    answers={200: "CalendarFile", 304: None},
    refuses=(404,),
    samples=SAMPLE,
)
def appointment_file(request: WebRequest) -> Reply:
    content = request.hall.windows.file(request.person, request.path["appointment"])
    return calendar(content.decode(), request.seen)


@route(
    blueprint,
    "/api/v1/counter-choices",
    policy=Policy.COUNTER_CLERK,
    summary="The counters of departments I speak for",
    answers={200: "CounterChoices"},
)
def counter_choices(request: WebRequest) -> Reply:
    return ok(request.hall.windows.desk.choices(request.person))


@route(
    blueprint,
    DAY,
    policy=Policy.COUNTER_CLERK,
    summary="A counter's day: who comes when and for what, and when it is closed; its ETag closes and opens it",
    answers={200: "CounterDay"},
    refuses=(404,),
    samples=ON_DAY,
)
def counter_day(request: WebRequest) -> Reply:
    found = request.hall.windows.desk.day(request.person, request.path["counter"], request.path["day"])
    return ok(found, seq=found["version"])


@route(
    blueprint,
    DAY + "/closures",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Close the counter for some time of that day; those who booked are told and choose another time",
    body=Shape({"from": CLOCK, "to": CLOCK, "reason": WHY}),
    seq=True,
    limit=CHANGES,
    answers={200: "CounterDay"},
    refuses=(404, 422),
    samples=ON_DAY,
)
def close_counter(request: WebRequest) -> Reply:
    path, body = request.path, request.body
    found = request.hall.windows.desk.close(
        request.person, path["counter"], path["day"], request.seq, (body["from"], body["to"]), body["reason"]
    )
    return ok(found, seq=found["version"])


@route(
    blueprint,
    DAY + "/closures",
    method="DELETE",
    policy=Policy.COUNTER_CLERK,
    summary="Take back what was closed that day; times can be booked again",
    seq=True,
    limit=CHANGES,
    answers={200: "CounterDay"},
    refuses=(404,),
    samples=ON_DAY,
)
def open_counter(request: WebRequest) -> Reply:
    path = request.path
    found = request.hall.windows.desk.reopen(request.person, path["counter"], path["day"], request.seq)
    return ok(found, seq=found["version"])


@route(
    blueprint,
    COUNTERS + "/{counter}/appointments/{appointment}/acts",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Mark that somebody came, was served, did not come; or cancel with a reason, which they are told",
    body=Shape({"act": choice("arrive", "serve", "miss", "cancel"), "reason": WHY}),
    seq=True,
    limit=MARKS,
    answers={200: "CounterLine"},
    refuses=(404, 409, 422),
    samples=SAMPLE | {"counter": "registry"},
)
def mark_appointment(request: WebRequest) -> Reply:
    path, body = request.path, request.body
    made, rev = request.hall.windows.desk.act(
        request.person, path["counter"], path["appointment"], request.seq, body["act"], body["reason"]
    )
    return ok(made, seq=rev)
