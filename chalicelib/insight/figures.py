"""What a guide shows of a service's last twelve months, to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.insight.entries import JUDGED, in_all, within
from chalicelib.insight.model import months_until, together
from chalicelib.insight.store import InsightStore
from chalicelib.shared.clock import CHINA, Clock

MONTHS = 12
ENOUGH = 20
"""Fewer than these say nothing of a service, and may say something of a person."""


class Services(Protocol):
    def current(self, code: str, /) -> object: ...


@dataclass(frozen=True)
class Figures:
    store: InsightStore
    catalogue: Services
    clock: Clock

    def __call__(self, code: str) -> dict[str, Any]:
        """`{visits, handled, rating, half_within, most_within}`; each None below `ENOUGH`. The last two are working
        hours at most, in which half and nine tenths were done. Up to last night, but for visits and ratings. Raises
        `NotFound`."""
        self.catalogue.current(code)
        months = months_until(self.clock().astimezone(CHINA).date(), MONTHS)
        found = self.store.months(months, [code]).values()
        days = in_all(day for month in found for day in month.days.values())
        visited = together(month.visited for month in found)
        handled = sum((days.ended or {}).get(outcome, 0) for outcome in JUDGED)
        timed = sum((days.buckets or {}).values()) >= ENOUGH
        averages = visited.averages()
        return {
            "visits": visited.visits if visited.visits >= ENOUGH else None,
            "handled": handled if handled >= ENOUGH else None,
            "rating": averages if averages and averages["count"] >= ENOUGH else None,
            "half_within": within(days.buckets, 0.5) if timed else None,
            "most_within": within(days.buckets, 0.9) if timed else None,
        }
