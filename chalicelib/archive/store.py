"""The events of a day, noted as they are heard of, in the applications table until the day's root is signed.

| item | holds |
| --- | --- |
| ``D#<day>#<lane>`` / ``<application>#000001`` | the event's hash; expires after a quarter |

A day has sixteen lanes by application, so that no partition carries a whole day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib import settings
from chalicelib.applications import Event
from chalicelib.archive.roots import line_of
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.store import Defaults, Item
from chalicelib.shared.store_faults import reached

_reached = partial(reached, PynamoDBException)
LANES = 16
KEPT = timedelta(days=92)
LATE = timedelta(minutes=15)
"""How long after midnight an event of the day before is still counted to it; the root is signed later than that."""


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("applications")

    hash = UnicodeAttribute()
    expires_at = NumberAttribute()


@dataclass(frozen=True)
class TrailStore:
    """Raises `Temporary` when the table cannot be reached."""

    clock: Clock

    @_reached()
    def note(self, application: str, event: Event) -> None:
        """Noting it twice is harmless; what is heard of late belongs to the day it is heard of."""
        now = self.clock()
        day = day_of(max(event.at, now - LATE))
        expires = int((now + KEPT).timestamp())
        _Row(_pk(day, _lane(application)), f"{application}#{event.seq:06d}", hash=event.hash, expires_at=expires).save()

    @_reached()
    def lines(self, day: date) -> list[str]:
        """The day's events as lines of its tree, in their order."""
        found = [row for lane in range(LANES) for row in _Row.query(_pk(day, lane), consistent_read=True)]
        split = ((*row.sk.split("#"), row.hash) for row in found)
        return sorted(line_of(application, int(seq), hash) for application, seq, hash in split)


def day_of(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(CHINA).date()


def _lane(application: str) -> int:
    return sum(application.encode()) % LANES


def _pk(day: date, lane: int) -> str:
    return f"D#{day.isoformat()}#{lane:02d}"
