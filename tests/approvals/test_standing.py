"""A correction or a return makes necessary again only those whose seen fields have changed (loonflow #98, #483)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import EventType, State
from tests.approvals.test_share_actions import decide, steps_open
from tests.world import PEOPLE, World

pytestmark = pytest.mark.req("H-07", "Z-09")

FORM = [
    {"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True},
    {"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "required": True, "fact": True},
    {"field": "phone", "type": "text", "label": {"zh": "电话", "en": "Phone"}},
]


def step(name: str, role: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"step": name, "title": {"zh": name, "en": name}, "by": {"role": role, "unit": unit}, **more}


FLOW = [
    step("finance_check", "officer", "finance", fields={"phone": "hidden"}),
    step("library_check", "officer", "library", fields={"reason": "hidden", "days": "hidden"}),
    step("registrar_review", "officer", "registry"),
]


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws, FLOW, FORM)


@pytest.fixture
def id(world: World) -> str:
    found = world.submit({"reason": "回家", "days": 2, "phone": "1"}).id
    world.settle()
    for who in ("finance", "library"):
        decide(world, found, who)
    return found


def correct(world: World, id: str, **changed: Any) -> None:
    form = {"reason": "回家", "days": 2, "phone": "1", **changed}
    world.acts.resubmit(PEOPLE["s1"], id, world.store.load(id).seq, form)
    world.settle()


@pytest.mark.parametrize(
    ("again", "changed", "expected"),
    [
        (False, {"days": 9}, ["registrar_review"]),
        (True, {"days": 9}, ["finance_check"]),
        (True, {"phone": "2"}, ["library_check"]),
        (True, {}, ["registrar_review"]),
    ],
)
def test_after_a_correction(world: World, id: str, again: bool, changed: Any, expected: list[str]) -> None:
    decide(world, id, "registrar", "return", again=again)
    correct(world, id, **changed)
    assert steps_open(world, id) == expected
    while world.store.load(id).open_tasks:
        (name,) = steps_open(world, id)
        decide(world, id, name.split("_")[0])
    assert world.store.load(id).head.state is State.COMPLETED


def test_what_is_changed_back_counts_as_unchanged(world: World, id: str) -> None:
    decide(world, id, "registrar", "return", again=True)
    correct(world, id, days=9)
    decide(world, id, "finance", "return")
    correct(world, id)
    decide(world, id, "finance")
    assert steps_open(world, id) == ["registrar_review"]


def test_an_approval_given_anew_is_in_doubt_no_longer(world: World, id: str) -> None:
    decide(world, id, "registrar", "return", again=True)
    correct(world, id, days=9)
    decide(world, id, "finance")
    decide(world, id, "registrar", "return")
    correct(world, id, days=5)
    assert steps_open(world, id) == ["registrar_review"], "this return wanted nobody in between again"


def test_a_lost_execution_finds_the_same_place(world: World, id: str) -> None:
    decide(world, id, "registrar", "return", again=True)
    correct(world, id, days=9)
    world.lose(id, ("finance_check", 2))
    assert world.sweep.reconcile()["restarted"] == 1
    world.settle()
    assert steps_open(world, id) == ["finance_check"]


class TestCountersign:
    """One of several returns it; the others' approvals stay (ruoyi-vue-pro #668)."""

    FLOW = (
        {
            "step": "both_check",
            "title": {"zh": "会签", "en": "Both"},
            "mode": "all",
            "by": [{"role": "officer", "unit": "library"}, {"role": "officer", "unit": "registry"}],
        },
    )

    @pytest.fixture
    def world(self, aws: Any) -> World:
        return World(aws, list(self.FLOW), FORM)

    @pytest.fixture
    def id(self, world: World) -> str:
        found = world.submit({"reason": "回家", "days": 2}).id
        world.settle()
        decide(world, found, "library")
        return found

    def open_holders(self, world: World, id: str) -> list[str]:
        return [task.holder.split("@")[1] for task in world.store.load(id).open_tasks]

    @pytest.mark.parametrize(
        ("again", "days", "expected"),
        [(False, 9, ["registry"]), (True, 2, ["registry"]), (True, 9, ["library", "registry"])],
    )
    def test_who_is_asked_again(self, world: World, id: str, again: bool, days: int, expected: list[str]) -> None:
        decide(world, id, "registrar", "return", again=again)
        correct(world, id, days=days, phone="")
        assert self.open_holders(world, id) == expected
        for who in ("library", "registrar"):
            if who[:5] in [unit[:5] for unit in self.open_holders(world, id)]:
                decide(world, id, who)
        done = world.store.load(id)
        assert done.head.state is State.COMPLETED
        assert [event.type for event in done.events].count(EventType.OPENED) == 3

    def test_who_handed_it_on_has_not_signed(self, world: World, id: str) -> None:
        """Found by random histories: the place of a signer who had transferred it counted as signed."""
        found = world.store.load(id)
        mine = next(task for task in found.open_tasks if task.holder == "position:officer@registry")
        wanted = ("transfer", "counsellor", "", 0, "出差")
        world.acts.act_on_task(PEOPLE["registrar"], f"{id}.{mine.key}", found.seq, *wanted)
        decide(world, id, "counsellor", "return")
        correct(world, id, days=3)
        assert self.open_holders(world, id) == ["registry"], "the library's signature stays, nobody else's was there"
