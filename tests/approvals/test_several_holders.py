"""Steps with several holders on executed flows: the flow goes on exactly once, when the outcome is fixed."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import REVISE, State
from chalicelib.errors import NotYourTurn
from tests.world import PEOPLE, World

pytestmark = pytest.mark.req("C-28", "W-08")

OFFICES = [{"role": "officer", "unit": unit} for unit in ("finance", "library", "registry")]


def joint(mode: str, **more: Any) -> list[Any]:
    title = {"zh": "联合审核", "en": "Joint review"}
    return [{"step": "joint_review", "title": title, "by": OFFICES, "mode": mode, **more}]


def begun(aws: Any, mode: str, **more: Any) -> tuple[World, str]:
    world = World(aws, joint(mode, **more))
    id = world.submit().id
    world.settle()
    return world, id


def decide(world: World, id: str, holder: str, verdict: str = "approve", by: str | None = None) -> None:
    before = world.store.load(id)
    task = next(task for task in before.tasks if task.holder == f"position:officer@{holder}")
    person = by or {"registry": "registrar"}.get(holder, holder)
    world.acts.decide(PEOPLE[person], f"{id}.{task.key}", before.seq, verdict, "意见", {}, {})
    world.settle()


def test_all_must_agree(aws: Any) -> None:
    world, id = begun(aws, "all")
    decide(world, id, "finance")
    decide(world, id, "registry")
    assert world.store.load(id).head.state is State.IN_PROGRESS
    decide(world, id, "library")
    assert world.store.load(id).head.state is State.COMPLETED


def test_one_after_another(aws: Any) -> None:
    world, id = begun(aws, "sequence")
    assert [entry[2] for entry in world.told.said if entry[0] == "task_arrived"] == [("position:officer@finance",)]
    with pytest.raises(NotYourTurn):
        decide(world, id, "library")
    decide(world, id, "finance")
    assert [task.holder for task in world.store.load(id).open_tasks] == ["position:officer@library"]
    decide(world, id, "library")
    decide(world, id, "registry")
    assert world.store.load(id).head.state is State.COMPLETED
    assert len([entry for entry in world.told.said if entry[0] == "task_arrived"]) == 3


def test_a_vote_is_not_ended_by_the_first_refusal(aws: Any) -> None:
    world, id = begun(aws, "vote", **{"pass": 0.6})
    decide(world, id, "finance", "reject")
    assert world.store.load(id).head.state is State.IN_PROGRESS
    decide(world, id, "library")
    decide(world, id, "registry")
    assert world.store.load(id).head.state is State.COMPLETED


def test_the_vote_that_fixes_a_refusal_ends_it_even_when_it_approves(aws: Any) -> None:
    world, id = begun(aws, "all", on_reject="wait")
    decide(world, id, "finance", "reject")
    decide(world, id, "library")
    decide(world, id, "registry")
    ended = world.store.load(id)
    assert ended.head.state is State.REJECTED
    assert ended.events[-1].data["outcome"] == "rejected"
    assert [entry[0] for entry in world.told.said][-1] == "rejected"


def test_a_refusal_may_send_it_back_instead(aws: Any) -> None:
    world, id = begun(aws, "all", on_reject="return")
    decide(world, id, "finance", "reject")
    waiting = world.store.load(id)
    assert waiting.head.state is State.AWAITING_APPLICANT
    assert [task.step for task in waiting.open_tasks] == [REVISE]
    world.acts.resubmit(PEOPLE["s1"], id, waiting.seq, {"reason": "已补充", "days": 2})
    world.settle()
    assert len(world.store.load(id).open_tasks) == 3
