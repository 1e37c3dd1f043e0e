"""Who is on duty at which window of a counter, and when (W-05). Values without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.people import Author
from chalicelib.windows.model import Counter, weekday_of

KEPT = timedelta(days=730)
"""How long a turn that is over stays in the list; its entry in the history stays."""


@dataclass(frozen=True)
class Turn:
    """One line of a duty list: `person` serves at `window` on these `weekdays` (none: on every day the counter is open;
    ``makeup`` are Saturdays and Sundays that are worked on), from `since` to `until`, both included; None is open."""

    person: str
    window: str
    weekdays: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return not self.weekdays or weekday_of(day) in self.weekdays

    def over(self, today: date) -> bool:
        return self.until is not None and self.until < today

    def to_data(self) -> dict[str, Any]:
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        return {"person": self.person, "window": self.window, "weekdays": list(self.weekdays), **days}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Turn:
        days = {name: date.fromisoformat(data[name]) for name in ("since", "until") if data.get(name)}
        return cls(str(data["person"]), str(data["window"]), tuple(data["weekdays"]), **days)


@dataclass(frozen=True)
class DutyList:
    """A counter's list; `rev` counts its changes, 0 means never written."""

    counter: str
    turns: tuple[Turn, ...] = ()
    rev: int = 0

    def at(self, window: str, day: date) -> tuple[str, ...]:
        """Who is on duty at that window on that day, each once, in the list's order."""
        return tuple(dict.fromkeys(one.person for one in self.turns if one.window == window and one.on(day)))

    def changed(self, turns: Iterable[Turn], today: date) -> tuple[Turn, ...]:
        """What it is when `turns` are those that are not over: those that are over stay, for a time."""
        past = (one for one in self.turns if one.over(today) and one.until and one.until >= today - KEPT)
        return tuple(dict.fromkeys([*past, *turns]))


@dataclass(frozen=True)
class DutyChange:
    """A line of the history: what the change that made version `rev` entered, and what it took out."""

    rev: int
    author: Author
    entered: tuple[Turn, ...]
    taken: tuple[Turn, ...]


def is_staffed(counter: Counter, duty: DutyList) -> bool:
    """Whether somebody is expected there: not at devices that nobody stands behind, unless there is a list for them."""
    return counter.has_queue or counter.takes_bookings or bool(duty.turns)
