"""What pages report, what guides show, what applicants say, what departments see of it."""

from __future__ import annotations

from urllib.parse import quote

from chalice.app import Blueprint

from chalicelib.access import Policy, address_key
from chalicelib.web.reply import Reply, cached, listed, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, choice, integer, text

blueprint = Blueprint(__name__)

RATING = "/api/v1/applications/{application_id}/rating"
STATISTICS = "/api/v1/statistics"
FRESH_SECONDS = 600
_MONTH = text(0, 7, pattern="([0-9]{4}-[0-9]{2})?", default="", example="2026-11")
_MONTHS = {"from": _MONTH, "to": _MONTH}
_RANGE = Shape(_MONTHS)
_SERVICE = text(1, 80, example="undergraduate-leave")
_LANG = choice("zh", "en", default="zh")
_FILE = {200: "Csv"}


@route(
    blueprint,
    "/api/v1/visits",
    method="POST",
    policy=Policy.PUBLIC,
    summary="A guide was read; from where, if it was reached by a shared link with a source",
    body=Shape({"service": _SERVICE, "from": text(0, 24, pattern="[a-z0-9-]*", default="", example="wecom")}),
    limit=Limit(600, 60),  # a campus may stand behind one address
    answers={204: None},
    refuses=(404,),
)
def visit(request: WebRequest) -> Reply:
    request.hall.insight.visits.visit(request.body["service"], request.body["from"])
    return nothing()


@route(
    blueprint,
    "/api/v1/empty-searches",
    method="POST",
    policy=Policy.PUBLIC,
    summary="A search of the catalogue found nothing; what could be personal is not kept",
    body=Shape({"query": text(1, 60, example="停车证")}),
    limit=Limit(120, 3600),
    answers={204: None},
)
def empty_search(request: WebRequest) -> Reply:
    request.hall.insight.visits.search(request.body["query"], address_key(request.ip))
    return nothing()


@route(
    blueprint,
    "/api/v1/services/{code}/figures",
    policy=Policy.PUBLIC,
    summary="Its last twelve months: visits, ratings, how long it took; null where there is too little to say",
    tags=True,
    answers={200: "Figures", 304: None},
    refuses=(404,),
    samples={"code": "undergraduate-leave"},
)
def figures(request: WebRequest) -> Reply:
    return cached(request.hall.insight.figures(request.path["code"]), FRESH_SECONDS, request.seen)


@route(
    blueprint,
    RATING,
    policy=Policy.APPLICANT,
    summary="What I said of an application that is over, and whether I may say or change it now",
    answers={200: "MyRating"},
    refuses=(404,),
)
def view_rating(request: WebRequest) -> Reply:
    return ok(request.hall.insight.ratings.view(request.person, request.path["application_id"]))


@route(
    blueprint,
    RATING,
    method="PUT",
    policy=Policy.APPLICANT,
    summary="Rate the service and the flow, one to five; the same again changes nothing",
    body=Shape(
        {"service": integer(1, 5, example=5), "flow": integer(1, 5, example=4), "comment": text(0, 200, default="")}
    ),
    limit=Limit(60, 3600),
    answers={200: "MyRating"},
    refuses=(404, 409, 422),
)
def rate(request: WebRequest) -> Reply:
    said = request.body
    ratings = request.hall.insight.ratings
    return ok(
        ratings.rate(request.person, request.path["application_id"], said["service"], said["flow"], said["comment"])
    )


@route(
    blueprint,
    STATISTICS,
    policy=Policy.ADMINISTRATOR,
    summary="A month of the services I administer; searches in vain for who runs the hall",
    query=Shape({"month": _MONTH}),
    answers={200: "Statistics"},
    refuses=(422,),
)
def statistics(request: WebRequest) -> Reply:
    return ok(request.hall.insight.statistics.overview(request.person, request.query["month"]))


@route(
    blueprint,
    STATISTICS + "/file",
    policy=Policy.ADMINISTRATOR,
    summary="The same as a file for spreadsheets",
    query=Shape({"month": _MONTH, "lang": _LANG}),
    limit=Limit(120, 3600),
    answers=_FILE,
    refuses=(422,),
)
def statistics_file(request: WebRequest) -> Reply:
    found = request.hall.insight.statistics.overview_file(request.person, request.query["month"], request.query["lang"])
    return _file(*found)


@route(
    blueprint,
    STATISTICS + "/ratings",
    policy=Policy.ADMINISTRATOR,
    summary="What applicants said of one of my services in a month, without who they are",
    query=Shape({"service": _SERVICE, "month": _MONTH, **page_members()}),
    answers={200: "Ratings"},
    refuses=(404, 422),
)
def list_ratings(request: WebRequest) -> Reply:
    asked = request.query
    found = request.hall.insight.statistics.ratings(
        request.person, asked["service"], asked["month"], asked["cursor"], asked["limit"]
    )
    where = {"service": asked["service"], "month": asked["month"]}
    return listed(found, f"{STATISTICS}/ratings", asked["limit"], **where)


@route(
    blueprint,
    STATISTICS + "/ratings/file",
    policy=Policy.ADMINISTRATOR,
    summary="A month's ratings of one of my services, or of all, as a file for spreadsheets",
    query=Shape({"service": text(0, 80, default=""), "month": _MONTH, "lang": _LANG}),
    limit=Limit(120, 3600),
    answers=_FILE,
    refuses=(404, 422),
)
def ratings_file(request: WebRequest) -> Reply:
    asked = request.query
    found = request.hall.insight.statistics.ratings_file(
        request.person, asked["service"], asked["month"], asked["lang"]
    )
    return _file(*found)


@route(
    blueprint,
    STATISTICS + "/league",
    policy=Policy.EXPORTER,
    summary="Ratings of my services, departments and counters side by side over some months; none for too few",
    query=_RANGE,
    limit=Limit(600, 3600),
    answers={200: "RatingLeague"},
    refuses=(422,),
)
def league(request: WebRequest) -> Reply:
    asked = request.query
    return ok(request.hall.insight.comparison.tables(request.asker, asked["from"], asked["to"]))


@route(
    blueprint,
    STATISTICS + "/league/file",
    policy=Policy.EXPORTER,
    summary="The same as a file for spreadsheets",
    query=Shape({**_MONTHS, "lang": _LANG}),
    limit=Limit(120, 3600),
    answers=_FILE,
    refuses=(422,),
)
def league_file(request: WebRequest) -> Reply:
    asked = request.query
    return _file(*request.hall.insight.comparison.file(request.asker, asked["from"], asked["to"], asked["lang"]))


def _file(name: str, content: str) -> Reply:
    """To be saved and not shown."""
    told = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{quote(name)}"'}
    return Reply(content, 200, told)
