"""How long ago the sweep looked for the last time: while it does not run, nobody is reminded and nothing is healed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.applications import ApplicationStore
from chalicelib.errors import NotFound
from chalicelib.people import Person, runs_hall
from chalicelib.shared.clock import CHINA, Clock, stamp

LATE = timedelta(minutes=15)
"""It runs every five minutes; three times missed is a fault."""


@dataclass(frozen=True)
class LastSweep:
    store: ApplicationStore
    clock: Clock

    def __call__(self, person: Person) -> dict[str, Any]:
        """`{at, age_seconds, late, counts}`; `at` is None before the first. `NotFound` for whoever does not run it."""
        now = self.clock()
        if not runs_hall(person, now.astimezone(CHINA).date()):
            raise NotFound()
        found = self.store.last_sweep()
        if found is None:
            return {"at": None, "age_seconds": None, "late": True, "counts": {}}
        at, counts = found
        age = now - at
        return {"at": stamp(at), "age_seconds": int(age.total_seconds()), "late": age > LATE, "counts": counts}
