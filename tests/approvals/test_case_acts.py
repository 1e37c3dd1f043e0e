"""What administrators do to a whole application: suspend, terminate, move, reopen; two persons where it matters."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import EventType, State, first_broken
from chalicelib.approvals import CaseWish
from chalicelib.errors import Conflict, InvalidForm, NotAllowed, NotFound, NotYourTurn, StaleVersion
from tests.approvals.test_share_actions import decide, steps_open
from tests.world import PEOPLE, World

pytestmark = pytest.mark.req("Z-18")


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


@pytest.fixture
def id(world: World) -> str:
    found = world.submit().id
    world.settle()
    return found


def act(world: World, id: str, who: str, name: str, *, reason: str = "情况有变", **more: Any) -> None:
    world.acts.act_on_case(PEOPLE[who], id, world.store.load(id).seq, CaseWish(name, reason, **more))
    world.settle()


def together(world: World, id: str, name: str, **more: Any) -> None:
    """One administrator proposes, another one confirms."""
    act(world, id, "head", name, **more)
    act(world, id, "coordinator", "confirm", reason="")


def state_of(world: World, id: str) -> State:
    found = world.store.load(id)
    assert first_broken(found.id, found.events) is None
    return found.head.state


class TestSuspension:
    def test_nobody_acts_and_the_clock_stands_still(self, world: World, id: str) -> None:
        due = world.store.load(id).open_tasks[0].due_at
        act(world, id, "head", "suspend")
        assert state_of(world, id) is State.SUSPENDED
        with pytest.raises(NotYourTurn):
            decide(world, id, "counsellor")
        world.pass_time(days=14)
        assert world.sweep()["overdue"] == 0
        act(world, id, "head", "resume", reason="")
        (task,) = world.store.load(id).open_tasks
        assert due and task.due_at and (task.due_at - due).days == 14, "from a Monday noon to a Monday noon"
        decide(world, id, "counsellor")
        assert steps_open(world, id) == ["finance_check", "library_check"]

    def test_resumed_at_once_nothing_has_changed(self, world: World, id: str) -> None:
        """Found by random histories: a task whose due time stays as it was has nothing to be written."""
        before = world.store.load(id).open_tasks
        act(world, id, "head", "suspend")
        act(world, id, "head", "resume", reason="")
        assert world.store.load(id).open_tasks == before
        assert [said[0] for said in world.told.said[-2:]] == ["suspended", "resumed"]

    def test_a_decision_under_way_still_brings_the_next_step(self, world: World, id: str) -> None:
        """What was decided before is not lost: the next step opens, and waits."""
        task = world.store.load(id).open_tasks[0]
        world.acts.decide(PEOPLE["counsellor"], f"{id}.{task.key}", 2, "approve", "同意", {}, {})
        world.acts.act_on_case(PEOPLE["head"], id, world.store.load(id).seq, CaseWish("suspend", "核实"))
        world.settle()
        assert steps_open(world, id) == ["finance_check", "library_check"]
        with pytest.raises(NotYourTurn):
            decide(world, id, "finance")

    def test_waiting_for_the_applicant_goes_on_waiting(self, world: World, id: str) -> None:
        decide(world, id, "counsellor", "return")
        act(world, id, "head", "suspend")
        with pytest.raises(NotYourTurn):
            world.acts.resubmit(PEOPLE["s1"], id, world.store.load(id).seq, {"reason": "x", "days": 1})
        act(world, id, "head", "resume", reason="")
        assert state_of(world, id) is State.AWAITING_APPLICANT
        world.acts.resubmit(PEOPLE["s1"], id, world.store.load(id).seq, {"reason": "x", "days": 1})
        world.settle()
        assert steps_open(world, id) == ["counsellor_review"]

    def test_the_applicant_may_withdraw_meanwhile(self, world: World, id: str) -> None:
        act(world, id, "head", "suspend")
        world.acts.withdraw(PEOPLE["s1"], id, world.store.load(id).seq, "不办了")
        world.settle()
        assert state_of(world, id) is State.WITHDRAWN


class TestTogether:
    def test_one_alone_ends_nothing(self, world: World, id: str) -> None:
        act(world, id, "head", "terminate")
        assert state_of(world, id) is State.IN_PROGRESS
        with pytest.raises(NotAllowed):
            act(world, id, "head", "confirm")
        with pytest.raises(Conflict):
            act(world, id, "coordinator", "move", to="registrar_review")
        act(world, id, "coordinator", "confirm", reason="")
        ended, last = world.store.load(id), world.store.load(id).events[-1]
        assert ended.head.state is State.TERMINATED and not ended.open_tasks
        assert (last.data["proposed_by"]["id"], last.by.id, last.data["reason"]) == ("head", "coordinator", "情况有变")

    def test_refused_taken_back_or_too_old(self, world: World, id: str) -> None:
        for who in ("coordinator", "head"):
            act(world, id, "head", "terminate")
            act(world, id, who, "decline", reason="不必")
            with pytest.raises(NotYourTurn):
                act(world, id, "coordinator", "confirm")
        act(world, id, "head", "terminate")
        world.pass_time(days=8)
        with pytest.raises(NotYourTurn):
            act(world, id, "coordinator", "confirm")
        act(world, id, "head", "terminate")
        assert state_of(world, id) is State.IN_PROGRESS

    def test_only_administrators_with_a_reason_who_have_read_it(self, world: World, id: str) -> None:
        for who in ("counsellor", "registrar", "s1"):
            with pytest.raises(NotFound):
                act(world, id, who, "suspend")
        with pytest.raises(InvalidForm) as refused:
            act(world, id, "head", "terminate", reason="  ")
        assert refused.value.errors[0].pointer == "/reason"
        with pytest.raises(InvalidForm):
            act(world, id, "head", "move", to="nowhere")
        with pytest.raises(StaleVersion):
            world.acts.act_on_case(PEOPLE["head"], id, 1, CaseWish("suspend", "核实"))


class TestMove:
    def test_ahead_over_steps_nobody_needs(self, world: World, id: str) -> None:
        together(world, id, "move", to="registrar_review")
        assert steps_open(world, id) == ["registrar_review"]
        decide(world, id, "registrar")
        assert state_of(world, id) is State.COMPLETED

    def test_into_a_parallel_and_out_of_it(self, world: World, id: str) -> None:
        """flowable #1641: a join must neither block nor be passed too early after a jump."""
        together(world, id, "move", to="library_check")
        assert steps_open(world, id) == ["finance_check", "library_check"], "the office beside it is asked as well"
        decide(world, id, "finance")
        together(world, id, "move", to="counsellor_review")
        assert steps_open(world, id) == ["counsellor_review"]
        decide(world, id, "counsellor")
        assert steps_open(world, id) == ["finance_check", "library_check"], "what comes after is decided again"
        for who in ("library", "finance", "registrar"):
            decide(world, id, who)
        assert state_of(world, id) is State.COMPLETED

    def test_while_the_applicant_corrects(self, world: World, id: str) -> None:
        decide(world, id, "counsellor", "return")
        together(world, id, "move", to="registrar_review")
        assert state_of(world, id) is State.IN_PROGRESS
        assert steps_open(world, id) == ["registrar_review"]

    def test_a_lost_execution_finds_the_moved_place(self, world: World, id: str) -> None:
        together(world, id, "move", to="registrar_review")
        world.lose(id, ("registrar_review", 1))
        assert world.sweep.reconcile()["restarted"] == 1
        world.settle()
        assert steps_open(world, id) == ["registrar_review"]


class TestReopening:
    def test_a_rejected_one_goes_on_where_it_was_rejected(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        decide(world, id, "finance", "reject")
        assert state_of(world, id) is State.REJECTED
        together(world, id, "reopen", to="finance_check")
        assert "reopened" in [said[0] for said in world.told.said]
        assert steps_open(world, id) == ["finance_check", "library_check"]
        for who in ("finance", "library", "registrar"):
            decide(world, id, who)
        assert state_of(world, id) is State.COMPLETED

    def test_a_completed_one(self, world: World, id: str) -> None:
        for who in ("counsellor", "finance", "library", "registrar"):
            decide(world, id, who)
        together(world, id, "reopen", to="registrar_review")
        assert steps_open(world, id) == ["registrar_review"]
        decide(world, id, "registrar")
        done = world.store.load(id)
        assert done.head.state is State.COMPLETED and done.head.round == 2
        world.pass_time(days=400)
        with pytest.raises(NotYourTurn):
            act(world, id, "head", "reopen", to="registrar_review")

    def test_not_while_it_is_under_way(self, world: World, id: str) -> None:
        with pytest.raises(NotYourTurn):
            act(world, id, "head", "reopen", to="registrar_review")


class TestRetraction:
    def take_back(self, world: World, id: str, who: str, step: str) -> None:
        found = world.store.load(id)
        task = next(task for task in reversed(found.tasks) if task.step == step and task.by)
        world.acts.act_on_task(PEOPLE[who], f"{id}.{task.key}", found.seq, "retract", "", "", 0, "看错了")
        world.settle()

    def test_before_the_next_has_looked(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        self.take_back(world, id, "counsellor", "counsellor_review")
        assert steps_open(world, id) == ["counsellor_review"]
        gone = {one for said in world.told.said if said[0] == "retracted" for one in said[2]}
        after = {"finance_check", "library_check"}
        brought = {task.holder for task in world.store.load(id).tasks if task.step in after}
        assert gone == brought, "who had been told of a task hears that it is there no more"
        decide(world, id, "counsellor")
        assert steps_open(world, id) == ["finance_check", "library_check"]
        for who in ("library", "finance", "registrar"):
            decide(world, id, who)
        assert state_of(world, id) is State.COMPLETED

    def test_not_after_they_have(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        task = next(task for task in world.store.load(id).open_tasks if task.step == "library_check")
        world.acts.mark_seen(PEOPLE["library"], f"{id}.{task.key}")
        with pytest.raises(NotYourTurn):
            self.take_back(world, id, "counsellor", "counsellor_review")

    def test_out_of_a_parallel_whose_other_office_has_decided(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        decide(world, id, "finance")
        decide(world, id, "library")
        self.take_back(world, id, "finance", "finance_check")
        assert steps_open(world, id) == ["finance_check"], "the library's decision stands"
        decide(world, id, "finance2")
        assert steps_open(world, id) == ["registrar_review"]

    def test_a_return_to_the_applicant(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        decide(world, id, "finance", "return")
        self.take_back(world, id, "finance", "finance_check")
        assert state_of(world, id) is State.IN_PROGRESS
        assert steps_open(world, id) == ["finance_check", "library_check"]
        for who in ("library", "finance", "registrar"):
            decide(world, id, who)
        assert state_of(world, id) is State.COMPLETED

    def test_a_return_to_a_step(self, world: World, id: str) -> None:
        for who in ("counsellor", "finance", "library"):
            decide(world, id, who)
        decide(world, id, "registrar", "return", to="counsellor_review", again=True)
        self.take_back(world, id, "registrar", "registrar_review")
        assert steps_open(world, id) == ["registrar_review"]
        decide(world, id, "registrar")
        assert state_of(world, id) is State.COMPLETED

    def test_a_return_to_a_step_where_nobody_has_been_asked_again_yet(self, world: World, id: str) -> None:
        """Found by random histories: the counsellor had to approve once more what nobody had doubted."""
        for who in ("counsellor", "finance", "library"):
            decide(world, id, who)
        world.pass_time(minutes=5)
        world.decide(id, "registrar_review", "return", by="registrar", to="counsellor_review")
        self.take_back(world, id, "registrar", "registrar_review")
        assert steps_open(world, id) == ["registrar_review"]

    def test_the_last_decision_before_the_hall_has_completed_it(self, world: World, id: str) -> None:
        for who in ("counsellor", "finance", "library"):
            decide(world, id, who)
        task = world.store.load(id).open_tasks[0]
        world.acts.decide(PEOPLE["registrar"], f"{id}.{task.key}", 99, "approve", "同意", {}, {})
        world.react_once()
        world.acts.act_on_task(PEOPLE["registrar"], f"{id}.{task.key}", 99, "retract", "", "", 0, "")
        world.settle()
        assert state_of(world, id) is State.IN_PROGRESS and steps_open(world, id) == ["registrar_review"]
        decide(world, id, "registrar")
        assert state_of(world, id) is State.COMPLETED

    def test_nobody_elses_and_not_twice(self, world: World, id: str) -> None:
        decide(world, id, "counsellor")
        with pytest.raises(NotFound):
            self.take_back(world, id, "s2", "counsellor_review")
        self.take_back(world, id, "counsellor", "counsellor_review")
        decide(world, id, "counsellor", "reject")
        with pytest.raises(NotYourTurn):
            self.take_back(world, id, "counsellor", "counsellor_review")

    def test_whoever_opens_it_in_the_same_instant_wins_or_loses(self, world: World, id: str) -> None:
        """The store refuses the retraction when a follower was opened between its read and its write."""
        decide(world, id, "counsellor")
        found = world.store.load(id)
        task = next(task for task in found.open_tasks if task.step == "library_check")
        from chalicelib.applications import Overtaken
        from chalicelib.approvals.retract import retract

        mine = next(task for task in found.tasks if task.step == "counsellor_review")
        definition = world.definitions.version(found.head.service, found.head.version)
        change = retract(found, definition, mine, PEOPLE["counsellor"], "", world.now)
        world.store.mark_seen(id, task, world.now)
        with pytest.raises(Overtaken):
            world.store.commit(change)
        assert EventType.RETRACTED not in [event.type for event in world.store.load(id).events]
