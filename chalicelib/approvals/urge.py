"""Urge (催办): the applicant asks whoever holds it to hurry; once a day, and the third time their head hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications import REVISE, Actor, Application, Change, EventType, State, change
from chalicelib.errors import NotFound, NotYourTurn, TooManyRequests
from chalicelib.people import Person
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

COOL_DOWN = timedelta(hours=24)
ESCALATES_AT = 3
"""From this time on the head of the service's owner is told as well, and may read the application."""


def urge(application: Application, person: Person, owner_unit: str, now: datetime) -> Change:
    """The change it makes. Raises `NotFound` for others, `NotYourTurn`, `TooManyRequests` before a day has passed."""
    head = application.head
    if head.applicant.id != person.id:
        raise NotFound()
    if head.state is not State.IN_PROGRESS or not waits_for_others(application):
        raise NotYourTurn(Text("当前没有等待办理的环节", "Nobody has to act at the moment"))
    before = urged(application)
    if before and now < before["next"]:
        wait = int((before["next"] - now).total_seconds()) + 1
        text = Text("24 小时内只能催办一次", "You can urge once in 24 hours")
        raise TooManyRequests(text, extra={"retry_after": wait})
    count = (before["count"] if before else 0) + 1
    data: dict[str, Any] = {"count": count}
    if count >= ESCALATES_AT:
        data["copied"] = [f"position:department_head@{owner_unit}"]
    return change(application, EventType.URGED, by=Actor(person.id, person.name), at=now, data=data)


def waits_for_others(application: Application) -> bool:
    """Whether somebody else than the applicant holds a task."""
    own = f"person:{application.head.applicant.id}"
    return any(task.holder != own and task.step != REVISE for task in application.open_tasks)


def urged(application: Application) -> dict[str, Any] | None:
    """How often it was urged, when last, and from when on it may be urged again."""
    events = [event for event in application.events if event.type is EventType.URGED]
    if not events:
        return None
    return {"count": len(events), "at": events[-1].at, "next": events[-1].at + COOL_DOWN}


def described(application: Application) -> dict[str, Any] | None:
    """For pages: `{count, at}`."""
    found = urged(application)
    return {"count": found["count"], "at": stamp(found["at"])} if found else None
