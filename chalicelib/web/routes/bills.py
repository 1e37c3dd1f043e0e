"""What departments tell many people, with a sum or a last day for each (docs/notices.md); and one's own charges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, listed, nothing, ok
from chalicelib.web.route import Limit, View, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, choice, integer, many, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/notices"
ONE = LIST + "/{notice}"
MINE = "/api/v1/me/charges"
AT_ONCE = 200
"""Payments marked by one request; each is a write of its own."""
LIMIT = 25


WISH = Shape(
    {
        "unit": text(1, 80, example="assets"),
        "title_zh": text(1, 60, example="周转房十二月费用"),
        "title_en": text(1, 60, example="Flats: charges for December"),
        "text_zh": text(1, 1000, example="请在截止日期前缴纳。"),
        "text_en": text(1, 1000, example="Please pay by the day given."),
        "to": choice("list", "group"),
        "file": text(0, 200, default="", example="december.csv"),
        "size": integer(0, 5 * 1024 * 1024, default=0, example=120),
        "group": text(0, 80, default=""),
        "role": text(0, 80, default=""),
        "grade": text(0, 4, pattern="([0-9]{4})?", default=""),
        "category": text(0, 40, default=""),
        "mode": choice("all", "best", default="all"),
        "amount": text(0, 20, default="", example="923.50"),
        "due": text(0, 10, default="", example="2026-12-31"),
    }
)
PAYMENT = Shape(
    {
        "person": text(1, 64, example="110101"),
        "paid_at": text(0, 10, default="", example="2026-12-01"),
        "reference": text(0, 80, default="", example="CW-2026-0042"),
    }
)


def _asked(
    path: str, summary: str, *, schema: str = "Bill", method: str = "GET", **more: Any
) -> Callable[[View], View]:
    """A route about one notice, for its department."""
    refuses = more.pop("refuses", (404,))
    answers = {more.pop("status", 200): schema}
    return route(blueprint, ONE + path, method=method, policy=Policy.NOTIFIER, summary=summary, answers=answers,
                 refuses=refuses, **more)  # fmt: skip


@route(
    blueprint,
    "/api/v1/notice-choices",
    policy=Policy.NOTIFIER,
    summary="For which departments I may send notices, and which groups there are to send to",
    answers={200: "NoticeChoices"},
)
def notice_choices(request: WebRequest) -> Reply:
    return ok(request.hall.bills.choices(request.asker))


@route(
    blueprint,
    LIST,
    method="POST",
    policy=Policy.NOTIFIER,
    summary="Prepare a notice to many: to a list, which is then uploaded, or to a group; nobody is told yet",
    body=WISH,
    key=True,
    limit=Limit(60, 3600),
    answers={201: "BillMade"},
    refuses=(404, 422),
)
def make_notice(request: WebRequest) -> Reply:
    made = request.hall.bills.make(request.asker, request.body, request.key or "")
    return created(made, f"{LIST}/{made['id']}")


@route(
    blueprint,
    "/api/v1/units/{unit}/notices",
    policy=Policy.NOTIFIER,
    summary="The department's notices, newest first",
    answers={200: "Bills"},
    refuses=(404,),
    samples={"unit": "assets"},
)
def list_unit_notices(request: WebRequest) -> Reply:
    unit = request.path["unit"]
    return listed(request.hall.bills.list_bills(request.asker, unit), f"/api/v1/units/{unit}/notices", 100)


@_asked("", "How far a notice is")
def view_notice(request: WebRequest) -> Reply:
    return ok(request.hall.bills.view(request.asker, request.path["notice"]))


@_asked("/check", "The list has been uploaded: check it row by row, in the background",
        method="POST", status=202, refuses=(404, 409, 422))  # fmt: skip
def check_notice(request: WebRequest) -> Reply:
    return ok(request.hall.bills.check(request.asker, request.path["notice"]), status=202)


@_asked("/refused", "Rows of the list that are no good, with line and reason", schema="BillRefused")
def refused_rows(request: WebRequest) -> Reply:
    return ok(request.hall.bills.refused(request.asker, request.path["notice"]))


@_asked("/preview", "The notice as one of its people will see it, and how many they are", schema="BillPreview",
        query=Shape({"person": text(0, 64, default=""), "lang": choice("zh", "en", default="zh")}),
        refuses=(404, 409))  # fmt: skip
def preview_notice(request: WebRequest) -> Reply:
    person, lang = request.query["person"], request.query["lang"]
    return ok(request.hall.bills.preview(request.asker, request.path["notice"], person, lang))


@_asked("/send", "Tell its people, now or at a moment within ninety days", method="POST", status=202,
        body=Shape({"at": text(0, 35, default="", example="2026-12-01T01:00:00.000Z")}),
        refuses=(404, 409, 422))  # fmt: skip
def send_notice(request: WebRequest) -> Reply:
    return ok(request.hall.bills.send(request.asker, request.path["notice"], request.body["at"]), status=202)


@_asked("/cancel", "Tell nobody more; who was told keeps the charge", method="POST", refuses=(404, 409))
def cancel_notice(request: WebRequest) -> Reply:
    return ok(request.hall.bills.cancel(request.asker, request.path["notice"]))


@_asked("/reminders", "Tell those again who have not paid; once a day at most", method="POST", status=202,
        refuses=(404, 409))  # fmt: skip
def remind_payers(request: WebRequest) -> Reply:
    return ok(request.hall.bills.remind(request.asker, request.path["notice"]), status=202)


@_asked("/people", "Each person of a notice: the sum, whether it is paid, what became of every channel",
        schema="BillPeople", query=Shape(page_members(LIMIT)))  # fmt: skip
def notice_people(request: WebRequest) -> Reply:
    id, cursor, limit = request.path["notice"], request.query["cursor"], request.query["limit"]
    return listed(request.hall.bills.list_people(request.asker, id, cursor, limit), f"{LIST}/{id}/people", limit)


@_asked("/payments", "Mark people as having paid, each with day and reference; the same again changes nothing",
        schema="BillPayments", method="POST",
        body=Shape({"items": many(1, AT_ONCE, PAYMENT, example=[{"person": "110101"}])}))  # fmt: skip
def mark_paid(request: WebRequest) -> Reply:
    return ok(request.hall.bills.pay(request.asker, request.path["notice"], request.body["items"]))


@route(
    blueprint,
    ONE + "/payments/{person}",
    method="DELETE",
    policy=Policy.NOTIFIER,
    summary="Take a mark of payment away that was wrong",
    answers={204: None},
    refuses=(404,),
)
def unmark_paid(request: WebRequest) -> Reply:
    request.hall.bills.unpay(request.asker, request.path["notice"], request.path["person"])
    return nothing()


@route(
    blueprint,
    MINE,
    policy=Policy.SIGNED_IN,
    summary="What departments told me to pay or to do by a day, newest first",
    query=Shape(page_members(LIMIT)),
    answers={200: "Charges"},
)
def my_charges(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    return listed(request.hall.charges.mine(request.person, cursor, limit), MINE, limit)
