"""What a holder may do short of deciding, alone and combined, on executed flows; who may act is always somebody."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import REVISE, EventType, State, TaskState, first_broken
from chalicelib.errors import AlreadyDecided, InvalidForm, NotFound, NotYourTurn, TooManyRequests
from tests.world import PEOPLE, World

pytestmark = pytest.mark.req("Z-09", "H-07", "C-17")


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


@pytest.fixture
def id(world: World) -> str:
    found = world.submit().id
    world.settle()
    return found


def act(world: World, id: str, who: str, action: str, *, task: str = "", **more: Any) -> None:
    before = world.store.load(id)
    key = task or next(task.key for task in before.open_tasks)
    wanted = {"to": "", "where": "", "n": 0, "reason": "请协助", **more}
    world.acts.act_on_task(PEOPLE[who], f"{id}.{key}", before.seq, action, **wanted)
    world.settle()


def open_holders(world: World, id: str) -> list[str]:
    return sorted(task.holder for task in world.store.load(id).open_tasks)


def decide(world: World, id: str, who: str, verdict: str = "approve", **more: Any) -> None:
    """`who` decides the open task that `who` holds."""
    before = world.store.load(id)
    from chalicelib.approvals.who_may import may_act

    task = next(task for task in before.open_tasks if may_act(task, PEOPLE[who], world.now))
    wanted = {"fields": {}, "pins": {}, **more}
    world.acts.decide(PEOPLE[who], f"{id}.{task.key}", before.seq, verdict, "意见", **wanted)
    world.settle()


def steps_open(world: World, id: str) -> list[str]:
    return sorted(task.step for task in world.store.load(id).open_tasks)


def test_claimed_out_of_the_pool_and_released(world: World, id: str) -> None:
    decide(world, id, "counsellor")
    act(world, id, "finance", "claim", task="finance_check.1.1")
    with pytest.raises(NotFound):
        world.acts.decide(PEOPLE["finance2"], f"{id}.finance_check.1.1", 99, "approve", "意见", {}, {})
    act(world, id, "finance", "release", task="finance_check.1.1")
    decide(world, id, "finance2")
    assert "finance_check" not in steps_open(world, id)


def test_transferred_with_a_reason_the_receiver_decides(world: World, id: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        act(world, id, "counsellor", "transfer", to="finance", reason=" ")
    assert [error.pointer for error in refused.value.errors] == ["/reason"]
    act(world, id, "counsellor", "transfer", to="finance")
    assert open_holders(world, id) == ["person:finance"]
    assert world.told.said[-1][0] == "transferred"
    assert world.told.said[-1][2] == ("person:finance",)
    with pytest.raises(AlreadyDecided):
        act(world, id, "counsellor", "transfer", task="counsellor_review.1.1", to="library")
    decide(world, id, "finance")
    assert steps_open(world, id) == ["finance_check", "library_check"]


@pytest.mark.parametrize("to", ["counsellor", "s1", "s2", "nobody"])
def test_not_to_oneself_nor_the_applicant_nor_a_student(world: World, id: str, to: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        act(world, id, "counsellor", "transfer", to=to)
    assert refused.value.errors[0].pointer == "/to"


def test_a_signer_before_me_holds_me_back(world: World, id: str) -> None:
    act(world, id, "counsellor", "add_signer", to="library", where="before")
    assert open_holders(world, id) == ["person:library"]
    assert (world.told.said[-1][0], world.told.said[-1][2]) == ("signer_added", ("person:library",))
    with pytest.raises(NotYourTurn):
        world.acts.decide(PEOPLE["counsellor"], f"{id}.counsellor_review.1.1", 99, "approve", "意见", {}, {})
    decide(world, id, "library")
    assert open_holders(world, id) == ["position:counsellor@class-1"]
    decide(world, id, "counsellor")
    assert steps_open(world, id) == ["finance_check", "library_check"]


def test_a_signer_after_me_must_agree_too(world: World, id: str) -> None:
    act(world, id, "counsellor", "add_signer", to="library", where="after")
    assert open_holders(world, id) == ["position:counsellor@class-1"]
    decide(world, id, "counsellor")
    assert open_holders(world, id) == ["person:library"], "one approval does not pass over the added signer"
    decide(world, id, "library", "reject")
    assert world.store.load(id).head.state is State.REJECTED


def test_who_added_a_signer_may_take_them_out(world: World, id: str) -> None:
    act(world, id, "counsellor", "add_signer", to="library", where="before")
    with pytest.raises(NotFound):
        act(world, id, "finance", "remove_signer", task="counsellor_review.1.1", n=2)
    act(world, id, "counsellor", "remove_signer", task="counsellor_review.1.1", n=2)
    assert open_holders(world, id) == ["position:counsellor@class-1"]
    decide(world, id, "counsellor")
    assert steps_open(world, id) == ["finance_check", "library_check"]


def test_advice_comes_back_and_decides_nothing(world: World, id: str) -> None:
    act(world, id, "counsellor", "delegate", to="library")
    assert (world.told.said[-1][0], world.told.said[-1][2]) == ("delegated", ("person:library",))
    with pytest.raises(NotYourTurn):
        decide(world, id, "library", "return")
    decide(world, id, "library", "reject")
    assert world.told.said[-1][0] == "task_arrived", "it comes back"
    after = world.store.load(id)
    assert after.head.state is State.IN_PROGRESS
    assert [task.state for task in after.tasks] == [TaskState.PENDING, TaskState.ADVISED]
    decide(world, id, "counsellor")
    assert steps_open(world, id) == ["finance_check", "library_check"]


def test_delegated_then_transferred_then_returned(world: World, id: str) -> None:
    act(world, id, "counsellor", "delegate", to="library")
    decide(world, id, "library")
    act(world, id, "counsellor", "transfer", to="finance")
    decide(world, id, "finance", "return")
    waiting = world.store.load(id)
    assert steps_open(world, id) == [REVISE]
    world.acts.resubmit(PEOPLE["s1"], id, waiting.seq, {"reason": "已补充", "days": 1})
    world.settle()
    assert open_holders(world, id) == ["position:counsellor@class-1"], "a new entry begins with the step's own holder"


def test_an_added_signer_in_one_branch_leaves_the_other_alone(world: World, id: str) -> None:
    decide(world, id, "counsellor")
    act(world, id, "finance", "add_signer", task="finance_check.1.1", to="registrar", where="before")
    decide(world, id, "library")
    decide(world, id, "registrar")
    decide(world, id, "finance")
    assert steps_open(world, id) == ["registrar_review"]
    done = world.store.load(id)
    assert first_broken(id, done.events) is None


class TestReturningToAStep:
    def test_only_visited_steps_before_mine(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        for nowhere in ("registrar_review", "library_check", "finance_check", "nothing"):
            with pytest.raises(InvalidForm) as refused:
                decide(world, id, "finance", "return", to=nowhere)
            assert refused.value.errors[0].pointer == "/to"

    def test_out_of_a_parallel_and_straight_back(self, world: World, id: str) -> None:
        """The sibling stays open and is not asked twice; nobody approves again who had approved."""
        decide(world, id, "counsellor")
        decide(world, id, "finance", "return", to="counsellor_review")
        assert steps_open(world, id) == ["counsellor_review", "library_check"]
        decide(world, id, "library")
        decide(world, id, "counsellor")
        assert steps_open(world, id) == ["finance_check"]
        decide(world, id, "finance2")
        decide(world, id, "registrar")
        done = world.store.load(id)
        assert done.head.state is State.COMPLETED
        opened = [event.data["step"] for event in done.events if event.type is EventType.OPENED]
        assert opened.count("library_check") == 1

    @pytest.mark.parametrize("again", [False, True])
    def test_straight_back_where_nothing_changed(self, world: World, id: str, again: bool) -> None:
        """What is asked again where something did is in test_standing.py."""
        for who in ("counsellor", "finance", "library"):
            decide(world, id, who)
        decide(world, id, "registrar", "return", to="counsellor_review", again=again)
        assert steps_open(world, id) == ["counsellor_review"]
        decide(world, id, "counsellor")
        assert steps_open(world, id) == ["registrar_review"]

    def test_back_into_a_parallel(self, world: World, id: str) -> None:
        for who in ("counsellor", "finance", "library"):
            decide(world, id, who)
        decide(world, id, "registrar", "return", to="library_check")
        assert steps_open(world, id) == ["library_check"], "the finance office's approval stays"
        decide(world, id, "library")
        decide(world, id, "registrar")
        assert world.store.load(id).head.state is State.COMPLETED

    def test_a_lost_execution_does_not_lose_the_return(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        decide(world, id, "library", "return", to="counsellor_review")
        world.lose(id, ("counsellor_review", 2))
        assert world.sweep.reconcile()["restarted"] == 1
        world.settle()
        decide(world, id, "counsellor")
        assert steps_open(world, id) == ["finance_check", "library_check"]


def test_urged_once_a_day_and_the_third_time_the_head_hears(world: World, id: str) -> None:
    with pytest.raises(NotFound):
        world.acts.urge(PEOPLE["s2"], id)
    for count in (1, 2, 3):
        world.acts.urge(PEOPLE["s1"], id)
        with pytest.raises(TooManyRequests) as refused:
            world.acts.urge(PEOPLE["s1"], id)
        assert 0 < refused.value.extra["retry_after"] <= 86_401
        world.settle()
        told = [entry for entry in world.told.said if entry[0] in ("urged", "copied")]
        assert [entry[0] for entry in told] == ["urged"] * count + ["copied"] * (count == 3)
        world.pass_time(hours=25)
    assert told[-1][2] == ("position:department_head@registry",)
    act(world, id, "counsellor", "claim")
    assert world.store.load(id).open_tasks[0].claimed == "counsellor"
