"""Figures of months before the hall counted itself: from an older system, or invented for the demo university."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from chalicelib.insight.entries import Ending, added_up, digest_of, packed
from chalicelib.insight.model import Rating
from chalicelib.insight.store import InsightStore
from chalicelib.shared.clock import CHINA


@dataclass(frozen=True)
class History:
    """A month of one service: how its applications ended, visits by source ("" without one), what applicants said as
    (service, flow, comment)."""

    month: str
    service: str
    started: int = 0
    endings: Sequence[Ending] = ()
    visits: Mapping[str, int] = field(default_factory=dict)
    said: Sequence[tuple[int, int, str]] = ()


def load_history(store: InsightStore, known: History) -> bool:
    """Put it into the month, as of its first day; False, and nothing is written, where the month has figures."""
    if store.months([known.month], [known.service]):
        return False
    day = date.fromisoformat(f"{known.month}-01")
    ended = [packed(digest_of(known.service, n), ending) for n, ending in enumerate(known.endings)]
    store.fold(day, known.service, added_up((digest_of(known.service, n) for n in range(known.started)), ended))
    for source, count in known.visits.items():
        store.visit(known.month, known.service, source, count)
    for n, (service, flow, comment) in enumerate(known.said):
        at = datetime.combine(day, time(10), CHINA) + timedelta(days=n % 28)
        store.rate(known.month, known.service, f"history-{n:05d}", Rating(service, flow, comment, at, at), None)
    return True
