"""Once a night the journal's days become part of their months: plain numbers, which do not grow any more.

A day's sums are written over what stood there, so folding twice changes nothing. The last days before yesterday are
folded again, for events that came late: the stream keeps them for a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.errors import HallError
from chalicelib.insight.entries import added_up
from chalicelib.insight.store import InsightStore
from chalicelib.shared.clock import CHINA, Clock

AGAIN = 3
"""How many days, the newest among them, are folded each night."""
LONGEST = 30
"""As many at most after a pause; the journal keeps a few more."""


@dataclass
class Folding:
    """Call it as often as you like; it works once a day. How many months it wrote to."""

    store: InsightStore
    clock: Clock
    report: Callable[[str, Exception], None]
    _done: list[date] = field(default_factory=list)

    def __call__(self) -> int:
        yesterday = self.clock().astimezone(CHINA).date() - timedelta(days=1)
        if self._done and self._done[-1] >= yesterday:
            return 0
        try:
            written = self._fold(yesterday)
        except HallError as error:  # the next sweep tries again
            self.report("folding", error)
            return 0
        self._done[:] = [yesterday]
        return written

    def _fold(self, yesterday: date) -> int:
        folded = self.store.folded()
        if folded is not None and folded >= yesterday:
            return 0
        first = yesterday - timedelta(days=AGAIN - 1)
        if folded is None:
            first = yesterday - timedelta(days=LONGEST)
        elif folded < yesterday - timedelta(days=1):
            first = max(min(first, folded - timedelta(days=AGAIN - 2)), yesterday - timedelta(days=LONGEST))
        written = 0
        for n in range((yesterday - first).days + 1):
            day = first + timedelta(days=n)
            for service, noted in self.store.noted_on(day).items():
                self.store.fold(day, service, added_up(noted.started, noted.ended, noted.reopened))
                written += 1
        self.store.set_folded(yesterday)
        return written
