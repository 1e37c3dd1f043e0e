"""Whether a counter gives tickets at this moment, and when it does again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.windows import Desk, open_on

EARLY = timedelta(minutes=20)
"""How long before it opens a counter gives its first tickets."""
LOOK_AHEAD = 21
"""Days in which the next opening is looked for."""
Shut = tuple[str, str, str]
"""From, to and why a counter is closed though it would be open."""


@dataclass(frozen=True)
class Opening:
    """`until` is when it closes, for one that is open; `opens` when it opens next, `why` what is said of today."""

    open: bool
    until: datetime | None = None
    opens: datetime | None = None
    why: Text | None = None


def opening_of(desk: Desk, now: datetime, calendar: WorkingCalendar, shut: Iterable[Shut] = ()) -> Opening:
    """`shut` is what is closed today."""
    local = now.astimezone(CHINA)
    today = local.date()
    periods, why = open_on(desk, today, calendar)
    for period in periods:
        begins, ends = _at(today, period.opens), _at(today, period.closes)
        if begins - EARLY <= now < ends:
            hit = next((one for one in shut if one[0] <= f"{local:%H:%M}" < one[1]), None)
            if hit is None:
                return Opening(True, until=ends)
            return Opening(False, opens=_at(today, time.fromisoformat(hit[1])), why=Text(hit[2], hit[2]))
    return Opening(False, opens=_next(desk, now, calendar), why=why)


def _next(desk: Desk, now: datetime, calendar: WorkingCalendar) -> datetime | None:
    today = now.astimezone(CHINA).date()
    for n in range(LOOK_AHEAD):
        day = today + timedelta(days=n)
        for period in open_on(desk, day, calendar)[0]:
            if (begins := _at(day, period.opens)) > now:
                return begins
    return None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, CHINA).astimezone(UTC)
