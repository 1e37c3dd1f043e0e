"""What is ahead at a counter, for its department: its duty list, and how many people are to be expected."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, choice, many, text

blueprint = Blueprint(__name__)

ONE = "/api/v1/counters/{counter}"
AT = {"counter": "registry"}
CHANGES = Limit(120, 3600)
DAY = text(0, 10, default="", example="2026-12-01")
WEEKDAY = choice("monday", "tuesday", "wednesday", "thursday", "friday", "makeup")
TURN = Shape({
    "person": text(0, 64, example="110302"),
    "window": text(1, 8, example="3"),
    "weekdays": many(0, 6, WEEKDAY, default=[]),
    "since": DAY,
    "until": DAY,
})  # fmt: skip
NOTE = text(0, 200, default="", example="开学两周加开4号窗口")
EXAMPLE = {"person": "110302", "window": "3", "weekdays": ["monday", "tuesday"], "since": "2026-12-01", "until": ""}


@route(
    blueprint,
    ONE + "/duty",
    policy=Policy.COUNTER_CLERK,
    summary="Who is on duty at each window today and in the week to come, and the list; its ETag changes it",
    answers={200: "DutyList"},
    refuses=(404,),
    samples=AT,
)
def duty_list(request: WebRequest) -> Reply:
    found = request.hall.windows.duty.view(request.person, request.path["counter"])
    return ok(found, seq=found["version"])


@route(
    blueprint,
    ONE + "/duty",
    method="PUT",
    policy=Policy.COUNTER_CLERK,
    summary="The duty list with these lines in place of all that are not over; it informs and locks nobody out",
    body=Shape({"turns": many(0, 100, TURN, example=[EXAMPLE]), "note": NOTE}),
    seq=True,
    limit=CHANGES,
    answers={200: "DutyList"},
    refuses=(404, 422),
    samples=AT,
)
def change_duty(request: WebRequest) -> Reply:
    lines = [{"weekdays": [], "since": "", "until": "", **line} for line in request.body["turns"]]
    found = request.hall.windows.duty.change(
        request.person, request.path["counter"], request.seq, lines, request.body["note"]
    )
    return ok(found, seq=found["version"])


@route(
    blueprint,
    ONE + "/duty/history",
    policy=Policy.COUNTER_CLERK,
    summary="The last changes of the duty list: who entered and took out which lines",
    answers={200: "DutyHistory"},
    refuses=(404,),
    samples=AT,
)
def duty_history(request: WebRequest) -> Reply:
    return ok(request.hall.windows.duty.history(request.person, request.path["counter"]))


@route(
    blueprint,
    ONE + "/forecast",
    policy=Policy.COUNTER_CLERK,
    summary="How many people are to be expected in each half hour of the next ten days the counter is open",
    answers={200: "Forecast"},
    refuses=(404,),
    samples=AT,
)
def crowds_ahead(request: WebRequest) -> Reply:
    return ok(request.hall.windows.crowds.ahead(request.person, request.path["counter"]))
