"""What a ticket says of its appointment: that the person has come, was served, did not come. The queue's side, which
knows the appointment's person and asks no clerk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chalicelib.shared.clock import CHINA
from chalicelib.windows.appointment import ARRIVED, BOOKED, NO_SHOW, SERVED, Appointment
from chalicelib.windows.change import change
from chalicelib.windows.store import WindowStore
from chalicelib.windows.teller import Teller

TRIES = 6
FROM = {ARRIVED: (BOOKED, NO_SHOW), SERVED: (BOOKED, ARRIVED), NO_SHOW: (BOOKED, ARRIVED)}


@dataclass(frozen=True)
class Arriving:
    store: WindowStore
    teller: Teller

    def today(self, person: str) -> list[Appointment]:
        """What this person is still booked for today, by time; two calls at most."""
        now = self.teller.clock()
        opened = self.store.bookings(person).without_past(now).open
        known = self.store.some(one.id for one in opened) if opened else {}
        day = now.astimezone(CHINA).date().isoformat()
        found = [one for one in known.values() if one.state in (BOOKED, ARRIVED) and one.day == day]
        return sorted(found, key=lambda one: one.at)

    def mark(self, id: str, state: str, by: str) -> bool:
        """Whether the appointment is in that state now; one that somebody has marked otherwise stays as it is."""
        for _ in range(TRIES):
            was = self.store.one(id)
            if was is None or was.state not in FROM[state]:
                return was is not None and was.state == state
            made = was.next(state=state, changed_at=self.teller.clock(), by=by, reason="")
            if change(self.teller, made, was, self.store.bookings(was.person)):
                return True
        return False

    def closed(self, counter: str, day: date) -> tuple[tuple[str, str, str], ...]:
        """From when to when the counter is closed after all on that day, and why; one query."""
        known = self.store.days(counter, day, day).closed(day)
        return tuple((f"{one.opens:%H:%M}", f"{one.closes:%H:%M}", one.why) for one in known)
