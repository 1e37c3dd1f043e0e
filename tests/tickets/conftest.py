"""The hall of `tests/windows` with lines to stand in, and a key for its devices."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.people import Person
from chalicelib.shared.ids import new_id
from chalicelib.shared.store import connection
from tests.windows.conftest import HALL, WindowWorld

TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Nine o'clock in China: both counters have just opened."""
QUEUES = copy.deepcopy(HALL)
for counter, letter, windows in zip(QUEUES["counters"], "AB", ([3, 5, 6, 7], [4]), strict=True):
    counter["queue"] = {"letter": letter, "windows": windows}


class TicketWorld(WindowWorld):
    def __init__(self, aws: Any) -> None:
        super().__init__(aws)
        self.hall.windows.store.put_hall("centre", QUEUES)
        self.now = TUESDAY

    @property
    def room(self) -> Any:
        return self.hall.tickets

    def take(self, who: Person | None = None, service: str = "card", counter: str = "one", **more: Any) -> Any:
        how = {"remote": False, "key": new_id()} | more
        return self.room.own.take(who, counter, service, how.pop("key"), **how)

    def of(self, n: int) -> Person:
        found: Person = self.person(f"2023{n:04d}")
        return found

    def call(self, window: str = "3", counter: str = "one", chosen: str = "") -> Any:
        return self.room.desk.call(self.clerk, counter, window, chosen)

    def act(self, one: Any, act: str, counter: str = "one", to: str = "", result: str = "") -> Any:
        """At the counter, on the ticket as a call or an act before has told it."""
        return self.room.desk.act(self.clerk, counter, one["id"], one["version"], act, to, result)[0]

    def line(self, counter: str = "one") -> list[str]:
        return [one["number"] for one in self.room.desk.line(self.clerk, counter)["waiting"]]


@pytest.fixture
def world(aws: Any) -> TicketWorld:
    return TicketWorld(aws)


@pytest.fixture
def asked(world: TicketWorld) -> Counter[str]:
    """How often each operation of the tables was asked for from now on."""
    counts: Counter[str] = Counter()
    connection().client.meta.events.register("before-call.dynamodb", lambda model, **_: counts.update([model.name]))
    return counts
