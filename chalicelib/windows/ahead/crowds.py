"""How many people are to be expected: to the department for ten working days, to everybody in words (W-14).

What is known of past days is read once an hour by each process; it changes once a night."""

from __future__ import annotations

import time
from collections import Counter as Count
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.windows.ahead.forecast import Forecast, Half, forecast, usual
from chalicelib.windows.ahead.store import AheadStore
from chalicelib.windows.ahead.tally import Tally, half_of, halves_of, tally_of
from chalicelib.windows.halls import Halls
from chalicelib.windows.model import Desk
from chalicelib.windows.slots import open_on
from chalicelib.windows.store import WindowStore

Json = dict[str, Any]
DAYS, WITHIN = 10, 45
"""Working days that are looked at, and the days in which they are looked for."""
BACK = timedelta(days=400)
"""How far back days are compared: the beginning of a term with those of a year before."""
UNTOLD = 7
"""Days that are counted when they are over; one that was missed for longer is never counted."""
KNOWN_FOR = 3600.0


@dataclass
class Crowds:
    store: AheadStore
    windows: WindowStore
    halls: Halls
    calendar: WorkingCalendar
    clock: Clock
    _known: dict[str, tuple[date, float, list[Tally]]] = field(default_factory=dict, init=False)

    def ahead(self, person: Person, counter: str) -> Json:
        """`{counter, days}`: the next ten days on which the counter is open, with what is to be expected in each half
        hour; to who speaks for its department."""
        today = self._today
        desk = self.halls.kept(person, counter, today)
        days = self._open_days(desk, today)
        booked = self._booked(counter, days)
        found = [(day, self._forecast(desk, day, booked.get(day, {}))) for day in days]
        return {"counter": counter, "days": [_day_view(day, one) for day, one in found]}

    def usual(self, desk: Desk, day: date) -> Json | None:
        """`{quiet, busy, calm, days}` of one day, without what is over today; None where nothing is to be said."""
        found = self._forecast(desk, day, {})
        since = half_of(self.clock()) if day == self._today else ""
        told = usual(found, since) if found else None
        if told is None:
            return None
        return {"quiet": list(told.quiet), "busy": list(told.busy), "calm": told.calm, "days": told.days}

    def untold(self, desk: Desk) -> list[date]:
        """The days just past on which the counter was open and that nobody has counted; one query."""
        yesterday = self._today - timedelta(days=1)
        days = [yesterday - timedelta(days=n) for n in range(UNTOLD)]
        told = {one.day for one in self.store.tallies(desk.counter.id, days[-1], yesterday)}
        return [day for day in days if day not in told and open_on(desk, day, self.calendar)[0]]

    def count(self, desk: Desk, day: date, came: Iterable[tuple[datetime, bool]]) -> None:
        """Keep what a day was like; done twice it says the same. One query, one write."""
        shut = bool(self.windows.days(desk.counter.id, day, day).closed(day))
        periods, _ = open_on(desk, day, self.calendar)
        self.store.keep(desk.counter.id, tally_of(day, periods, came, shut=shut))

    def _forecast(self, desk: Desk, day: date, booked: dict[str, int]) -> Forecast | None:
        halves = halves_of(open_on(desk, day, self.calendar)[0])
        return forecast(day, halves, self._tallies(desk.counter.id), booked, desk.hall.terms) if halves else None

    def _open_days(self, desk: Desk, today: date) -> list[date]:
        days = (today + timedelta(days=n) for n in range(WITHIN))
        return [day for day in days if open_on(desk, day, self.calendar)[0]][:DAYS]

    def _booked(self, counter: str, days: list[date]) -> dict[date, dict[str, int]]:
        """Appointments by day and half hour; one query."""
        taken = self.windows.days(counter, days[0], days[-1]).taken if days else {}
        found: dict[date, dict[str, int]] = {}
        for slot, count in taken.items():
            at = datetime.fromisoformat(slot).replace(tzinfo=CHINA)
            halves = found.setdefault(at.date(), Count())
            halves[half_of(at)] += count
        return found

    def _tallies(self, counter: str) -> list[Tally]:
        now, today = time.monotonic(), self._today
        known = self._known.get(counter)
        if known is None or known[0] != today or now - known[1] > KNOWN_FOR:
            found = self.store.tallies(counter, today - BACK, today - timedelta(days=1))
            known = self._known[counter] = today, now, found
        return known[2]

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()


def _day_view(day: date, found: Forecast | None) -> Json:
    return {
        "day": day.isoformat(),
        "from_days": found.days if found else 0,
        "people": found.people if found else None,
        "halves": [_half_view(one) for one in found.halves] if found else [],
    }


def _half_view(one: Half) -> Json:
    return {"time": one.time, "people": round(one.people, 1), "booked": one.booked, "peak": one.peak}
