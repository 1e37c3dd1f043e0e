"""What an administrator may do with an application, and what waits for a second person; for the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.applications import Application, Definition, Event, State
from chalicelib.approvals.archived_view import describe_archive, describe_keeping
from chalicelib.approvals.case import Case, CaseWish
from chalicelib.approvals.case_acts import case_acts
from chalicelib.approvals.case_time import limits_of
from chalicelib.approvals.move import targets
from chalicelib.approvals.propose import proposal
from chalicelib.approvals.suspend import suspended_at
from chalicelib.flows import find_step
from chalicelib.people import Person
from chalicelib.shared.clock import stamp
from chalicelib.shared.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar((), {}, {})
"""Which acts are offered does not depend on working days."""


def describe_case(
    application: Application, definition: Definition, reader: Person, now: datetime, calendar: WorkingCalendar
) -> dict[str, Any]:
    """`{acts, targets, proposal, suspended, limits}`: the first three for administrators, the others for everybody.

    `archive` is `{at, digest}` of the package the reader may take away, once it is there, `keeping` how long it stays.
    `limits` are those of the phases it is in and of the whole (title null): `[{title, due_at, overdue}]`; while the
    clock stands there is none.
    """
    acts = case_acts(Case(application, definition, reader, CaseWish(""), now, CALENDAR))
    steps = [find_step(definition.flow, name) for name in targets(definition)] if acts else []
    asked = proposal(application, now) if acts else None
    suspended = suspended_at(application.events) if application.head.state is State.SUSPENDED else None
    return {
        "acts": acts,
        "targets": [{"step": step.name, "title": step.title.to_dict()} for step in steps],
        "proposal": _proposal(definition, asked) if asked else None,
        "suspended": _suspended(suspended) if suspended else None,
        "archive": describe_archive(application, definition, reader, now),
        "keeping": describe_keeping(application, definition, reader, now),
        "limits": _limits(application, definition, now, calendar) if application.head.is_open else [],
    }


def _limits(
    application: Application, definition: Definition, now: datetime, calendar: WorkingCalendar
) -> list[dict[str, Any]]:
    return [
        {"title": phase.title.to_dict() if phase else None, "due_at": stamp(due), "overdue": due <= now}
        for phase, due in limits_of(application, definition, calendar)
        if due
    ]


def _proposal(definition: Definition, asked: Event) -> dict[str, Any]:
    to = asked.data.get("to")
    title = find_step(definition.flow, to).title.to_dict() if to else None
    return {
        "seq": asked.seq,
        "act": asked.data["act"],
        "by": asked.by.name.to_dict(),
        "at": stamp(asked.at),
        "until": asked.data["until"],
        "reason": asked.data.get("reason", ""),
        "to": title,
    }


def _suspended(event: Event) -> dict[str, Any]:
    return {"by": event.by.name.to_dict(), "at": stamp(event.at), "reason": event.data.get("reason", "")}


__all__ = ["describe_case"]
