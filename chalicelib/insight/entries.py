"""What the journal holds of an application: a digest when it is submitted, a digest and how it went when it ends. Pure.

The journal's entries are elements of sets. Adding one a second time, or in another order, changes nothing, and that is
all that makes counting safe against events that come more than once (decision 41).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from math import ceil

from chalicelib.applications import Event, EventType, StepStatus, outcome_of

MARK = 3
"""Bytes that stand for a unit: of forty colleges, two share one in one of twenty thousand universities."""
DIGEST = 6
"""Bytes: of ten thousand applications of a service on one day, two are taken for one in one of five million days."""
OUTCOMES = ("completed", "rejected", "withdrawn", "terminated")
"""How an application may end; their order is stored."""
JUDGED = OUTCOMES[:2]
"""The ends the departments have worked towards: only they have a duration."""
EDGES = (1, 2, 3.5, 7, 10.5, 14, 17.5, 21, 28, 35, 42, 49, 56, 70, 84, 105, 140, 210, 420)
"""Upper bounds of the buckets of durations, in working hours; seven are a working day. One more bucket is open."""
_UNKNOWN = 255
_ENDS: Mapping[EventType, str] = {
    EventType.COMPLETED: "completed",
    EventType.WITHDRAWN: "withdrawn",
    EventType.TERMINATED: "terminated",
}


@dataclass(frozen=True)
class Ending:
    """How one application went: `outcome` of `OUTCOMES`, past its promise or not, working time used if it is known."""

    outcome: str
    late: bool = False
    used: timedelta | None = None

    @property
    def bucket(self) -> int | None:
        if self.used is None or self.outcome not in JUDGED:
            return None
        return bisect_left(EDGES, self.used / timedelta(hours=1))


def digest_of(application_id: str, seq: int) -> bytes:
    """The event at position `seq` of an application's timeline, in so few bytes that it leads back to nobody."""
    return hashlib.sha256(f"{application_id}\n{seq}".encode()).digest()[:DIGEST]


def unit_mark(unit: str) -> str:
    """What stands for a unit in the journal, in so few bytes as an entry of a set can afford; hexadecimal."""
    return hashlib.sha256(unit.encode()).digest()[:MARK].hex() if unit else ""


def begun(digest: bytes, college: str = "") -> bytes:
    """A submission as one element: its digest, and the college it came from where it came from one (Z-12)."""
    return digest + bytes.fromhex(unit_mark(college))


def end_of(event: Event) -> str | None:
    """How the application ended with this event; None where it goes on.

    Where several decide, an approval may be what fixes a refusal, so it is the outcome that counts.
    """
    if event.type in _ENDS:
        return _ENDS[event.type]
    return "rejected" if outcome_of(event) is StepStatus.REJECTED else None


def packed(digest: bytes, ending: Ending) -> bytes:
    """An ending as one element: digest, outcome and lateness, bucket."""
    bucket = ending.bucket
    return digest + bytes([OUTCOMES.index(ending.outcome) * 2 + ending.late, _UNKNOWN if bucket is None else bucket])


@dataclass(frozen=True)
class Day:
    """What a journal's day of one service adds up to; `buckets` is how many judged endings fell into each bucket,
    `colleges` how many submissions came from each, by `unit_mark`."""

    started: int = 0
    ended: Mapping[str, int] | None = None
    late: int = 0
    buckets: Mapping[int, int] | None = None
    colleges: Mapping[str, int] | None = None

    def to_data(self) -> list[object]:
        """As it is stored, half the bytes of words."""
        ended = [(self.ended or {}).get(outcome, 0) for outcome in OUTCOMES]
        told = [self.started, *ended, self.late, {str(n): count for n, count in (self.buckets or {}).items()}]
        return [*told, dict(self.colleges)] if self.colleges else told

    @classmethod
    def of_data(cls, data: list[object]) -> Day:
        started, *ended, late, buckets = data[: len(OUTCOMES) + 3]
        colleges = data[len(OUTCOMES) + 3] if len(data) > len(OUTCOMES) + 3 else {}
        assert isinstance(buckets, Mapping) and isinstance(colleges, Mapping)
        known = dict(zip(OUTCOMES, map(_whole, ended), strict=True))
        kept = {int(n): _whole(count) for n, count in buckets.items()}
        return cls(_whole(started), known, _whole(late), kept, {mark: _whole(n) for mark, n in colleges.items()})


def added_up(started: Iterable[bytes], ended: Iterable[bytes], reopened: Iterable[bytes] = ()) -> Day:
    """The day's sums. Of endings that came in two spellings (its promise was changed in between) one counts; what was
    reopened has not ended."""
    back = set(reopened)
    single = {entry[:DIGEST]: entry for entry in sorted(ended, reverse=True) if entry[:DIGEST] not in back}
    outcomes = dict.fromkeys(OUTCOMES, 0)
    late, buckets = 0, dict[int, int]()
    for entry in single.values():
        outcomes[OUTCOMES[entry[DIGEST] // 2]] += 1
        late += entry[DIGEST] % 2
        if (bucket := entry[DIGEST + 1]) != _UNKNOWN:
            buckets[bucket] = buckets.get(bucket, 0) + 1
    from_where = {entry[:DIGEST]: entry[DIGEST:].hex() for entry in sorted(started)}
    return Day(len(from_where), outcomes, late, buckets, Counter(filter(None, from_where.values())))


def in_all(days: Iterable[Day]) -> Day:
    """Several days as one."""
    started = late = 0
    ended, buckets, colleges = dict.fromkeys(OUTCOMES, 0), dict[int, int](), Counter[str]()
    for day in days:
        started, late = started + day.started, late + day.late
        for outcome, count in (day.ended or {}).items():
            ended[outcome] += count
        for bucket, count in (day.buckets or {}).items():
            buckets[bucket] = buckets.get(bucket, 0) + count
        colleges.update(day.colleges or {})
    return Day(started, ended, late, buckets, colleges)


def within(buckets: Mapping[int, int] | None, share: float) -> float | None:
    """In how many working hours at most that share was done: the upper edge of the bucket it falls into.

    True for what was counted, and as near as the bucket is wide. None when nothing was counted, or where it lies beyond
    the last edge.
    """
    counts = [(buckets or {}).get(bucket, 0) for bucket in range(len(EDGES) + 1)]
    total = sum(counts)
    if not total:
        return None
    wanted = ceil(share * total)
    found = next(bucket for bucket, so_far in enumerate(accumulate(counts)) if so_far >= wanted)
    return EDGES[found] if found < len(EDGES) else None


def _whole(value: object) -> int:
    return int(str(value))
