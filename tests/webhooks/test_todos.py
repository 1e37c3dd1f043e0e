"""The campus-wide list of to-dos: who may have it, and that a receiver shows just the tasks that are open."""

from __future__ import annotations

import random
from typing import Any

import pytest

from chalicelib.errors import InvalidForm
from chalicelib.webhooks.todos import HALL_UNIT
from tests.hall_world import HallWorld
from tests.webhooks.conftest import Systems

URL = "https://portal.example/todos"
STUDENT = "2023010101"
EVENTS = ["task.opened", "task.closed"]


class TodoWorld(HallWorld):
    """The demo university with an endpoint of the department that runs the hall."""

    def __init__(self, aws: Any) -> None:
        self.systems = Systems()
        super().__init__(aws, services=["student-leave", "ip-address"], send_hook=self.systems)
        self.head = self.holder_of(f"position:department_head@{HALL_UNIT}")
        self.room = self.hall.webhooks

    def make(self, unit: str = HALL_UNIT, events: Any = EVENTS) -> Any:
        wish = {"name": "统一待办", "url": URL, "events": events, "services": [], "target": ""}
        made = self.room.desk.make(self.head, unit, wish)
        self.room.outbox._known.clear()
        return made

    def bring(self) -> list[dict[str, Any]]:
        for lane in self.room.store.behind(self.now):
            self.room.worker({"unit": lane.unit, "hook": lane.hook})
        for hook in self.room.store.of_unit(HALL_UNIT):
            self.room.worker({"unit": HALL_UNIT, "hook": hook.id})
        return self.systems.said(URL)

    def open_tasks(self, *ids: str) -> dict[str, list[str]]:
        return {
            f"{id}.{task.key}": sorted([task.claimed] if task.claimed else self._people(task.holder))
            for id in ids
            for task in self.load(id).open_tasks
        }

    def _people(self, holder: str) -> list[str]:
        found: list[str] = self.room._people(holder)
        return found


@pytest.fixture
def world(aws: Any) -> TodoWorld:
    return TodoWorld(aws)


def listed(messages: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What a receiver shows that keeps the newest word about each task."""
    newest: dict[str, dict[str, Any]] = {}
    for one in messages:
        data = one["data"] | {"type": one["type"]}
        if newest.get(data["task"], {"seq": 0})["seq"] < data["seq"]:
            newest[data["task"]] = data
    return {task: sorted(one["people"]) for task, one in newest.items() if one["type"] == "task.opened"}


@pytest.mark.req("C-23")
def test_in_any_order_and_twice_the_list_shows_the_open_tasks(world: TodoWorld) -> None:
    world.make()
    student = world.person(STUDENT)
    ids = [world.submit(student, "student-leave", days=5) for _ in range(2)]
    [first] = world.load(ids[0]).open_tasks
    said = world.bring()
    assert listed(said) == world.open_tasks(*ids) and len(said) == 2
    assert said[0]["data"]["title"]["zh"].startswith("学生请假") or "：" in said[0]["data"]["title"]["zh"]
    counsellor = world.holder_of(first.holder)
    world.decide(ids[0], first.key, counsellor)
    world.hall.withdraw_application(student, ids[1], world.load(ids[1]).seq, "不去了")
    world.settle()
    said = world.bring()
    for seed in range(5):
        mixed = said + said[::2]
        random.Random(seed).shuffle(mixed)
        assert listed(mixed) == world.open_tasks(*ids)
    assert {one["data"]["link"].rpartition("id=")[2] for one in said} == {one["data"]["task"] for one in said}
    for event in world.load(ids[0]).events:
        world.hall.reactions(ids[0], event)
    assert len(world.bring()) == len(said), "what reactions repeat is no new message"


@pytest.mark.req("C-23")
def test_a_pool_is_everybodys_until_somebody_takes_it(world: TodoWorld) -> None:
    world.make()
    id = world.submit(world.person(STUDENT), "student-leave")
    [task] = world.load(id).open_tasks
    before = listed(world.bring())
    assert before == world.open_tasks(id) and world.systems.said(URL)[0]["data"]["pool"]
    holder = world.holder_of(task.holder)
    world.hall.act_on_task(holder, f"{id}.{task.key}", world.load(id).seq, "claim", "", "", 1, "")
    world.settle()
    assert listed(world.bring()) == {f"{id}.{task.key}": [holder.id]}
    world.hall.act_on_task(holder, f"{id}.{task.key}", world.load(id).seq, "release", "", "", 1, "")
    world.settle()
    assert listed(world.bring()) == before


@pytest.mark.req("C-23", "R40")
def test_only_the_department_that_runs_the_hall_may_ask_for_everybodys(world: TodoWorld) -> None:
    coordinator = world.holder_of("position:business_coordinator@presidents-office")
    wish = {"name": "x", "url": URL, "events": ["application.completed", *EVENTS], "services": [], "target": ""}
    with pytest.raises(InvalidForm) as refused:
        world.room.desk.make(coordinator, "student-affairs", wish)
    assert [fault.pointer for fault in refused.value.errors] == ["/events/1", "/events/2"]
    head = world.holder_of("position:department_head@student-affairs")
    assert not [one for one in world.room.desk.choices(head)["events"] if one["code"] in EVENTS]
    world.make(events=[])
    world.submit(world.person(STUDENT), "student-leave")
    assert world.bring() == [], "an endpoint for everything means everything of its own department"
