"""What says that a phase or the whole is past its limit: one event for each limit, and who may read it then. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.applications import HALL, Application, Change, Definition, EventType, change
from chalicelib.approvals.case_time import limits_of
from chalicelib.flows import Units, holders_of
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar

WHOLE_CASE = Text("全部办理过程", "the whole application")


def next_late(
    application: Application, definition: Definition, now: datetime, calendar: WorkingCalendar, units: Units
) -> Change | None:
    """The next of these events that is not in the timeline yet; the head of the service's owner always hears of it."""
    told = {(event.data.get("phase"), event.data["due_at"]) for event in _said(application)}
    for phase, due in limits_of(application, definition, calendar):
        if due is None or due > now or (phase.name if phase else None, stamp(due)) in told:
            continue
        data: dict[str, Any] = {"due_at": stamp(due)}
        if phase:
            data |= {"phase": phase.name, "phase_title": list(phase.title)}
        named = holders_of(phase.escalate, application.head.facts, units) if phase else ()
        head = f"position:department_head@{definition.service.owner_unit}"
        data["copied"] = list(dict.fromkeys([*named, head]))
        return change(application, EventType.LATE, by=HALL, at=now, data=data)
    return None


def late_title(data: Mapping[str, Any]) -> Text:
    """What such an event is about: the phase, or the whole."""
    return Text(*data["phase_title"]) if "phase_title" in data else WHOLE_CASE


def _said(application: Application) -> Iterator[Any]:
    return (event for event in application.events if event.type is EventType.LATE)
