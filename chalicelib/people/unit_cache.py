"""Units as one process remembers them: they are few and change seldom, so all are read at once and kept a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

from chalicelib.people.model import Unit

_AGAIN_AFTER = 5.0
"""Seconds between two readings for ids that are not there; they may come from outside, as often as somebody likes."""


class UnitCache:
    """`read` gives every unit by id; what it gave counts for `keep` seconds, or until `forget`."""

    def __init__(
        self, read: Callable[[], Mapping[str, Unit]], keep: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._keep = keep
        self._now = now
        self._units: Mapping[str, Unit] = {}
        self._read_at: float | None = None

    def all(self) -> Mapping[str, Unit]:
        return self._within(self._keep)

    def some(self, ids: Iterable[str]) -> dict[str, Unit]:
        """Those of `ids` that exist, in that order; one that is missing may be new, so it is looked for again."""
        wanted = list(dict.fromkeys(ids))
        units = self.all()
        if any(id not in units for id in wanted):
            units = self._within(min(_AGAIN_AFTER, self._keep))
        return {id: units[id] for id in wanted if id in units}

    def forget(self) -> None:
        self._read_at = None

    def _within(self, seconds: float) -> Mapping[str, Unit]:
        if self._read_at is None or self._now() - self._read_at >= seconds:
            self._units = self._read()
            self._read_at = self._now()
        return self._units
