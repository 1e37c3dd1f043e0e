"""Every hall and counter, as published; a change is seen by every process within a minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.proof import administers
from chalicelib.windows.model import Counter, Desk, ServiceHall
from chalicelib.windows.store import WindowStore

KEEP_FOR = 60.0


@dataclass
class Halls:
    store: WindowStore
    keep_for: float = KEEP_FOR
    _read: tuple[float, tuple[ServiceHall, ...]] | None = field(default=None, init=False)

    def all(self) -> tuple[ServiceHall, ...]:
        """By id; one query a minute."""
        now = time.monotonic()
        if self._read is None or now - self._read[0] > self.keep_for:
            self._read = now, tuple(ServiceHall.of(raw) for raw in self.store.halls())
        return self._read[1]

    def desks(self) -> Iterator[Desk]:
        for hall in self.all():
            for counter in hall.counters:
                yield Desk(hall, counter)

    def find(self, counter: str) -> Desk | None:
        """None for one that is no more; what was booked there is still known."""
        return next((desk for desk in self.desks() if desk.counter.id == counter), None)

    def desk(self, counter: str) -> Desk:
        """Raises `NotFound`."""
        if (found := self.find(counter)) is None:
            raise NotFound()
        return found

    def kept(self, person: Person, counter: str, on: date) -> Desk:
        """The counter, to who looks after it on that day; to anybody else there is nothing (`NotFound`)."""
        desk = self.desk(counter)
        if not looks_after(person, desk.counter, on):
            raise NotFound()
        return desk

    def hall(self, id: str) -> ServiceHall:
        """Raises `NotFound`."""
        if (found := next((one for one in self.all() if one.id == id), None)) is None:
            raise NotFound()
        return found

    def booked_for(self, service: str) -> list[Desk]:
        """The counters that take bookings for this service."""
        return [one for one in self.desks() if one.counter.takes_bookings and service in one.counter.services]


def looks_after(person: Person, counter: Counter, on: date) -> bool:
    """Whether the person speaks, on that day, for one of the departments that keep the counter."""
    return any(administers(person, unit, on) for unit in counter.units)
