"""The time of a whole case (承诺时限) and of its phases (阶段时限): until when, by the working calendar.

The clock stands while the applicant corrects and while the application is suspended. Nothing of this is stored: the
timeline says when it stood. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.applications import Application, Definition, EventType, StepStatus, outcome_of
from chalicelib.flows import Phase, phases_of, steps_of
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar


def case_due(application: Application, definition: Definition, calendar: WorkingCalendar) -> datetime | None:
    """Until when the service promised to finish; None where it promises nothing, or while the clock stands.

    A reopened application is promised the whole time anew. Where the calendar ends before the promise does (it could
    not be published so, but time went by), nothing is promised: that must keep nobody's steps from going on.
    """
    begun = application.head.submitted_at
    for event in application.events:
        if event.type is EventType.REOPENED:
            begun = event.at
    return _due(application, begun, definition.service.limit, calendar)


def phases_due(
    application: Application, definition: Definition, calendar: WorkingCalendar
) -> list[tuple[Phase, datetime | None]]:
    """The phases it is in, each with its due time; None while the clock stands.

    A phase counts from when the first of its steps opened. After a correction, a move, a reopening, or a return from
    beyond the phase it counts anew.
    """
    phases, begun = phases_of(definition.flow), dict[str, datetime]()
    if not phases:
        return []
    known = {step.name: step.phase.name for step in steps_of(definition.flow) if step.phase}
    for event in application.events:
        phase = known.get(event.step or "")
        if event.type in _ANEW:
            begun = {}
        elif event.type is EventType.RETURNED and (to := known.get(event.data.get("to", ""))) != phase and to:
            begun.pop(to, None)
        elif event.type is EventType.OPENED and phase:
            begun.setdefault(phase, event.at)
    now_in = {known.get(task.step) for task in application.open_tasks}
    return [
        (one, _due(application, begun[one.name], one.within, calendar))
        for one in phases
        if one.name in now_in and one.name in begun
    ]


def _due(application: Application, begun: datetime, limit: str, calendar: WorkingCalendar) -> datetime | None:
    try:
        return _counted(application, begun, limit, calendar)
    except UnknownYear:
        return None


def _counted(application: Application, begun: datetime, limit: str, calendar: WorkingCalendar) -> datetime | None:
    if not limit:
        return None
    due = calendar.due(begun, limit)
    for stopped, resumed in _pauses(application, begun):
        if resumed is None:
            return None
        due = calendar.resumed(due, stopped, resumed)
    return due


def _pauses(application: Application, since: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """When the clock stood, in order; the last one may have no end yet."""
    waits = suspended = False
    stopped: datetime | None = None
    for event in application.events:
        if event.at < since:
            continue
        if outcome_of(event) is StepStatus.RETURNED and not event.data.get("to"):
            waits = True
        elif event.type in _GOES_ON:
            waits = False
        if event.type in (EventType.SUSPENDED, EventType.RESUMED):
            suspended = event.type is EventType.SUSPENDED
        if (waits or suspended) and stopped is None:
            stopped = event.at
        elif not (waits or suspended) and stopped is not None:
            yield stopped, event.at
            stopped = None
    if stopped is not None:
        yield stopped, None


_ANEW = frozenset({EventType.RESUBMITTED, EventType.MOVED, EventType.REOPENED})
_GOES_ON = frozenset({EventType.RESUBMITTED, EventType.RETRACTED, EventType.MOVED})
