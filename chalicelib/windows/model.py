"""Halls and their counters: where they are, what is done there, when they are open, how they are booked. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from chalicelib.shared.text import Text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAKEUP = "makeup"
"""The hours of a Saturday or Sunday the university works on instead of another day; without them it stays closed."""


def weekday_of(day: date) -> str:
    """As hours and duty lists name it: its weekday, ``makeup`` for Saturday and Sunday."""
    return MAKEUP if day.weekday() > 4 else WEEKDAYS[day.weekday()]


@dataclass(frozen=True)
class Period:
    """From `opens` to `closes` of one day, China's time."""

    opens: time
    closes: time

    @classmethod
    def of(cls, text: str) -> Period:
        """``"08:30-11:30"``; raises `ValueError` for anything else, and for an end that is not after its begin."""
        opens, dash, closes = text.partition("-")
        found = cls(_time(opens), _time(closes))
        if not dash or found.closes <= found.opens:
            raise ValueError(text)
        return found

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True)
class Break:
    """Days, both included, on which a hall is closed or a counter has other `hours` than usual (none: closed)."""

    first: date
    last: date
    why: Text
    hours: tuple[Period, ...] = ()

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Break:
        first = date.fromisoformat(str(raw["from"]))
        last = date.fromisoformat(str(raw.get("to", raw["from"])))
        return cls(first, last, Text.of(raw["why"]), periods_of(raw.get("hours", ())))


@dataclass(frozen=True)
class Rules:
    """What one person may book in a hall: `open` appointments at a time; after `no_shows` within `within` days no
    booking for `pause` days after the last of them."""

    open: int = 3
    no_shows: int = 3
    within: int = 90
    pause: int = 14

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Rules:
        return cls(**{name: int(value) for name, value in raw.items()})


@dataclass(frozen=True)
class Counter:
    """`floor` and `sign` are as they are signed; `unit` is the department whose people serve there, `provider` who is
    behind it instead where that is nobody of the university (W-01), `beside` which departments keep it together with
    `unit` (W-08). A slot is `slot` minutes for `places` people; one
    may book `ahead` days from today, and change one's mind until `cancel` minutes before. With a `letter` it gives
    tickets, whose numbers begin with it, and calls them to its `windows`."""

    id: str
    name: Text
    unit: str
    campus: str
    floor: str
    sign: str
    services: tuple[str, ...]
    hours: Mapping[str, tuple[Period, ...]]
    slot: int
    places: int
    ahead: int
    cancel: int
    place: Text | None = None
    provider: Text | None = None
    phone: str = ""
    days: tuple[Break, ...] = ()
    letter: str = ""
    windows: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Whose people serve there, its own department first."""
        return (self.unit, *self.beside)

    @property
    def has_queue(self) -> bool:
        return bool(self.letter)

    @property
    def posts(self) -> tuple[str, ...]:
        """The windows somebody may be on duty at; a counter without a queue is one."""
        return self.windows or (self.sign,)

    @property
    def takes_bookings(self) -> bool:
        return self.places > 0

    @property
    def horizon(self) -> timedelta:
        return timedelta(days=self.ahead)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Counter:
        booking, queue = raw.get("booking") or {}, raw.get("queue") or {}
        return cls(
            id=str(raw["counter"]),
            name=Text.of(raw["name"]),
            unit=str(raw["unit"]),
            campus=str(raw["campus"]),
            floor=str(raw["floor"]),
            sign=str(raw["sign"]),
            services=tuple(map(str, raw["services"])),
            hours={str(day): periods_of(periods) for day, periods in raw["hours"].items()},
            slot=int(booking.get("slot", 0)),
            places=int(booking.get("places", 0)),
            ahead=int(booking.get("ahead", 0)),
            cancel=int(booking.get("cancel", 0)),
            place=Text.of(raw["place"]) if raw.get("place") else None,
            provider=Text.of(raw["provider"]) if raw.get("provider") else None,
            phone=str(raw.get("phone") or ""),
            days=tuple(Break.of(one) for one in raw.get("days") or ()),
            letter=str(queue.get("letter", "")),
            windows=tuple(str(one) for one in queue.get("windows", (raw["sign"],))) if queue else (),
            beside=tuple(map(str, raw.get("with") or ())),
        )


@dataclass(frozen=True)
class ServiceHall:
    """One hall with its counters; `closed` are days on which all of them are (a counter's own `days` go before);
    `terms` are first days of terms, whose first weeks are like no others."""

    id: str
    name: Text
    owner_unit: str
    counters: tuple[Counter, ...]
    rules: Rules = field(default_factory=Rules)
    closed: tuple[Break, ...] = ()
    terms: tuple[date, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> ServiceHall:
        """Reads a checked definition; raises KeyError, TypeError or ValueError for others."""
        return cls(
            str(raw["hall"]),
            Text.of(raw["name"]),
            str(raw["owner_unit"]),
            tuple(Counter.of(one) for one in raw["counters"]),
            Rules.of(raw.get("rules") or {}),
            tuple(Break.of(one) for one in raw.get("closed") or ()),
            tuple(date.fromisoformat(str(one)) for one in raw.get("terms") or ()),
        )


@dataclass(frozen=True)
class Desk:
    """A counter in its hall."""

    hall: ServiceHall
    counter: Counter


def periods_of(raw: Any) -> tuple[Period, ...]:
    """In the order of the day; raises `ValueError` where two overlap."""
    found = sorted((Period.of(str(one)) for one in raw), key=lambda one: one.opens)
    if any(later.opens < earlier.closes for earlier, later in pairwise(found)):
        raise ValueError("two periods overlap")
    return tuple(found)


def _time(text: str) -> time:
    if len(text) != 5:
        raise ValueError(text)
    return time.fromisoformat(text)
