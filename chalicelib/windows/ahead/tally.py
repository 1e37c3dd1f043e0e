"""How many came to a counter on a day, half hour by half hour. Pure."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from chalicelib.shared.clock import CHINA
from chalicelib.windows.model import Period

HALF = 30
Halves = Mapping[str, int]
"""Half hour, by its beginning in China (``"09:30"``), to people."""


@dataclass(frozen=True)
class Tally:
    """`walked` in without an appointment, for each half hour that was open; `booked` had one. A day on which the
    counter was `shut` for some time, though it should have been open, says nothing of other days."""

    day: date
    walked: Halves = field(default_factory=dict)
    booked: Halves = field(default_factory=dict)
    shut: bool = False

    def to_data(self) -> dict[str, Any]:
        return {"w": dict(self.walked), "b": dict(self.booked)} | ({"shut": True} if self.shut else {})

    @classmethod
    def of(cls, day: str, data: Mapping[str, Any]) -> Tally:
        return cls(date.fromisoformat(day), data["w"], data["b"], bool(data.get("shut")))


def tally_of(
    day: date, periods: Sequence[Period], came: Iterable[tuple[datetime, bool]], *, shut: bool = False
) -> Tally:
    """`came` says when each person came, and whether they had booked. Who took a number before the doors opened counts
    where they opened, who came between two periods with the next, and after the last one with that."""
    halves = halves_of(periods)
    counts: dict[bool, Count[str]] = {False: Count(), True: Count()}
    for at, booked in came if halves else ():
        mark = half_of(at)
        counts[booked][next((one for one in halves if one >= mark), halves[-1])] += 1
    return Tally(day, {one: counts[False][one] for one in halves}, dict(counts[True]), shut)


def half_of(at: datetime) -> str:
    return _mark(at.astimezone(CHINA).time())


def halves_of(periods: Iterable[Period]) -> list[str]:
    """The half hours in which a counter is open for some time, in the order of the day."""
    found: dict[str, None] = {}
    for period in periods:
        first, last = (_minutes(edge) for edge in (period.opens, period.closes))
        found |= dict.fromkeys(f"{n // 60:02d}:{n % 60:02d}" for n in range(first - first % HALF, last, HALF))
    return sorted(found)


def _mark(at: time) -> str:
    return f"{at.hour:02d}:{at.minute - at.minute % HALF:02d}"


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
