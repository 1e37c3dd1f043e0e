"""Counting a day when it is over: how many came to each counter, and when (W-14). Taking a ticket counts nothing.

The tickets and appointments of the day are read once and become one row. Whoever does it again writes the same row, so
everybody counts once, whatever was sent twice. A ticket counts at the counter where it ended, one that was given back
nowhere; somebody who took theirs elsewhere came when they were called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.shared.clock import CHINA
from chalicelib.tickets.lines import Lines
from chalicelib.tickets.ticket import CANCELLED
from chalicelib.windows import ARRIVED, BOOKED, SERVED, Crowds, Desk

NIGHT = range(5)
"""The hours in China in which the days before are counted."""


@dataclass(frozen=True)
class Tallying:
    lines: Lines
    crowds: Crowds

    def sweep(self) -> int:
        """Count the days that are over and were not, at night; how many that were. A small query for each counter, and
        six calls for each day."""
        if self.lines.clock().astimezone(CHINA).hour not in NIGHT:
            return 0
        counted = 0
        for desk in self.lines.halls.desks():
            if not (desk.counter.has_queue or desk.counter.takes_bookings):
                continue
            for day in self.crowds.untold(desk):
                self.crowds.count(desk, day, self.came(desk, day))
                counted += 1
        return counted

    def came(self, desk: Desk, day: date) -> Iterator[tuple[datetime, bool]]:
        """When each person came, and whether they had booked. Where nobody takes tickets, who booked and was not marked
        as missing has come."""
        counter, on = desk.counter.id, day.isoformat()
        tickets = [*self.lines.store.live(counter, on, strong=False), *self.lines.store.over(counter, on)]
        held = {one.appointment for one in tickets}
        for one in tickets:
            if one.state != CANCELLED:
                yield (one.called_at or one.taken_at if one.remote else one.taken_at), bool(one.appointment)
        marks = (ARRIVED, SERVED) if desk.counter.has_queue else (ARRIVED, SERVED, BOOKED)
        for booked in self.lines.arriving.store.on_day(counter, day):
            if booked.state in marks and booked.id not in held:
                yield booked.at, True
