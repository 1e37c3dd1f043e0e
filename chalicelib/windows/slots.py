"""When a counter may be booked: its hours, the working calendar, the days that are different, cut into slots. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar
from chalicelib.windows.model import Desk, Period, weekday_of

_DAY = timedelta(days=1)
NOT_WORKED = Text("非工作日，不开放", "Not a working day")
NO_HOURS = Text("当天不开放", "Not open on this day")


@dataclass(frozen=True)
class Slot:
    """From `at` to `until`, aware UTC."""

    at: datetime
    until: datetime

    @property
    def day(self) -> date:
        """Its day in China."""
        return self.at.astimezone(CHINA).date()

    @property
    def time(self) -> str:
        return f"{self.at.astimezone(CHINA):%H:%M}"


@dataclass(frozen=True)
class Closure:
    """Times of one day at which a counter is closed though it would be open, declared by its department."""

    opens: time
    closes: time
    why: str
    by: str
    at: str

    def covers(self, slot: Slot) -> bool:
        local = slot.at.astimezone(CHINA), slot.until.astimezone(CHINA)
        return local[0].time() < self.closes and self.opens < local[1].time()

    def to_data(self) -> dict[str, Any]:
        return {**vars(self), "opens": f"{self.opens:%H:%M}", "closes": f"{self.closes:%H:%M}"}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Closure:
        times = {name: time.fromisoformat(data[name]) for name in ("opens", "closes")}
        return cls(**{**data, **times})


def open_on(desk: Desk, day: date, calendar: WorkingCalendar) -> tuple[tuple[Period, ...], Text | None]:
    """(the periods the counter is open on that day, why it is not open or not as usual). A day that is named goes
    before the working calendar; a year the calendar does not know is not open yet."""
    for named in (*desk.counter.days, *desk.hall.closed):
        if named.covers(day):
            return named.hours, named.why
    try:
        works = calendar.is_workday(day)
    except UnknownYear:
        return (), NO_HOURS
    if not works:
        return (), NOT_WORKED
    periods = desk.counter.hours.get(weekday_of(day), ())
    return periods, None if periods else NO_HOURS


def slots_on(desk: Desk, day: date, calendar: WorkingCalendar, closures: Iterable[Closure] = ()) -> list[Slot]:
    """The day's slots that are not closed, in order; what is left of a period is shorter than a slot and none."""
    shut = tuple(closures)
    periods, _ = open_on(desk, day, calendar)
    found = (slot for period in periods for slot in _cut(day, period, desk.counter.slot))
    return [slot for slot in found if not any(one.covers(slot) for one in shut)]


def days_ahead(desk: Desk, now: datetime) -> list[date]:
    """The days one may book at this moment: today and those ahead."""
    today = now.astimezone(CHINA).date()
    return [today + n * _DAY for n in range(desk.counter.ahead + 1)]


def workday_before(day: date, calendar: WorkingCalendar) -> date:
    """The last working day before `day`; the day before where the calendar does not know the year."""
    found = day - _DAY
    try:
        while not calendar.is_workday(found):
            found -= _DAY
    except UnknownYear:
        return day - _DAY
    return found


def _cut(day: date, period: Period, minutes: int) -> Iterator[Slot]:
    if minutes <= 0:
        return
    at, end = (datetime.combine(day, edge, CHINA) for edge in (period.opens, period.closes))
    while at + timedelta(minutes=minutes) <= end:
        until = at + timedelta(minutes=minutes)
        yield Slot(at.astimezone(UTC), until.astimezone(UTC))
        at = until
