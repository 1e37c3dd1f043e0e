"""A person's deadlines for the calendar of a phone or computer: a private address, read-only, ended when told to."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, calendar, nothing, ok
from chalicelib.web.route import Limit, WebRequest, route

blueprint = Blueprint(__name__)

MINE = "/api/v1/me/calendar"


@route(
    blueprint,
    MINE,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="The address of my calendar; the same until I end it. Like a password: whoever has it reads my deadlines",
    limit=Limit(60, 3600),
    answers={200: "CalendarLink"},
)
def make_calendar(request: WebRequest) -> Reply:
    return ok({"url": request.hall.calendars.make(request.person.id)})


@route(
    blueprint,
    MINE,
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Every address of my calendar stops working",
    answers={204: None},
)
def end_calendar(request: WebRequest) -> Reply:
    request.hall.calendars.revoke(request.person.id)
    return nothing()


@route(
    blueprint,
    "/api/v1/calendars/{file}",
    policy=Policy.LINK,
    summary="The deadlines of whoever made this address, as an iCalendar file",
    tags=True,
    limit=Limit(600, 60),
    answers={200: "CalendarFile", 304: None},
    refuses=(404,),
    samples={"file": "x.ics"},
)
def calendar_file(request: WebRequest) -> Reply:
    return calendar(request.hall.calendars.file(request.path["file"]).decode(), request.seen)
