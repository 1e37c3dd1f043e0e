"""What pages report by themselves, from anybody: that a guide was read, and from where; that nothing was found.

Nothing of who it was is kept. Visits are a number; that somebody looked for a word is counted once for each address and
day (the limiter keeps a hash of both, for that day), so three hits are three places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chalicelib.errors import TooManyRequests
from chalicelib.insight.model import month_of
from chalicelib.insight.store import InsightStore
from chalicelib.insight.terms import normalised
from chalicelib.shared.clock import CHINA, Clock

DAY = 86_400
MOST_SEARCHES = 300
"""Searches in vain that are kept of one day, of all people together: a month stays one query."""

Take = Callable[[str, int, int], None]
"""(key, times, seconds): raises `TooManyRequests`."""


class Services(Protocol):
    def current(self, code: str, /) -> object: ...


@dataclass(frozen=True)
class Visits:
    store: InsightStore
    catalogue: Services
    take: Take
    clock: Clock

    def visit(self, service: str, source: str) -> None:
        """One reading of a guide; `source` is the tag of a shared link, or "". Raises `NotFound`."""
        self.catalogue.current(service)
        self.store.visit(month_of(self.clock()), service, source)

    def search(self, query: str, address: str) -> None:
        """A search that found nothing. What is said too often, or should not be kept, is passed over without a word."""
        term = normalised(query)
        if not term:
            return
        try:
            self.take(f"vain#{address}#{term}", 1, DAY)
            self.take("vain", MOST_SEARCHES, DAY)
        except TooManyRequests:
            return
        self.store.search(self.clock().astimezone(CHINA).date(), term)
