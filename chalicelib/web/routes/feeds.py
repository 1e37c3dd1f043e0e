"""Feeds for the campus portal: services, and one person's to-dos and applications, each with its address here
(docs/feeds.md)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, tagged
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, text

blueprint = Blueprint(__name__)

SERVICES = "/api/v1/feeds/services"
PERSON = "/api/v1/feeds/people/{person}"
_EVERYBODY = Limit(6000, 60)
"""A portal asks for everybody who opens its front page: a hundred requests a second."""


@route(
    blueprint,
    SERVICES,
    policy=Policy.FEED_READER,
    summary="What is published, or what is for one category of person, by code, with the address of each guide",
    query=Shape({**page_members(), "category": text(0, 40, default="", example="undergraduate")}),
    tags=True,
    limit=Limit(600, 60),
    answers={200: "FeedServices", 304: None},
)
def feed_services(request: WebRequest) -> Reply:
    asked = request.query
    found = request.hall.campus_feed.services(asked["category"], asked["cursor"], asked["limit"])
    told = {"category": asked["category"]} if asked["category"] else {}
    return tagged(found, SERVICES, asked["limit"], request.seen, **told)


@route(
    blueprint,
    PERSON + "/tasks",
    policy=Policy.FEED_READER,
    summary="What this person has to do, soonest due first, as they would see it here",
    query=Shape(page_members()),
    tags=True,
    limit=_EVERYBODY,
    answers={200: "FeedTasks", 304: None},
    refuses=(404,),
    samples={"person": "2023010101"},
)
def feed_tasks(request: WebRequest) -> Reply:
    person, asked = request.path["person"], request.query
    found = request.hall.campus_feed.tasks(request.asker, person, asked["cursor"], asked["limit"])
    return tagged(found, f"/api/v1/feeds/people/{person}/tasks", asked["limit"], request.seen)


@route(
    blueprint,
    PERSON + "/cases",
    policy=Policy.FEED_READER,
    summary="What this person applied for, newest first, with the cases departments' systems told of",
    query=Shape(page_members()),
    tags=True,
    limit=_EVERYBODY,
    answers={200: "FeedCases", 304: None},
    refuses=(404,),
    samples={"person": "2023010101"},
)
def feed_cases(request: WebRequest) -> Reply:
    person, asked = request.path["person"], request.query
    found = request.hall.campus_feed.cases(request.asker, person, asked["cursor"], asked["limit"])
    return tagged(found, f"/api/v1/feeds/people/{person}/cases", asked["limit"], request.seen)
