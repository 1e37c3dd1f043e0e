"""What a closed time does to those who have booked it: each keeps the appointment, is told, and is to move it.

It is noted in the same transaction that closes the time: what a process began and did not end, the sweep ends.
"""

from __future__ import annotations

from datetime import date

from chalicelib.windows.appointment import BOOKED, DISPLACED
from chalicelib.windows.change import change
from chalicelib.windows.slots import Closure
from chalicelib.windows.store import Telling
from chalicelib.windows.teller import AGAIN, CLOSING, DISPLACED_MESSAGE, Teller

TRIES = 6
_APART = "@"


def closing(teller: Teller, counter: str, on: date, rev: int) -> Telling:
    """What is noted of a day whose closures become version `rev`."""
    return Telling(teller.clock() + AGAIN, f"{counter}{_APART}{on.isoformat()}", rev, CLOSING)


def finish(teller: Teller, noted: Telling) -> None:
    """Do all of it, and take the note away. Raises `Temporary`; the note stays then."""
    counter, _, day = noted.appointment.rpartition(_APART)
    on = date.fromisoformat(day)
    for closure in teller.store.days(counter, on, on).closed(on):
        _displace(teller, counter, on, closure)
    teller.store.told(noted)


def _displace(teller: Teller, counter: str, on: date, closure: Closure) -> None:
    """No booking comes in any more: each was conditional on what was closed before. Done again, it finds nobody."""
    for found in teller.store.on_day(counter, on):
        for _ in range(TRIES):
            one = teller.store.one(found.id)
            if one is None or one.counter != counter or one.state != BOOKED or not closure.covers(one.slot):
                break
            told = {"changed_at": teller.clock(), "by": closure.by, "reason": closure.why}
            made = one.next(state=DISPLACED, **told)
            if change(teller, made, one, teller.store.bookings(made.person), DISPLACED_MESSAGE):
                break
