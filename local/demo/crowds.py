"""Ten weeks behind the demo hall, so that the weeks ahead can be foreseen, and who is on duty there. All invented."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from chalicelib.people import Author, Member, position_key
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.windows import Desk, Tally, Turn, bundled_halls, open_on
from chalicelib.windows.ahead.tally import halves_of
from local.demo.queue import HALL, load_demo_queue

DAYS = 70
BUSY = {"registry": 9, "student-affairs": 6, "seal": 3, "research": 2, "registry-south": 2}
"""Counter to how many come in the busiest half hour of an ordinary day."""
SHAPE = {"08:30": 0.5, "09:00": 0.8, "09:30": 1.0, "10:00": 0.6, "10:30": 0.3, "11:00": 0.2, "14:00": 0.7, "14:30": 0.9,
         "15:00": 0.5, "15:30": 0.3, "16:00": 0.2, "16:30": 0.1}  # fmt: skip
RUSH = {0: 1.5, 4: 1.1}
"""Mondays and Fridays are fuller than other days."""
ON_DUTY = ("registry", "student-affairs", "seal", "registry-south")
"""The research counter has no list yet: its page says so."""


def load_demo_hall(hall: Any) -> int:
    """The weeks behind the hall, its duty lists, and this morning; how many wait."""
    load_demo_crowds(hall)
    load_demo_duty(hall)
    return load_demo_queue(hall)


def load_demo_crowds(hall: Any) -> int:
    """What is not known yet of the last weeks of each counter; how many days that were."""
    store, calendar = hall.windows.ahead, hall.windows.teller.calendar
    yesterday = hall.clock().astimezone(CHINA).date() - timedelta(days=1)
    days = [yesterday - timedelta(days=n) for n in range(DAYS)]
    made = 0
    for desk in _desks():
        known = {one.day for one in store.tallies(desk.counter.id, days[-1], yesterday)}
        for day in days:
            periods, _ = open_on(desk, day, calendar)
            if desk.counter.has_queue and day.weekday() > 4:
                periods = desk.counter.hours["monday"]  # the demo hall is open whenever somebody tries it
            if periods and day not in known:
                store.keep(desk.counter.id, _day(desk.counter.id, day, halves_of(periods)))
                made += 1
    return made


def load_demo_duty(hall: Any) -> None:
    """Officers of each department take turns at its windows; a list that somebody has changed stays as it is."""
    store, author = hall.windows.ahead, Author("demo", Text("示例数据", "Demo data"), hall.clock())
    for desk in _desks():
        before = store.duty(desk.counter.id)
        if before.rev == 0 and desk.counter.id in ON_DUTY and (turns := _turns(hall, desk)):
            store.change_duty(before, turns, author)


def _desks() -> list[Desk]:
    halls = (one for one in bundled_halls() if one.id == HALL)
    return [Desk(one, counter) for one in halls for counter in one.counters if counter.id in BUSY]


def _day(counter: str, day: date, halves: list[str]) -> Tally:
    random = Random(f"{counter} {day}")
    most = BUSY[counter] * RUSH.get(day.weekday(), 1.0)
    walked = {one: round(most * SHAPE.get(one, 0) * random.uniform(0.6, 1.4)) for one in halves}
    booked = {one: random.randint(0, 2) for one in halves}
    return Tally(day, walked, {one: count for one, count in booked.items() if count})


def _turns(hall: Any, desk: Desk) -> tuple[Turn, ...]:
    """The first window always has somebody, the others on the full days."""
    key = position_key("officer", desk.counter.unit)
    roster = hall.people.get_rosters([key]).get(key)
    members: tuple[Member, ...] = roster.members if roster else ()
    officers = [one.person_id for one in members if one.until is None]
    if not officers:
        return ()
    first, *others = desk.counter.posts
    early, late = officers[0], officers[-1]
    odd, even = ("monday", "wednesday", "friday", "makeup"), ("tuesday", "thursday")
    more = (Turn(late, window, ("monday", "friday")) for window in others)
    return Turn(early, first, odd), Turn(late, first, even), *more
