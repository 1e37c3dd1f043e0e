"""The time of a whole case (承诺时限) and of its phases (阶段时限): until when, by the working calendar.

The clock stands while the applicant corrects or has a step of their own to do, and while the application is suspended.
Nothing of this is stored: the timeline says when it stood. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.applications import Application, Definition, Event, EventType, StepStatus, outcome_of
from chalicelib.flows import Phase, phases_of, steps_of
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar


def limits_of(
    application: Application, definition: Definition, calendar: WorkingCalendar
) -> list[tuple[Phase | None, datetime | None]]:
    """The phases it is in and then the whole (None), each with its due time; None while the clock stands."""
    whole = (None, case_due(application, definition, calendar))
    return [*phases_due(application, definition, calendar), whole]


def case_due(application: Application, definition: Definition, calendar: WorkingCalendar) -> datetime | None:
    """Until when the service promised to finish; None where it promises nothing, or while the clock stands.

    A reopened application is promised the whole time anew. Where the calendar ends before the promise does (it could
    not be published so, but time went by), nothing is promised: that must keep nobody's steps from going on.
    """
    return _due(application, definition, _begun(application), definition.service.limit, calendar)


def time_used(application: Application, definition: Definition, calendar: WorkingCalendar) -> timedelta | None:
    """The working time the departments took, up to its last event; without what stood still. None where the calendar
    does not reach."""
    begun, last = _begun(application), application.events[-1].at
    try:
        used = calendar.working_time(begun, last)
        for stopped, resumed in _pauses(application, definition, begun):
            used -= calendar.working_time(stopped, resumed or last)
    except UnknownYear:
        return None
    return max(used, timedelta())


def _begun(application: Application) -> datetime:
    """When the promise began: at the submission, or anew when it was reopened."""
    begun = application.head.submitted_at
    for event in application.events:
        if event.type is EventType.REOPENED:
            begun = event.at
    return begun


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
        (one, _due(application, definition, begun[one.name], one.within, calendar))
        for one in phases
        if one.name in now_in and one.name in begun
    ]


def _due(
    application: Application, definition: Definition, begun: datetime, limit: str, calendar: WorkingCalendar
) -> datetime | None:
    if not limit:
        return None
    try:
        due = calendar.due(begun, limit)
        for stopped, resumed in _pauses(application, definition, begun):
            if resumed is None:
                return None
            due = calendar.resumed(due, stopped, resumed)
    except UnknownYear:
        return None
    return due


def _pauses(
    application: Application, definition: Definition, since: datetime
) -> Iterator[tuple[datetime, datetime | None]]:
    """When the clock stood, in order; the last one may have no end yet."""
    waits = suspended = False
    stopped: datetime | None = None
    turns = _Turns(definition)
    for event in application.events:
        turns.see(event)
        if event.at < since:
            continue
        if outcome_of(event) is StepStatus.RETURNED and not event.data.get("to"):
            waits = True
        elif event.type in _GOES_ON:
            waits = False
        if event.type in (EventType.SUSPENDED, EventType.RESUMED):
            suspended = event.type is EventType.SUSPENDED
        stands = waits or suspended or turns.applicants
        if stands and stopped is None:
            stopped = event.at
        elif not stands and stopped is not None:
            yield stopped, event.at
            stopped = None
    if stopped is not None:
        yield stopped, None


class _Turns:
    """Whose turn it is, event by event: nobody of the hall's while only steps of the applicant's own are open."""

    def __init__(self, definition: Definition) -> None:
        steps = steps_of(definition.flow)
        self._own = {step.name for step in steps if step.is_own or all(by.applicant for by in step.by)}
        self._open: set[str] = set()

    def see(self, event: Event) -> None:
        if event.type in _ANEW or event.type is EventType.RETRACTED or outcome_of(event) is StepStatus.RETURNED:
            self._open.clear()
        if event.step and event.type in (EventType.OPENED, EventType.RETRACTED):
            self._open.add(event.step)
        elif event.step and outcome_of(event):
            self._open.discard(event.step)

    @property
    def applicants(self) -> bool:
        return bool(self._open) and self._open <= self._own


_ANEW = frozenset({EventType.RESUBMITTED, EventType.MOVED, EventType.REOPENED})
_GOES_ON = frozenset({EventType.RESUBMITTED, EventType.RETRACTED, EventType.MOVED})
