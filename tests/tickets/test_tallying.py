"""A day is counted once when it is over, and the days to come are foreseen from it (W-14)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import NotFound
from chalicelib.windows import Tally
from tests.tickets.conftest import TUESDAY, TicketWorld

DAY = date(2026, 11, 24)
NIGHT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""One o'clock of the 25th in China."""


def sweep(world: TicketWorld, at: datetime = NIGHT) -> Any:
    world.now = at
    return world.room.tallying.sweep()


OPEN = dict.fromkeys(("09:00", "09:30", "14:00", "14:30"), 0)
"""A Tuesday of both counters."""


def told(world: TicketWorld, day: date = DAY, counter: str = "one") -> list[Tally]:
    found: list[Tally] = world.windows.ahead.tallies(counter, day, day)
    return found


def past(world: TicketWorld, weeks: int, walked: dict[str, int]) -> None:
    """So many Tuesdays before."""
    for n in range(1, weeks + 1):
        world.windows.ahead.keep("one", Tally(DAY - timedelta(weeks=n), OPEN | walked))


@pytest.mark.req("W-14")
def test_everybody_counts_once_however_often_anything_is_sent(world: TicketWorld) -> None:
    key = "the-same-request"
    for _ in range(3):
        world.take(world.of(1), key=key)
    gone, far = world.take(world.of(2)), world.take(world.of(3), remote=True)
    world.room.own.act(gone["id"], "cancel")
    booked = world.book(world.of(4), at="09:30")
    world.take(world.of(4), appointment=booked["id"])
    came = world.book(world.of(5), at="14:00")
    world.windows.desk.act(world.clerk, "one", came["id"], came["rev"], "arrive", "")
    world.book(world.of(6), at="14:30")  # and nobody came
    world.now = TUESDAY + timedelta(minutes=40)
    called = world.call(chosen=far["id"])
    world.act(called, "done")
    assert sweep(world) > 0
    [one] = told(world)
    assert one.walked == OPEN | {"09:00": 1, "09:30": 1} and one.booked == {"09:00": 1, "14:00": 1}
    assert sweep(world) == 0
    world.windows.crowds.count(world.windows.halls.desk("one"), DAY, world.room.tallying.came(
        world.windows.halls.desk("one"), DAY))  # fmt: skip
    assert told(world) == [one]


def test_days_are_counted_at_night_each_once_and_a_night_that_failed_is_made_up_for(world: TicketWorld) -> None:
    world.take(world.of(1))
    assert sweep(world, TUESDAY + timedelta(hours=8)) == 0  # in the evening
    assert sweep(world, NIGHT + timedelta(days=3)) > 0  # three nights later
    assert [one.walked for one in told(world)] == [OPEN | {"09:00": 1}]
    monday = told(world, date(2026, 11, 23))
    assert [one.walked for one in monday] == [{"09:00": 0, "09:30": 0}]  # open, and nobody came
    assert told(world, date(2026, 11, 22)) == []  # a Sunday


def test_a_ticket_that_went_to_another_counter_counts_where_it_ended(world: TicketWorld) -> None:
    world.take(world.of(1))
    called = world.call()
    world.act(called, "route", to="two")
    sweep(world)
    assert [one.walked for one in told(world)] == [OPEN]
    assert [one.walked for one in told(world, counter="two")] == [OPEN | {"09:00": 1}]


def test_a_day_with_times_that_were_closed_is_marked_and_not_compared(world: TicketWorld) -> None:
    world.windows.desk.close(world.clerk, "one", "2026-11-24", 0, ("09:00", "09:30"), "培训")
    sweep(world)
    assert [one.shut for one in told(world)] == [True]


def test_taking_a_ticket_costs_what_it_did(world: TicketWorld, asked: Counter[str]) -> None:
    """Counting writes nothing when tickets are taken, and reads one query of past days a process and hour."""
    past(world, 4, {"09:00": 6, "14:00": 1})
    desk, crowds = world.windows.halls.desk("one"), world.windows.crowds
    world.take(world.of(1))
    assert told(world) == []
    asked.clear()
    assert crowds.usual(desk, DAY) and crowds.usual(desk, DAY + timedelta(weeks=1))
    assert asked == {"Query": 1}


def test_a_department_sees_ten_open_days_with_what_is_booked(world: TicketWorld) -> None:
    past(world, 5, {"09:00": 3, "09:30": 9, "14:00": 2})
    for n in (1, 2):
        world.windows.ahead.keep("one", Tally(date(2026, 11, 23) - timedelta(weeks=n), {"09:00": 3}))
    world.book(world.of(1), day="2026-12-01", at="14:00")
    days = world.windows.crowds.ahead(world.clerk, "one")["days"]
    assert len(days) == 10
    tuesday = next(one for one in days if one["day"] == "2026-12-01")
    assert tuesday["from_days"] == 5 and tuesday["people"] == 15
    assert [(one["time"], one["people"], one["booked"], one["peak"]) for one in tuesday["halves"]] == [
        ("09:00", 3.0, 0, False), ("09:30", 9.0, 0, True), ("14:00", 3.0, 1, False),
    ]  # fmt: skip
    monday = next(one for one in days if one["day"] == "2026-12-07")  # two are too few
    assert (monday["from_days"], monday["people"], monday["halves"]) == (0, None, [])
    for who in (world.student, world.person("of-finance")):
        with pytest.raises(NotFound):
            world.windows.crowds.ahead(who, "one")


def test_who_chooses_a_time_is_told_in_words_without_what_is_over(world: TicketWorld) -> None:
    past(world, 5, {"09:00": 9, "09:30": 1, "14:00": 6, "14:30": 1})
    [line] = world.room.own.queues(world.student, "card", "")["counters"]
    assert line["usual"] == {"quiet": ["09:30", "14:30"], "busy": ["09:00"], "calm": False, "days": 5}
    days = {one["day"]: one["usual"] for one in world.windows.booking.slots("one")["days"]}
    assert days["2026-12-01"] == line["usual"] and days["2026-11-25"] is None
    world.now = TUESDAY + timedelta(hours=1)
    [line] = world.room.own.queues(world.student, "card", "")["counters"]
    assert line["usual"]["quiet"] == ["14:30"] and line["usual"]["busy"] == []
