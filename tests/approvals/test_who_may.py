"""Who may act is asked of the positions held today, and today is the day in China."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.applications import Task, TaskState
from chalicelib.approvals.who_may import is_holder, may_act
from chalicelib.people import Person, Position
from chalicelib.shared.text import Text

HOLDER = "position:counsellor@class-1"
LAST_DAY = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # 00:00 on 1 December in China


def person(id: str, *positions: Position) -> Person:
    return Person(id, Text("某人", "Somebody"), "staff", {}, positions)


OLD = person("old", Position("counsellor", "class-1", None, date(2026, 11, 30)))
NEW = person("new", Position("counsellor", "class-1", date(2026, 12, 1), None))


@pytest.mark.req("H-18", "R39")
@pytest.mark.parametrize(("now", "holders"), [(LAST_DAY, [OLD]), (NEXT_DAY, [NEW])])
def test_a_position_changes_hands_at_midnight_in_china(now: datetime, holders: list[Person]) -> None:
    assert [one for one in (OLD, NEW) if is_holder(HOLDER, one, now)] == holders


@pytest.mark.req("R39")
def test_who_lost_the_position_has_lost_the_tasks_they_claimed() -> None:
    task = Task("review", 1, 0, 1, HOLDER, TaskState.PENDING, LAST_DAY)
    claimed = replace(task, claimed="old")
    assert may_act(claimed, OLD, LAST_DAY)
    assert not may_act(claimed, OLD, NEXT_DAY)
    assert not may_act(claimed, NEW, NEXT_DAY)
