"""One application through counsellor, two departments side by side and the registrar, on executed flows."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.applications import REVISE, EventType, State, StepStatus, first_broken, replay
from chalicelib.errors import (
    AlreadyDecided,
    InvalidForm,
    KeyReused,
    NotFound,
    NotYourTurn,
    StaleVersion,
)
from tests.world import PEOPLE, STANDARD_FLOW, STANDARD_FORM, World

pytestmark = pytest.mark.req("C-16", "C-28")


@pytest.fixture(params=["aws", pytest.param("ministack_server", marks=pytest.mark.conformance)])
def world(request: pytest.FixtureRequest) -> World:
    """On moto in process, and with `make conformance` the same tests on MiniStack."""
    return World(request.getfixturevalue(request.param))


def eventually(happened: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it happens soon: an emulator moves its executions in threads of its own."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def open_steps(world: World, id: str) -> list[str]:
    return sorted(task.step for task in world.store.load(id).open_tasks)


def through(world: World, *, key: str = "k") -> str:
    id = world.submit(key=key).id
    world.settle()
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    return id


@pytest.mark.req("Z-02")
def test_from_submission_to_completion(world: World) -> None:
    id = world.submit().id
    world.settle()
    assert open_steps(world, id) == ["counsellor_review"]
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    assert open_steps(world, id) == ["finance_check", "library_check"]
    world.decide(id, "library_check", by="library")
    world.settle()
    assert open_steps(world, id) == ["finance_check"]
    world.decide(id, "finance_check", by="finance2")
    world.settle()
    world.decide(id, "registrar_review", by="registrar")
    world.settle()
    done = world.store.load(id)
    assert done.head.state is State.COMPLETED
    assert done.head.clock_at is None
    assert not done.open_tasks
    assert first_broken(id, done.events) is None
    assert [m for m, _, _ in world.told.said] == [
        "submitted", "task_arrived", "step_approved", "task_arrived", "task_arrived", "step_approved", "step_approved",
        "task_arrived", "step_approved", "completed",
    ]  # fmt: skip


def test_a_rejection_ends_it_and_settles_the_sibling(world: World) -> None:
    id = through(world)
    world.decide(id, "finance_check", "reject", by="finance")
    world.settle()
    ended = world.store.load(id)
    assert ended.head.state is State.REJECTED
    assert not ended.open_tasks
    assert replay(ended)["library_check"].status is StepStatus.CANCELLED
    with pytest.raises(AlreadyDecided):
        world.acts.decide(PEOPLE["library"], f"{id}.library_check.1.1", ended.seq, "approve", "同意", {}, {})


def test_return_out_of_a_parallel_and_straight_back(world: World) -> None:
    id = through(world)
    world.decide(id, "library_check", by="library")
    world.settle()
    world.decide(id, "finance_check", "return", by="finance", pins={"reason": "请写明去向"})
    world.settle()
    waiting = world.store.load(id)
    assert waiting.head.state is State.AWAITING_APPLICANT
    assert open_steps(world, id) == [REVISE]
    world.acts.resubmit(PEOPLE["s1"], id, waiting.seq, {"reason": "回家探亲", "days": 3})
    world.settle()
    again = world.store.load(id)
    assert again.head.state is State.IN_PROGRESS
    assert again.head.facts["days"] == 3
    assert open_steps(world, id) == ["finance_check"], "the library's approval stays valid"
    assert next(e for e in again.events if e.type is EventType.RESUBMITTED).data["changed"] == ["reason", "days"]
    world.decide(id, "finance_check", by="finance")
    world.settle()
    world.decide(id, "registrar_review", by="registrar")
    world.settle()
    assert world.store.load(id).head.state is State.COMPLETED


def test_withdraw_beats_the_approval_that_comes_later(world: World) -> None:
    id = world.submit().id
    world.settle()
    seen = world.store.load(id)
    world.acts.withdraw(PEOPLE["s1"], id, seen.seq, "不去了")
    with pytest.raises(AlreadyDecided):
        world.acts.decide(PEOPLE["counsellor"], f"{id}.counsellor_review.1.1", seen.seq, "approve", "同意", {}, {})
    world.settle()
    assert world.store.load(id).head.state is State.WITHDRAWN
    assert eventually(lambda: world.flow.status("test-standard-v1", f"{id}-1") == "SUCCEEDED")


def test_withdrawing_on_an_old_page_is_refused_when_somebody_has_acted(world: World) -> None:
    id = world.submit().id
    world.settle()
    seen = world.store.load(id).seq
    world.decide(id, "counsellor_review", by="counsellor")
    with pytest.raises(StaleVersion):
        world.acts.withdraw(PEOPLE["s1"], id, seen, "")


def test_what_the_hall_did_by_itself_is_no_reason_to_refuse_a_withdrawal(world: World) -> None:
    id = world.submit().id
    seen = world.store.load(id).seq
    world.settle()  # the first step opens within the second
    world.acts.withdraw(PEOPLE["s1"], id, seen, "")
    assert world.store.load(id).head.state is State.WITHDRAWN


def test_a_second_decision_names_who_was_first(world: World) -> None:
    id = through(world)
    seq = world.store.load(id).seq
    world.acts.decide(PEOPLE["finance"], f"{id}.finance_check.1.1", seq, "approve", "同意", {}, {}, "once")
    with pytest.raises(AlreadyDecided) as refused:
        world.acts.decide(PEOPLE["finance2"], f"{id}.finance_check.1.1", seq, "approve", "同意", {}, {})
    assert refused.value.extra["decided_by"] == PEOPLE["finance"].name.to_dict()
    again = world.acts.decide(PEOPLE["finance"], f"{id}.finance_check.1.1", seq, "approve", "同意", {}, {}, "once")
    assert [e.type for e in again.events].count(EventType.APPROVED) == 2, "the double click is not a conflict"


def test_strangers_see_and_decide_nothing(world: World) -> None:
    id = world.submit().id
    world.settle()
    seq = world.store.load(id).seq
    for stranger in ("s2", "registrar"):
        with pytest.raises(NotFound):
            world.acts.decide(PEOPLE[stranger], f"{id}.counsellor_review.1.1", seq, "approve", "同意", {}, {})
    with pytest.raises(NotFound):
        world.acts.withdraw(PEOPLE["s2"], id, seq, "")
    with pytest.raises(NotFound):
        world.acts.decide(PEOPLE["counsellor"], "nonsense", seq, "approve", "同意", {}, {})


@pytest.mark.req("Z-09")
def test_an_opinion_is_needed_and_pins_name_real_fields(world: World) -> None:
    id = world.submit().id
    world.settle()
    with pytest.raises(InvalidForm) as refused:
        world.decide(id, "counsellor_review", by="counsellor", opinion=" ")
    assert refused.value.errors[0].pointer == "/opinion"
    with pytest.raises(InvalidForm) as refused:
        world.decide(id, "counsellor_review", "return", by="counsellor", pins={"nothing": "?"})
    assert refused.value.errors[0].pointer == "/pins/nothing"
    with pytest.raises(NotYourTurn):
        world.acts.resubmit(PEOPLE["s1"], id, world.store.load(id).seq, {"reason": "x", "days": 1})


def test_one_key_is_one_application(world: World) -> None:
    first = world.submit(key="same")
    second = world.submit(key="same")
    assert (second.id, second.head.number) == (first.id, first.head.number)
    with pytest.raises(KeyReused):
        world.submit({"reason": "另一份", "days": 1}, key="same")
    assert world.submit(key="same", by="s2").id != first.id, "keys belong to persons"


def test_replaying_everything_changes_nothing(world: World) -> None:
    id = through(world)
    before, said = world.store.load(id), list(world.told.said)
    for seq in [0, 1, 2]:
        world.seen[id] = seq
        world.settle()
    after = world.store.load(id)
    assert [e.hash for e in after.events] == [e.hash for e in before.events]
    assert world.told.said == said


def test_a_lost_execution_is_started_again_where_it_was(world: World) -> None:
    id = through(world)
    world.decide(id, "library_check", by="library")
    world.settle()
    world.lose(id, ("finance_check", 1), ("library_check", 1))
    counts = world.sweep.reconcile()
    assert {name: n for name, n in counts.items() if n} == {"looked": 1, "restarted": 1}
    world.settle()
    assert world.sweep.reconcile()["restarted"] == 0
    assert open_steps(world, id) == ["finance_check"]
    world.decide(id, "finance_check", by="finance")
    world.settle()
    world.decide(id, "registrar_review", by="registrar")
    world.settle()
    assert world.store.load(id).head.state is State.COMPLETED
    assert not world.errors


def test_a_step_past_its_due_time_is_marked_once(world: World) -> None:
    id = world.submit().id
    world.settle()
    world.pass_time(days=4)
    assert world.sweep()["overdue"] == 1
    assert world.sweep()["looked"] == 0, "its clock has moved on"
    world.settle()
    late = [entry for entry in world.told.said if entry[0] == "overdue"]
    assert late == [("overdue", 3, ("position:counsellor@class-1",))]
    world.pass_time(days=2)
    assert world.sweep()["overdue"] == 0
    assert not world.errors
    assert id


def test_a_late_message_does_not_hide_the_token_that_counts(world: World) -> None:
    """Whatever order the messages of one step come in, the token the flow waits with is among those answered."""
    id = world.submit().id
    world.settle()
    (alive,) = world.store.load(id).tokens_of("counsellor_review", 1)
    world.worker({"kind": "step", "step": "counsellor_review", "application": id, "round": 1, "token": "of-long-ago"})
    assert world.store.load(id).tokens_of("counsellor_review", 1) == ("of-long-ago", alive)
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    assert open_steps(world, id) == ["finance_check", "library_check"]


def test_reminded_before_it_is_due_and_escalated_when_late(aws: Any) -> None:
    late = ["remind", {"escalate": {"role": "department_head", "unit": "registry"}}]
    world = World(aws, [STANDARD_FLOW[0] | {"overdue": late}])
    id = world.submit().id
    world.settle()
    world.now = world.store.load(id).open_tasks[0].due_at or world.now
    world.pass_time(hours=-3)
    assert (world.sweep()["reminded"], world.sweep()["reminded"]) == (1, 0)
    world.pass_time(hours=4)
    assert (world.sweep()["overdue"], world.sweep()["overdue"]) == (1, 0)
    world.settle()
    told = [(message, holders) for message, _, holders in world.told.said[2:]]
    holder, head = ("position:counsellor@class-1",), ("position:department_head@registry",)
    assert told == [("reminded", holder), ("overdue", holder), ("escalated", head)]
    assert not world.errors


@pytest.mark.req("R21")
def test_twenty_corrections_would_stay_small(aws: Any) -> None:
    """A long form, returned again and again: the flow's input does not grow, and its history grows alike each time,
    so that twenty rounds are nowhere near Step Functions' 25,000 events."""
    text = {"field": "reason", "type": "long_text", "label": {"zh": "事由", "en": "Reason"}}
    world = World(aws, form=[text, STANDARD_FORM[1]])
    long = {"reason": "很长的事由" * 400, "days": 2}
    id = world.submit(long).id
    world.settle()
    for _ in range(4):
        world.decide(id, "counsellor_review", "return", by="counsellor")
        world.settle()
        world.acts.resubmit(PEOPLE["s1"], id, world.store.load(id).seq, long)
        world.settle()
    head = world.store.load(id).head
    flows = aws.client("stepfunctions")
    (machine,) = [m for m in flows.list_state_machines()["stateMachines"] if m["name"].endswith("standard-v1")]
    (run,) = flows.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]
    told = flows.describe_execution(executionArn=run["executionArn"])
    history = flows.get_execution_history(executionArn=run["executionArn"], maxResults=1000)["events"]
    asked = [event["stateEnteredEventDetails"]["input"] for event in history if "stateEnteredEventDetails" in event]
    assert head.round == 1 and told["status"] == "RUNNING"
    assert max(len(one) for one in (told["input"], *asked)) < 8_000
    assert 20 < len(history) / 4 * 20 < 1_000
