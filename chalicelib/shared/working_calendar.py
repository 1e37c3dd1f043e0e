"""Working days and working hours of the university, and when something is due.

The days come from `data/workdays.json`, one entry per year with its source: 2026 is the arrangement the State
Council published; 2027 is **provisional** (the statutory days, and working days off for those on a weekend),
because the arrangement with its make-up days had not been published when the file was written. Provisional years
count like any other; `WorkingCalendar.provisional` tells which they are. A year that is not in the file is an
error, never a guess (PROMISES R18).

How periods count (Civil Code articles 201 and 203): the day something begins is not counted, and the period ends
when working hours end on its last day; a last day that nobody works moves to the next working day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

from chalicelib.errors import HallError
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

DATA = Path(__file__).with_name("data") / "workdays.json"
_WITHIN = re.compile(r"([1-9]\d{0,3}) (workday|hour|day)s?")
_DAY = timedelta(days=1)
_CLOSE = 1


class UnknownYear(HallError):
    """The calendar has no data for a year; `extra["year"]` says which. An administrator must add it."""

    code: ClassVar[str] = "unknown_year"
    status: ClassVar[int] = 500
    title: ClassVar[Text] = Text("工作日历缺少该年度数据", "The working calendar has no data for that year")


def parse_within(text: str) -> tuple[int, str]:
    """``"3 workdays"`` as ``(3, "workday")``; units are workday, hour (of working time), day (of the calendar).

    Raises `ValueError` for anything else, so that a definition is refused before it is published.
    """
    found = _WITHIN.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"expected 'N workdays', 'N hours' or 'N days', got {text!r}")
    return int(found[1]), found[2]


@dataclass(frozen=True)
class WorkingCalendar:
    """`hours`: the day's working periods, local time. `days_off` and `makeup_days` per year that is known."""

    hours: tuple[tuple[time, time], ...]
    days_off: Mapping[int, frozenset[date]]
    makeup_days: Mapping[int, frozenset[date]]
    provisional: frozenset[int] = frozenset()

    @classmethod
    def load(cls, path: Path = DATA) -> WorkingCalendar:
        """The calendar in `path`; raises `ValueError` when a date is listed under another year."""
        data = json.loads(path.read_text(encoding="utf-8"))
        years = {int(year): entry for year, entry in data["years"].items()}
        return cls(
            hours=tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in data["hours"]),
            days_off={year: _within_year(year, _holidays(entry)) for year, entry in years.items()},
            makeup_days={
                year: _within_year(year, map(date.fromisoformat, entry["makeup_days"])) for year, entry in years.items()
            },
            provisional=frozenset(year for year, entry in years.items() if entry["provisional"]),
        )

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted(self.days_off))

    def is_workday(self, day: date) -> bool:
        """Whether the offices work on `day`. Raises `UnknownYear`."""
        if day.year not in self.days_off:
            raise UnknownYear(
                Text(f"工作日历缺少 {day.year} 年数据", f"The working calendar has no data for {day.year}"),
                extra={"year": day.year},
            )
        if day in self.makeup_days[day.year]:
            return True
        return day.weekday() < 5 and day not in self.days_off[day.year]

    def due(self, start: datetime, within: str) -> datetime:
        """When something begun at `start` (aware) is due; aware UTC, always inside working hours.

        `within` is ``"N workdays"``, ``"N hours"`` (working hours) or ``"N days"`` (calendar days).
        Raises `UnknownYear` when the way there crosses a year without data, `ValueError` for another `within`.
        """
        count, unit = parse_within(within)
        begins = _local(start)
        if unit == "hour":
            return self._after_hours(begins, timedelta(hours=count)).astimezone(UTC)
        if unit == "day":
            last = next(self._workdays_from(begins.date() + count * _DAY))
        else:
            following = self._workdays_from(begins.date() + _DAY)
            last = [next(following) for _ in range(count)][-1]
        return datetime.combine(last, self.hours[-1][_CLOSE], CHINA).astimezone(UTC)

    def resumed(self, due: datetime, stopped: datetime, resumed: datetime) -> datetime:
        """When something is due whose clock stood still from `stopped` to `resumed`: the working time left then is left
        now. What was late when the clock stopped stays as late. Raises `UnknownYear`."""
        left = self.working_time(stopped, due)
        return self._after_hours(_local(resumed), left).astimezone(UTC) if left else due

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """The working hours between two moments; zero when `end` is not after `start`. Raises `UnknownYear`."""
        begins, ends = _local(start), _local(end)
        total, day = timedelta(), begins.date()
        while day <= ends.date():
            for opens, closes in self.hours if self.is_workday(day) else ():
                first, last = datetime.combine(day, opens, CHINA), datetime.combine(day, closes, CHINA)
                total += max(min(last, ends) - max(first, begins), timedelta())
            day += _DAY
        return total

    def workdays_between(self, a: date, b: date) -> int:
        """How many workdays lie after `a` up to and including `b`; negative when `b` is earlier.

        An aware datetime stands for its day in China. ``workdays_between(t, due(t, "3 workdays")) == 3``.
        """
        first, last = _day_of(a), _day_of(b)
        if last < first:
            return -self.workdays_between(last, first)
        return sum(self.is_workday(first + n * _DAY) for n in range(1, (last - first).days + 1))

    def _workdays_from(self, day: date) -> Iterator[date]:
        while True:
            if self.is_workday(day):
                yield day
            day += _DAY

    def _after_hours(self, begins: datetime, left: timedelta) -> datetime:
        for day in self._workdays_from(begins.date()):
            for opens, closes in self.hours:
                period_start = max(begins, datetime.combine(day, opens, CHINA))
                period = datetime.combine(day, closes, CHINA) - period_start
                if left <= period:
                    return period_start + left
                left -= max(period, timedelta())
        raise AssertionError("workdays never end")


def _holidays(entry: Mapping[str, Any]) -> Iterator[date]:
    for holiday in entry["holidays"]:
        day, last = date.fromisoformat(holiday["from"]), date.fromisoformat(holiday["to"])
        while day <= last:
            yield day
            day += _DAY


def _within_year(year: int, days: Iterator[date]) -> frozenset[date]:
    found = frozenset(days)
    if stray := sorted(day for day in found if day.year != year):
        raise ValueError(f"{stray[0]} is listed under {year}")
    return found


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(CHINA)


def _day_of(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value
