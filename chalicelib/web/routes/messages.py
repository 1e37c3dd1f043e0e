"""How one wants to be told, why somebody was not, what it all amounts to; and what providers report."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, nothing, ok
from chalicelib.web.route import Limit, WebRequest, current, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, answers, choice, text, yes_no

blueprint = Blueprint(__name__)

MINE = "/api/v1/me/messages"
LEDGER = "/api/v1/notices/ledger"
WISHES = Shape(
    {
        "sms": yes_no(default=None),
        "lang": choice("zh", "en", default=None),
        "channels": answers(default=None, example={"progress": ["wecom", "mail"]}),
        "quiet": text(0, 5, default=None, example="22-7"),
        "order": text(1, 40, default=None, example="wecom,mail,sms"),
        "digest": choice("immediate", "hourly", "daily", default=None),
    },
    at_least=1,
)
_RECEIPTS = Limit(6000, 60)


@route(blueprint, MINE, policy=Policy.SIGNED_IN, summary="How I am told, and how I may be", answers={200: "Messages"})
def my_messages(request: WebRequest) -> Reply:
    return ok(request.hall.notices.preferences(request.person))


@route(
    blueprint,
    MINE,
    method="PUT",
    policy=Policy.SIGNED_IN,
    summary="Change how I am told; what is left out stays",
    body=WISHES,
    answers={200: "Messages"},
)
def choose_messages(request: WebRequest) -> Reply:
    return ok(request.hall.notices.choose(request.person, request.body))


@route(
    blueprint,
    LEDGER,
    policy=Policy.HALL_RUNNER,
    summary="What a person was told, by which channels, and why not by others; others' for the hall's administrators",
    query=Shape({"person": text(0, 64, default=""), **page_members()}),
    answers={200: "Ledger"},
    refuses=(403,),
)
def ledger(request: WebRequest) -> Reply:
    about, cursor, limit = request.query["person"], request.query["cursor"], request.query["limit"]
    return listed(request.hall.notices.ledger(request.person, about, cursor, limit), LEDGER, limit, person=about)


@route(
    blueprint,
    "/api/v1/notices/usage",
    policy=Policy.HALL_RUNNER,
    summary="What went out in a month, by channel, and what did not arrive; for the hall's administrators",
    query=Shape({"month": text(0, 7, pattern=r"([0-9]{4}-(0[1-9]|1[0-2]))?", default="")}),
    answers={200: "Usage"},
    refuses=(403,),
)
def usage(request: WebRequest) -> Reply:
    return ok(request.hall.notices.upkeep.usage(request.person, request.query["month"]))


@route(
    blueprint,
    "/api/v1/notices/resume",
    method="POST",
    policy=Policy.HALL_RUNNER,
    summary="Send mail again after too much bounced; for the hall's administrators",
    answers={204: None},
)
def resume(request: WebRequest) -> Reply:
    request.hall.notices.upkeep.resume(request.person)
    return nothing()


@route(
    blueprint,
    "/api/v1/notices/redrive",
    method="POST",
    policy=Policy.HALL_RUNNER,
    summary="Try again what one queue's worker could not handle, up to 100; for the hall's administrators",
    body=Shape({"queue": text(1, 20, default="notices", example="steps")}),
    answers={200: "Redriven"},
    refuses=(404,),
)
def redrive(request: WebRequest) -> Reply:
    return ok({"moved": request.hall.notices.upkeep.redrive(request.person, request.body["queue"])})


@route(
    blueprint,
    "/api/v1/receipts/sms",
    method="POST",
    policy=Policy.PROVIDER,
    summary="What became of a text message, told by the gateway that took it",
    body=Shape(
        {
            "out_id": text(1, 256),
            "state": choice("delivered", "failed"),
            "code": text(0, 60, default=""),
            "at": text(20, 35, pattern=r"[0-9T:.+Z-]+", example="2026-11-23T02:00:30.000Z"),
        }
    ),
    limit=_RECEIPTS,
    answers={204: None},
    refuses=(403,),
)
def sms_receipt(request: WebRequest) -> Reply:
    raw = current.get().raw_body
    signed = str(request.headers.get("x-timestamp") or ""), str(request.headers.get("x-signature") or "")
    request.hall.notices.sms_receipt(request.body, raw if isinstance(raw, bytes) else raw.encode(), *signed)
    return nothing()
