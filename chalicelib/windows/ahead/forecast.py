"""How many people are to be expected at a counter in each half hour of a day, from the days like it (W-14). Pure.

Like a day are those of the same weekday; Saturdays and Sundays that are worked on are like each other. The first two
weeks of a term are like those of other terms alone: half the university comes then. The last eight such days count.
What is booked for the day is known and not guessed: of who books, there come at least those who have already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from chalicelib.windows.ahead.tally import Halves, Tally
from chalicelib.windows.model import weekday_of

LIKE = 8
"""Days that are compared at most."""
KNOWN_FROM = 3
"""With fewer nothing is said."""
TERM_BEGINS = timedelta(days=14)
PEAK, QUIET = 1.5, 0.6
"""Times what comes in a half hour of that day on average."""
MANY = 3.0
"""People in half an hour from which one may speak of a peak."""
NAMED = 2
"""How many quiet and busy times are named."""


@dataclass(frozen=True)
class Half:
    """From `time` on for half an hour; `people` who come, of them `booked` already."""

    time: str
    people: float
    booked: int = 0
    peak: bool = False


@dataclass(frozen=True)
class Forecast:
    """`days`: from how many days it is known. The half hours at both ends in which nobody comes are left out."""

    day: date
    days: int
    halves: tuple[Half, ...]

    @property
    def people(self) -> int:
        return round(sum(one.people for one in self.halves))


@dataclass(frozen=True)
class Usual:
    """When it is usually quiet and when busy; `calm`: there is never a crowd on such a day."""

    quiet: tuple[str, ...]
    busy: tuple[str, ...]
    calm: bool
    days: int


def forecast(
    day: date, halves: Sequence[str], known: Iterable[Tally], booked: Halves, terms: Collection[date] = ()
) -> Forecast | None:
    """Of a day that is open in these `halves`; `booked` is what is booked for it, `terms` are first days of terms. None
    where too little is known; a half hour in which too few of the days like it were open is left out, for that nobody
    came then says nothing."""
    like = days_like(day, known, terms)
    if len(like) < KNOWN_FROM:
        return None
    open_then = {half: [one for one in like if half in one.walked] for half in halves}
    known_of = {half: days for half, days in open_then.items() if len(days) >= KNOWN_FROM}
    expected = {half: _expected(half, days, booked.get(half, 0)) for half, days in known_of.items()}
    found = _trimmed([Half(half, people, booked.get(half, 0)) for half, people in expected.items()])
    bar = max(MANY, PEAK * _mean(found))
    peaks = (Half(one.time, one.people, one.booked, one.people >= bar) for one in found)
    return Forecast(day, len(like), tuple(peaks))


def days_like(day: date, known: Iterable[Tally], terms: Collection[date] = ()) -> list[Tally]:
    """The last `LIKE` days before it that were open as planned and are like it, the latest first."""
    kind = _kind(day, terms)
    like = [one for one in known if one.day < day and not one.shut and _kind(one.day, terms) == kind]
    return sorted(like, key=lambda one: one.day, reverse=True)[:LIKE]


def usual(found: Forecast, since: str = "") -> Usual | None:
    """In words what a `found` day is like, from the half hour `since` on; None where no time stands out."""
    halves = [one for one in found.halves if one.time >= since]
    if not halves:
        return None
    if max(one.people for one in found.halves) < MANY:
        return Usual((), (), calm=True, days=found.days)
    mean = _mean(found.halves)
    quiet = sorted((one.people, one.time) for one in halves if one.people <= QUIET * mean)[:NAMED]
    busy = sorted((-one.people, one.time) for one in halves if one.peak)[:NAMED]
    if not quiet and not busy:
        return None
    quiet_times, busy_times = (tuple(sorted(time for _, time in some)) for some in (quiet, busy))
    return Usual(quiet_times, busy_times, calm=False, days=found.days)


def _expected(half: str, like: Sequence[Tally], booked: int) -> float:
    walked = fmean(one.walked[half] for one in like)
    return walked + max(booked, fmean(one.booked.get(half, 0) for one in like))


def _mean(halves: Iterable[Half]) -> float:
    """Of the half hours in which anybody comes: a lunch break makes no peaks."""
    some = [one.people for one in halves if one.people > 0]
    return fmean(some) if some else 0.0


def _trimmed(halves: list[Half]) -> list[Half]:
    some = [n for n, one in enumerate(halves) if one.people > 0]
    return halves[some[0] : some[-1] + 1] if some else []


def _kind(day: date, terms: Collection[date]) -> tuple[str, bool]:
    """Its weekday, and whether it is in the first weeks of a term."""
    return weekday_of(day), any(first <= day < first + TERM_BEGINS for first in terms)
