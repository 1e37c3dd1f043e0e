"""Webhooks: a department's endpoints, what was delivered to them, and sending it again (docs/webhooks.md)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, listed, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Member, Shape, choice, integer, many, text

blueprint = Blueprint(__name__)

CHOICES = "/api/v1/webhook-choices"
LIST = "/api/v1/units/{unit}/webhooks"
ONE = LIST + "/{webhook}"
DELIVERIES = ONE + "/deliveries"
UNIT = {"unit": "student-affairs"}
URL = text(8, 500, example="https://system.example.edu/hooks/hall")
MOMENT = text(20, 40, example="2026-11-23T08:00:00+08:00")
CHANGES = Limit(60, 3600)
KEEPER = Policy.WEBHOOK_KEEPER


@route(
    blueprint,
    CHOICES,
    policy=KEEPER,
    summary="Whose endpoints I may look after, which events there are, and which systems the catalogue declares",
    answers={200: "WebhookChoices"},
)
def webhook_choices(request: WebRequest) -> Reply:
    return ok(request.hall.webhooks.desk.choices(request.asker))


@route(
    blueprint,
    LIST,
    policy=KEEPER,
    summary="A department's endpoints and how it goes with each",
    answers={200: "Webhooks"},
    refuses=(404,),
    samples=UNIT,
)
def list_webhooks(request: WebRequest) -> Reply:
    return ok(request.hall.webhooks.desk.list_hooks(request.asker, request.path["unit"]))


@route(
    blueprint,
    LIST,
    method="POST",
    policy=KEEPER,
    summary="Add an endpoint; its secret is in this answer and never again",
    body=Shape(
        {
            "name": text(1, 80, example="学工系统"),
            "url": URL,
            "events": many(0, 40, text(1, 60), default=[], example=["application.completed"]),
            "services": many(0, 50, text(1, 80), default=[]),
            "target": text(0, 80, default=""),
        }
    ),
    limit=CHANGES,
    answers={201: "WebhookMade"},
    refuses=(404, 409, 422),
    samples=UNIT,
)
def make_webhook(request: WebRequest) -> Reply:
    unit = request.path["unit"]
    made = request.hall.webhooks.desk.make(request.asker, unit, request.body)
    return created(made, f"/api/v1/units/{unit}/webhooks/{made['id']}")


@route(
    blueprint,
    ONE,
    method="PUT",
    policy=KEEPER,
    summary="Change what is given of an endpoint, switch it off, or on again: then it gets what has waited",
    body=Shape(
        {
            "name": text(1, 80, default=None),
            "url": Member("string", None, 8, 500),
            "events": many(0, 40, text(1, 60), default=None),
            "services": many(0, 50, text(1, 80), default=None),
            "on": Member("boolean", None),
        },
        at_least=1,
    ),
    limit=CHANGES,
    answers={200: "Webhook"},
    refuses=(404, 409, 422),
    samples=UNIT,
)
def change_webhook(request: WebRequest) -> Reply:
    unit, hook = request.path["unit"], request.path["webhook"]
    return ok(request.hall.webhooks.desk.change(request.asker, unit, hook, request.body))


@route(
    blueprint,
    ONE,
    method="DELETE",
    policy=KEEPER,
    summary="Remove an endpoint",
    answers={204: None},
    refuses=(404,),
    samples=UNIT,
)
def remove_webhook(request: WebRequest) -> Reply:
    request.hall.webhooks.desk.remove(request.asker, request.path["unit"], request.path["webhook"])
    return nothing()


@route(
    blueprint,
    ONE + "/secret",
    method="POST",
    policy=KEEPER,
    summary="A new secret, told in this answer only; for the overlap the one before signs, too",
    body=Shape({"overlap_days": integer(0, 30, default=7)}),
    limit=CHANGES,
    answers={201: "WebhookMade"},
    refuses=(404, 409),
    samples=UNIT,
)
def rotate_secret(request: WebRequest) -> Reply:
    unit, hook = request.path["unit"], request.path["webhook"]
    made = request.hall.webhooks.desk.rotate(request.asker, unit, hook, request.body["overlap_days"])
    return created(made, f"/api/v1/units/{unit}/webhooks/{hook}")


@route(
    blueprint,
    ONE + "/test",
    method="POST",
    policy=KEEPER,
    summary="Send a message of type ping; what came of it is in the log of deliveries",
    limit=CHANGES,
    answers={202: "WebhookTest"},
    refuses=(404, 409),
    samples=UNIT,
)
def ping_webhook(request: WebRequest) -> Reply:
    sent = request.hall.webhooks.desk.test(request.asker, request.path["unit"], request.path["webhook"])
    return ok(sent, status=202)


@route(
    blueprint,
    DELIVERIES,
    policy=KEEPER,
    summary="What was delivered in the last thirty days, newest first, each with its tries",
    query=Shape({**page_members(), "outcome": choice("all", "failed", default="all")}),
    answers={200: "Deliveries"},
    refuses=(400, 404),
    samples=UNIT,
)
def list_deliveries(request: WebRequest) -> Reply:
    asked = request.query
    failed = asked["outcome"] == "failed"
    unit, hook = request.path["unit"], request.path["webhook"]
    page = (request.asker, unit, hook, asked["cursor"], asked["limit"])
    found = request.hall.webhooks.log.list_deliveries(*page, failed=failed)
    path = f"/api/v1/units/{unit}/webhooks/{hook}/deliveries"
    return listed(found, path, asked["limit"], outcome=asked["outcome"])


@route(
    blueprint,
    DELIVERIES + "/{delivery}/replay",
    method="POST",
    policy=KEEPER,
    summary="Send one message again, under the same id",
    limit=Limit(300, 3600),
    answers={202: "Delivery"},
    refuses=(404, 409),
    samples=UNIT,
)
def replay_delivery(request: WebRequest) -> Reply:
    place = (request.path["unit"], request.path["webhook"], request.path["delivery"])
    return ok(request.hall.webhooks.log.replay(request.asker, *place), status=202)


@route(
    blueprint,
    ONE + "/replays",
    method="POST",
    policy=KEEPER,
    summary="Send the messages between two moments again, a hundred at a time; `next` is where the others begin",
    body=Shape({"from": MOMENT, "to": MOMENT, "which": choice("failed", "all", default="failed")}),
    limit=CHANGES,
    answers={202: "Replayed"},
    refuses=(404, 422),
    samples=UNIT,
)
def replay_range(request: WebRequest) -> Reply:
    unit, hook = request.path["unit"], request.path["webhook"]
    return ok(request.hall.webhooks.log.replay_range(request.asker, unit, hook, request.body), status=202)
