"""Whose turn it is, and how long it takes until it is somebody's: pure (W-Q3, W-Q4, N5).

Who booked and has checked in goes before the others once their time has come, by that time. Everybody else comes in
the order of `Ticket.place`, a text that sorts: when and with which number they took their ticket. Who was missed and
comes back stands behind the next three.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median

from chalicelib.shared.clock import stamp
from chalicelib.tickets.ticket import CALLED, SERVED, SERVING, WAITING, Ticket

BEHIND = 3
NEAR = 3
"""How many may be before somebody who is told to come near."""
KNOWN_FROM = 3
"""How many must have been served today before anybody is told how long it takes."""
_LATEST = 10**14
"""Milliseconds, so that later moments sort first."""


def place_of(taken_at: datetime, number: str) -> str:
    """The place of a new ticket: behind everybody who took theirs before."""
    return f"{stamp(taken_at)}#{number}"


def waiting_line(tickets: Iterable[Ticket], now: datetime) -> list[Ticket]:
    """Those who wait, in the order in which they are called at this moment."""
    return sorted((one for one in tickets if one.state == WAITING), key=lambda one: _turn(one, now))


def _turn(one: Ticket, now: datetime) -> tuple[int, str, str, str]:
    if one.due is not None and one.due <= now:
        return 0, stamp(one.due), one.place, one.number
    return 1, one.place, one.number, ""


def place_behind(line: Sequence[Ticket], now: datetime, number: str) -> tuple[str, datetime | None]:
    """(place, due) of somebody who comes back: directly behind the third of `line`, or the last where fewer wait. Of
    two behind the same one who comes later stands first: so neither is behind more than `BEHIND`."""
    if not line:
        return place_of(now, number), None
    third = line[:BEHIND][-1]
    due = third.due if third.due is not None and third.due <= now else None
    return f"{third.place}~{_LATEST - int(now.timestamp() * 1000):014d}", due


def ahead_of(line: Sequence[Ticket], number: str) -> int | None:
    """How many are called before this one; None for who does not wait."""
    return next((n for n, one in enumerate(line) if one.number == number), None)


def minutes_each(served: Iterable[Ticket]) -> float | None:
    """The median time of those served; None before there are enough to say."""
    taken = [
        (one.ended_at - one.began_at).total_seconds() / 60
        for one in served
        if one.state == SERVED and one.began_at and one.ended_at
    ]
    return median(taken) if len(taken) >= KNOWN_FROM else None


def windows_at_work(tickets: Iterable[Ticket]) -> int:
    """At how many windows somebody is called or served; one at least is expected to go on."""
    return max(1, len({one.window for one in tickets if one.state in (CALLED, SERVING) and one.window}))


def expected_minutes(ahead: int, each: float | None, windows: int) -> int | None:
    """How long until somebody with so many before them is called: who is being served is half done, on average. None
    where nobody can say."""
    if each is None:
        return None
    return math.ceil((ahead + 0.5) * each / max(1, windows))
