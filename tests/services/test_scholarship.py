"""Scholarships (Z-F10): the school puts applicants in order, the list is out for five working days, then it counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import InvalidRequest, NotFound, NotYourTurn
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.ids import new_id
from tests.hall_world import HallWorld

FIRST, SECOND, ELSEWHERE = "2023010101", "2023010102", "2023010103"
PLACE = ("scholarship", "college_ranking")


@pytest.fixture
def world(aws: Any) -> HallWorld:
    world = HallWorld(aws, ["scholarship"])
    world.load_rows("scholarship-quotas")
    return world


def apply(world: HallWorld, who: str, overall: float, gpa: float, kind: str = "second") -> str:
    """An application that the counsellor has checked: it waits for its place."""
    id = world.submit(world.person(who), "scholarship", overall=overall, scholarship=kind)
    (task,) = world.load(id).open_tasks
    world.decide(id, task.key, world.holder_of(task.holder), fields={"gpa_checked": gpa})
    return id


def leader(world: HallWorld, id: str) -> Person:
    (task,) = world.load(id).open_tasks
    return world.holder_of(task.holder)


def items(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["application_id"], item["place"]) for one in told["lists"] for item in one["items"]]


def enter(world: HallWorld, person: Person, told: dict[str, Any], **more: Any) -> list[str]:
    wanted = [
        {"task_id": item["task_id"], "seq": item["seq"], "fields": {"rank": item["place"], "ranked": 3} | more}
        for one in told["lists"]
        for item in one["items"]
    ]
    results = world.hall.approve_many(person, wanted, "同意推荐", new_id())
    world.settle()
    return [one["code"] or one["result"] for one in results]


@pytest.mark.req("Z-F10")
def test_the_school_puts_its_applicants_in_order_and_enters_every_place_at_once(world: HallWorld) -> None:
    low = apply(world, FIRST, 80, 3.5)
    high = apply(world, SECOND, 91.5, 3.1)
    more = [apply(world, FIRST, 91.5, 3.1), apply(world, SECOND, 91.5, 3.9)]
    best = apply(world, ELSEWHERE, 60, 2, kind="first")
    person = leader(world, low)
    told = world.hall.rank_tasks(person, *PLACE)
    assert [one["title"]["zh"].split(" · ")[1] for one in told["lists"]] == ["一等奖学金", "二等奖学金"]
    first, best_two, *shared, last = items(told)
    assert [first, best_two, last] == [(best, 1), (more[1], 1), (low, 4)]
    assert sorted(shared) == sorted([(high, 2), (more[0], 2)]), "equal marks share a place, in no order of their own"
    assert [column["zh"] for column in told["columns"]] == ["综合测评成绩", "核对后的绩点"]
    assert told["lists"][1]["items"][0]["values"][1]["zh"] == "3.9", "as the counsellor checked it, not as it was sent"
    assert told["until"] == "2026-12-31" and not told["more"]
    assert enter(world, person, told) == ["done"] * 5
    assert world.load(low).form["rank"] == 4 and world.load(low).open_tasks[0].step == "publicity"
    assert world.hall.rank_tasks(person, *PLACE)["lists"] == []


@pytest.mark.req("Z-F10", "R24")
def test_only_places_may_come_with_an_approval_of_many(world: HallWorld) -> None:
    id = apply(world, FIRST, 80, 3.5)
    person = leader(world, id)
    told = world.hall.rank_tasks(person, *PLACE)
    assert enter(world, person, told, gpa_checked=5) == ["read_each"]
    assert enter(world, person, told, rank=0) == ["invalid_form"]
    assert enter(world, world.person(SECOND), told) == ["not_found"]
    assert world.load(id).open_tasks[0].step == "college_ranking", "nothing of it was done"
    with pytest.raises(NotFound):
        world.hall.rank_tasks(person, "scholarship", "nowhere")
    with pytest.raises(InvalidRequest):
        world.hall.rank_tasks(person, "scholarship", "publicity")
    assert world.hall.rank_tasks(world.person(SECOND), *PLACE)["lists"] == [], "nobody sees what others hold"


@pytest.mark.req("Z-F10")
def test_the_list_is_out_for_five_working_days_and_nothing_is_decided_before(world: HallWorld) -> None:
    id = apply(world, FIRST, 80, 3.5)
    person = leader(world, id)
    enter(world, person, world.hall.rank_tasks(person, *PLACE))
    reader = world.person(ELSEWHERE)
    reading = world.hall.registers.reading
    page = reading.list_rows(reader, "scholarship-list", "all", "", None, 20)
    (row,) = page["items"]
    assert page["next"] is None, "in whichever part of the list it is, the first page has it"
    said = {name: cell["display"]["zh"] for name, cell in row["cells"].items()}
    assert (said["rank"], said["public_from"], said["public_to"]) == ("1", "2026-11-23", "2026-11-30")
    assert FIRST not in str(row), "a public list does not show whole student numbers"

    (task,) = world.load(id).open_tasks
    task_id, fields = f"{id}.{task.key}", {"objection": False}
    view = world.hall.view_task(person, task_id, None)
    assert view and view["task"]["stands_until"] == "2026-11-30T09:30:00.000Z"
    world.now = datetime(2026, 11, 30, 17, 29, tzinfo=CHINA)
    with pytest.raises(NotYourTurn) as refused:
        world.hall.decide(person, task_id, view["seq"], "approve", "无异议", fields, {}, new_id())
    assert "11月30日 17:30" in refused.value.detail.zh and "17:30 on 30 Nov" in refused.value.detail.en
    assert len(reading.list_rows(reader, "scholarship-list", "all", "", None, 20)["items"]) == 1, "the last day counts"
    world.now += timedelta(minutes=1)
    world.hall.decide(person, task_id, view["seq"], "approve", "无异议", fields, {}, new_id())
    world.settle()
    assert world.load(id).open_tasks[0].step == "final_approval"
    assert reading.list_rows(reader, "scholarship-list", "all", "", None, 20)["items"] == []


@pytest.mark.req("Z-F10")
def test_who_never_comes_to_an_end_is_off_the_list_when_its_time_is_over(world: HallWorld) -> None:
    id = apply(world, FIRST, 80, 3.5)
    person = leader(world, id)
    enter(world, person, world.hall.rank_tasks(person, *PLACE))
    reader, reading = world.person(ELSEWHERE), world.hall.registers.reading
    world.now += timedelta(days=8)
    assert reading.list_rows(reader, "scholarship-list", "all", "", None, 20)["items"] == []
    with pytest.raises(NotFound):
        reading.view_row(reader, "scholarship-list", world.load(id).head.number)


@pytest.mark.req("Z-F10")
def test_a_notice_that_was_returned_is_out_for_the_whole_time_again(world: HallWorld) -> None:
    id = apply(world, FIRST, 80, 3.5)
    person = leader(world, id)
    enter(world, person, world.hall.rank_tasks(person, *PLACE))
    world.now += timedelta(days=2)
    (task,) = world.load(id).open_tasks
    world.decide(id, task.key, person, "return", to="college_ranking")
    enter(world, person, world.hall.rank_tasks(person, *PLACE))
    (task,) = world.load(id).open_tasks
    view = world.hall.view_task(person, f"{id}.{task.key}", None)
    assert view and view["task"]["stands_until"] == "2026-12-02T09:30:00.000Z"
