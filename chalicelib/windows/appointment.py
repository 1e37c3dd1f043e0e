"""An appointment, and what one person has booked. Values without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.shared.clock import CHINA, stamp, unstamp
from chalicelib.shared.text import Text
from chalicelib.windows.slots import Slot

BOOKED, ARRIVED, SERVED, NO_SHOW = "booked", "arrived", "served", "no_show"
CANCELLED, DISPLACED = "cancelled", "displaced"
STATES: Mapping[str, Text] = {
    BOOKED: Text("已预约", "Booked"),
    ARRIVED: Text("已到场", "Arrived"),
    SERVED: Text("已办理", "Served"),
    NO_SHOW: Text("未到场", "Did not come"),
    CANCELLED: Text("已取消", "Cancelled"),
    DISPLACED: Text("须改期", "Needs another time"),
}
_TIMES = ("at", "until", "made_at", "changed_at", "before")
OPEN = (BOOKED, ARRIVED, DISPLACED)
"""Still to be kept, or to be moved by its person."""
HOLDING = (BOOKED, ARRIVED, SERVED, NO_SHOW)
"""Those that have a place in their slot."""


@dataclass(frozen=True)
class Appointment:
    """`number` is for people to say; `by` is who made the last change (a person's id, or ``hall``) and `reason` why;
    `before` is when it was to be before it was moved. Times are aware UTC."""

    id: str
    number: str
    person: str
    service: str
    service_name: Text
    counter: str
    at: datetime
    until: datetime
    state: str
    made_at: datetime
    changed_at: datetime
    by: str
    reason: str = ""
    before: datetime | None = None
    rev: int = 1

    @property
    def slot(self) -> Slot:
        return Slot(self.at, self.until)

    @property
    def day(self) -> str:
        return self.at.astimezone(CHINA).date().isoformat()

    @property
    def own(self) -> bool:
        """Whether its person made the last change."""
        return self.by == self.person

    def next(self, **changes: Any) -> Appointment:
        return replace(self, rev=self.rev + 1, **changes)

    def to_data(self) -> dict[str, Any]:
        found = {name: value for name, value in vars(self).items() if value not in ("", None)}
        del found["id"], found["rev"]
        found = {name: stamp(value) if isinstance(value, datetime) else value for name, value in found.items()}
        return {**found, "service_name": self.service_name.to_dict()}

    @classmethod
    def of(cls, id: str, data: Mapping[str, Any], rev: int) -> Appointment:
        times = {name: unstamp(data[name]) for name in _TIMES if name in data}
        return cls(**{**data, **times, "service_name": Text.of(data["service_name"]), "id": id, "rev": rev})


@dataclass(frozen=True)
class Booking:
    """What the rules need to know of an open appointment."""

    id: str
    service: str
    at: datetime
    until: datetime

    def meets(self, slot: Slot) -> bool:
        return self.at < slot.until and slot.at < self.until


@dataclass(frozen=True)
class Bookings:
    """What one person has open, and when they did not come; one row, whose `rev` every change of theirs moves on."""

    person: str
    open: tuple[Booking, ...] = ()
    missed: tuple[datetime, ...] = ()
    rev: int = 0

    def having(self, one: Appointment) -> Bookings:
        """With this appointment as it is now; missed ones are counted by when they were to be."""
        others = tuple(known for known in self.open if known.id != one.id)
        missed = tuple(at for at in self.missed if at != one.at)
        booking = (Booking(one.id, one.service, one.at, one.until),) if one.state in OPEN else ()
        noted = (one.at,) if one.state == NO_SHOW else ()
        return replace(self, open=(*others, *booking), missed=(*missed, *noted)[-20:], rev=self.rev + 1)

    def without_past(self, now: datetime) -> Bookings:
        """What was never marked by its counter is over when its time is."""
        return replace(self, open=tuple(one for one in self.open if one.until > now))

    def to_data(self) -> dict[str, Any]:
        opened = [[one.id, one.service, stamp(one.at), stamp(one.until)] for one in self.open]
        return {"open": opened, "missed": [stamp(at) for at in self.missed]}

    @classmethod
    def of(cls, person: str, data: Mapping[str, Any], rev: int) -> Bookings:
        opened = (Booking(id, service, unstamp(at), unstamp(until)) for id, service, at, until in data["open"])
        return cls(person, tuple(opened), tuple(map(unstamp, data["missed"])), rev)
