"""Cases that departments' own systems handle: told here, they stand among the person's applications (docs/feeds.md)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.applications import State
from chalicelib.web.reply import Reply, listed, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, answers, choice, many, text

blueprint = Blueprint(__name__)

LIST = "/api/v1/outside-cases/{service}"
ONE = LIST + "/{number}"
SAMPLE = {"service": "facility-repair", "number": "WX-20261123-017"}
MOST = 100
NUMBER = text(1, 80, example=SAMPLE["number"])
BOTH = {"zh": "三教 204 照明不亮", "en": "No light in room 204, Building 3"}
CASE = {
    "person": text(1, 64, example="2023010101"),
    "title": answers(remarks=200, example=BOTH),
    "state": choice(*State),
    "updated": text(1, 40, example="2026-11-23T08:00:00+08:00"),
    "state_text": answers(default=None, remarks=60, example={"zh": "已派单", "en": "Assigned"}),
    "link": text(0, 500, default="", example="https://repair.yizhan.example/facilities/WX-20261123-017"),
    "holder": text(0, 80, default="", example="物业服务中心"),
    "submitted": text(0, 40, default=""),
}


@route(
    blueprint,
    ONE,
    method="PUT",
    policy=Policy.OUTSIDE_SENDER,
    summary="How a case stands in the department's system; what is not newer than what the hall knows changes nothing",
    body=Shape(CASE),
    limit=Limit(6000, 60),
    answers={200: "OutsideTaken"},
    refuses=(404, 422),
    samples=SAMPLE,
)
def put_case(request: WebRequest) -> Reply:
    return ok(request.hall.outside.put(request.asker, request.path["service"], request.path["number"], request.body))


@route(
    blueprint,
    LIST,
    method="PUT",
    policy=Policy.OUTSIDE_SENDER,
    summary="The same for up to a hundred cases; what is wrong with one is reported and does not keep the others",
    body=Shape({"cases": many(1, MOST, Shape({"number": NUMBER, **CASE}))}),
    limit=Limit(600, 60),
    answers={200: "OutsideManyTaken"},
    refuses=(404,),
    samples=SAMPLE,
)
def put_cases(request: WebRequest) -> Reply:
    cases = [{**_DEFAULTS, **one} for one in request.body["cases"]]
    return ok(request.hall.outside.put_many(request.asker, request.path["service"], cases))


@route(
    blueprint,
    ONE,
    method="DELETE",
    policy=Policy.OUTSIDE_SENDER,
    summary="Show this case no more; `updated` as when telling of it, now when it is not given",
    query=Shape({"updated": text(0, 40, default="")}),
    limit=Limit(6000, 60),
    answers={204: None},
    refuses=(404, 422),
    samples=SAMPLE,
)
def withdraw_case(request: WebRequest) -> Reply:
    place = (request.path["service"], request.path["number"])
    request.hall.outside.withdraw(request.asker, *place, request.query["updated"])
    return nothing()


@route(
    blueprint,
    LIST,
    policy=Policy.OUTSIDE_SENDER,
    summary="The cases the hall shows, of the month they were sent in, for comparing and counting",
    query=Shape({**page_members(100), "month": text(0, 7, default="", example="2026-11")}),
    answers={200: "OutsideCases"},
    refuses=(400, 404),
    samples=SAMPLE,
)
def list_cases(request: WebRequest) -> Reply:
    service, asked = request.path["service"], request.query
    found = request.hall.outside.list_cases(request.asker, service, asked["month"], asked["cursor"], asked["limit"])
    told = {"month": asked["month"]} if asked["month"] else {}
    return listed(found, f"/api/v1/outside-cases/{service}", asked["limit"], **told)


_DEFAULTS = {
    name: member.default for name, member in CASE.items() if name in ("state_text", "link", "holder", "submitted")
}
"""Of what a list's members leave out; a body's own members have theirs already."""
