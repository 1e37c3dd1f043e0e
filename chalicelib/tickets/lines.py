"""What both sides of the queue ask of a counter: its day, its line, whether it is open, how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.people import Unit
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.ids import derived_id
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.tickets.line import ahead_of, expected_minutes, minutes_each, waiting_line, windows_at_work
from chalicelib.tickets.opening import Opening, opening_of
from chalicelib.tickets.store import TicketStore
from chalicelib.tickets.ticket import Ticket, parts_of
from chalicelib.tickets.view import ticket_view
from chalicelib.windows import Arriving, Desk, Halls

Json = dict[str, Any]
KNOWN_FOR = 60.0
"""Seconds for which a process knows how long serving takes, without reading the day again."""
_CODE = 16


@dataclass
class Lines:
    """`units` tells units' names."""

    store: TicketStore
    halls: Halls
    arriving: Arriving
    units: Callable[[Iterable[str]], Mapping[str, Unit]]
    calendar: WorkingCalendar
    clock: Clock
    secret: str
    _each: dict[tuple[str, str], tuple[float, float | None]] = field(default_factory=dict)

    @property
    def today(self) -> str:
        return self.clock().astimezone(CHINA).date().isoformat()

    def desk(self, counter: str) -> Desk:
        """Raises `NotFound` for a counter without a queue."""
        desk = self.halls.find(counter)
        if desk is None or not desk.counter.has_queue:
            raise NotFound()
        return desk

    def code(self, home: str, day: str, number: str) -> str:
        """What nobody can guess of a ticket's id."""
        return derived_id(self.secret, "ticket", home, day, number)[:_CODE]

    def find(self, id: str) -> Ticket:
        """Raises `NotFound` for what is no ticket's id."""
        parts = parts_of(id)
        if parts is None or self.code(*parts[:3]) != parts[3]:
            raise NotFound()
        if (found := self.store.one(*parts[:3])) is None:
            raise NotFound()
        return found

    def opening(self, desk: Desk, now: datetime) -> Opening:
        """One query."""
        day = now.astimezone(CHINA).date()
        return opening_of(desk, now, self.calendar, self.arriving.closed(desk.counter.id, day))

    def each(self, counter: str) -> float | None:
        """Minutes somebody is served for here today."""
        key, now = (counter, self.today), time.monotonic()
        if key not in self._each or now - self._each[key][0] > KNOWN_FOR:
            self._each = {known: told for known, told in self._each.items() if known[1] == key[1]}
            self._each[key] = now, minutes_each(self.store.over(*key))
        return self._each[key][1]

    def names(self, desks: Iterable[Desk]) -> Mapping[str, Unit]:
        ids = {id for desk in desks for id in (desk.counter.unit, desk.counter.campus)}
        return self.units(sorted(ids)) if ids else {}

    def view(self, one: Ticket) -> Json:
        """As its holder sees it: with who is before it and how long that takes, while it waits today."""
        desk = self.halls.find(one.counter)
        ahead, wait = self.standing(one)
        return ticket_view(one, desk, self.names([desk] if desk else []), ahead, wait)

    def standing(self, one: Ticket) -> tuple[int | None, int | None]:
        """(how many are before it, minutes until it is called)."""
        if one.day != self.today or not one.live:
            return None, None
        found = self.store.live(one.counter, one.day, strong=False)
        ahead = ahead_of(waiting_line(found, self.clock()), one.number)
        return ahead, None if ahead is None else self.wait(one.counter, ahead, found)

    def wait(self, counter: str, ahead: int, live: Iterable[Ticket]) -> int | None:
        return expected_minutes(ahead, self.each(counter), windows_at_work(live))
