"""What waited for this hour is brought: notices the night held back, and each approver's digest. The sweep calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.notices.model import Notice
from chalicelib.notices.store import NoticeStore
from chalicelib.shared.clock import stamp, unstamp

LOOK_BACK = timedelta(days=2)
"""How far the first run of all looks back; later ones go on where the last one ended."""
LONGEST_STOP = timedelta(days=14)
HOUR = timedelta(hours=1)


def bring_due(now: datetime, *, store: NoticeStore, post: Callable[[Sequence[Mapping[str, Any]]], None]) -> int:
    """Queue everything that waited for an hour which has come; how many messages that were.

    Twice is harmless: the ledger knows what was sent. Costs one read while there is no new hour.
    """
    brought = 0
    for hour in _hours(store.hour_done(), now):
        waiting = [notice.to_dict() for notice in _of(hour, store)]
        if waiting:
            post(waiting)
        store.set_hour_done(hour)
        brought += len(waiting)
    return brought


def digest_of(person_id: str, hour: str) -> Notice:
    """One person's digest of one hour: a notice like any other, so everything that holds for those holds for it."""
    return Notice("digest", person_id, "", f"digest.{hour}", hour, {"number": ""})


def _of(hour: str, store: NoticeStore) -> Iterator[Notice]:
    last = ""
    for line in store.lines(hour):
        if not line.gathered:
            yield line.notice
        elif line.notice.person_id != last:
            last = line.notice.person_id
            yield digest_of(last, hour)


def _hours(done: str, now: datetime) -> Iterator[str]:
    """The full hours after `done` up to now, oldest first."""
    this = now.replace(minute=0, second=0, microsecond=0)
    first = max(unstamp(done) + HOUR, this - LONGEST_STOP) if done else this - LOOK_BACK
    while first <= this:
        yield stamp(first)
        first += HOUR
