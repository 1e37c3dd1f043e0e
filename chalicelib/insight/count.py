"""Counting as a reaction to the timeline: one update when an application is submitted, one when it ends.

A figure must never hold up an application: what cannot be counted is reported and left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from chalicelib.applications import Application, Definitions, Event, EventType
from chalicelib.approvals import case_due, time_used
from chalicelib.insight.entries import Ending, begun, digest_of, end_of, packed
from chalicelib.insight.store import InsightStore
from chalicelib.shared.clock import CHINA
from chalicelib.shared.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class Counting:
    """`note` what an event adds to the journal; the day is the event's own, so it does not matter when it is noted."""

    store: InsightStore
    definitions: Definitions
    report: Callable[[str, Exception], None]

    def __call__(self, application: Application, event: Event) -> None:
        try:
            self.note(application, event)
        except Exception as error:
            self.report(application.id, error)

    def note(self, application: Application, event: Event) -> None:
        """One call for a submission, an end or a reopening; none for anything else. Raises `Temporary`."""
        service, mark = application.head.service, digest_of(application.id, event.seq)
        if event.type is EventType.SUBMITTED:
            college = application.head.applicant.units.get("college", "")
            self.store.note(_day(event.at), service, "started", begun(mark, college))
        elif outcome := end_of(event):
            ending = self._ending(application, event, outcome)
            self.store.note(_day(event.at), service, "ended", packed(mark, ending))
        elif event.type is EventType.REOPENED and (last := _end_before(application, event)):
            self.store.note(_day(last.at), service, "reopened", digest_of(application.id, last.seq))

    def _ending(self, application: Application, event: Event, outcome: str) -> Ending:
        """As the application stood then: it may have been reopened since."""
        then = replace(application, events=application.events[: event.seq])
        definition = self.definitions.version(application.head.service, application.head.version)
        due = case_due(then, definition, self._calendar)
        return Ending(outcome, due is not None and due < event.at, time_used(then, definition, self._calendar))

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        return WorkingCalendar.load()


def _end_before(application: Application, event: Event) -> Event | None:
    return next((one for one in reversed(application.events[: event.seq - 1]) if end_of(one)), None)


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
