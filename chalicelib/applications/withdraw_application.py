"""Withdraw an application: the applicant ends it before it is decided; beats any approval that comes later (R16)."""

from __future__ import annotations

from chalicelib.applications.change import Change, change, superseded
from chalicelib.applications.model import HALL, Actor, Application
from chalicelib.applications.words import EventType, State
from chalicelib.errors import NotFound, NotYourTurn, StaleVersion
from chalicelib.people import Person
from chalicelib.shared.clock import Clock


def withdraw(application: Application, person: Person, seq: int, reason: str, *, clock: Clock) -> Change:
    """The change that withdraws it. Raises `NotFound` for others, `NotYourTurn` when over, `StaleVersion`."""
    head = application.head
    if head.applicant.id != person.id:
        raise NotFound()
    if not head.is_open:
        raise NotYourTurn()
    if any(event.by.id != HALL.id for event in application.events[max(seq, 0) :]):
        raise StaleVersion()  # somebody has acted since; what the hall did by itself meanwhile is no reason to refuse
    now = clock()
    return change(
        application,
        EventType.WITHDRAWN,
        by=Actor(person.id, person.name),
        at=now,
        data={"reason": reason} if reason else {},
        head={"state": State.WITHDRAWN, "clock_at": None, "resumes": None},
        tasks=superseded(application.tasks, now),
    )
