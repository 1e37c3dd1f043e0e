"""How long one that has ended is still kept, and what is done about it next: warn, erase, or wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib.applications.definition import Definition
from chalicelib.applications.model import Application, Event
from chalicelib.applications.timeline import ending_of
from chalicelib.applications.words import EventType
from chalicelib.catalogue import retention_of
from chalicelib.shared.clock import CHINA

AHEAD = timedelta(days=30)
"""How long before it is erased its people are warned."""


@dataclass(frozen=True)
class Keeping:
    """`until` is the first day it need not be kept (None for never), `warned` what told its people so since its end and
    since any hold was lifted, `held` the hold in force."""

    end: Event
    until: date | None
    warned: Event | None
    held: Event | None

    @property
    def erased_on(self) -> date | None:
        """The day it is erased as things stand; None for never, and while it is held."""
        if self.until is None or self.held:
            return None
        return max(self.until, date.fromisoformat(self.warned.data["on"])) if self.warned else self.until

    @property
    def look_at(self) -> datetime | None:
        """When something is to be done: the warning, then the erasure, each as its day begins in China."""
        day = self.erased_on
        return morning(day if self.warned else day - AHEAD) if day else None


def keeping_of(application: Application, definition: Definition) -> Keeping | None:
    """None while it is open (again)."""
    end = ending_of(application)
    if end is None:
        return None
    until = retention_of(definition.service.retention).until(end.at.astimezone(CHINA).date())
    held = next((event for event in reversed(application.events) if event.type in _HOLDS), None)
    since = max(end.seq, held.seq if held else 0)
    said = (event for event in application.events[since:] if event.type is EventType.ERASURE_AHEAD)
    return Keeping(end, until, next(said, None), held if held and held.type is EventType.HELD else None)


def morning(day: date) -> datetime:
    """When the day begins in China."""
    return datetime.combine(day, time(), CHINA)


_HOLDS = (EventType.HELD, EventType.LIFTED)
