"""Many at once on one application: one number, one decision, one winner (PROMISES R1, R14, R16).

On the moto server behind its lock: without the lock moto loses acknowledged writes (SHARP-EDGES.md, finding 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest

from chalicelib.applications import EventType, State, first_broken
from chalicelib.errors import AlreadyDecided, Conflict, KeyReused, NotYourTurn, StaleVersion
from tests.world import PEOPLE, World

pytestmark = pytest.mark.req("C-16", "C-28")

ROUNDS = 5


@pytest.fixture
def world(moto_server: Any) -> World:
    world = World(moto_server)
    world.store.due(world.clock())
    return world


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the exception it raised; all begin at the same moment. Clients are made before."""
    barrier, answers = Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        barrier.wait(timeout=20)
        try:
            answers[place] = act()
        except Exception as error:
            answers[place] = error  # type: ignore[call-overload]

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return answers


def many(act: Callable[[], Any], times: int) -> Callable[[], list[Any]]:
    """The act one time after another, each with what it gave or raised."""

    def once() -> Any:
        try:
            return act()
        except Exception as error:
            return error

    return lambda: [once() for _ in range(times)]


def kinds(answers: Sequence[Any]) -> set[type]:
    return {type(answer) for answer in answers if isinstance(answer, Exception)}


def opened(world: World, key: str) -> tuple[str, int]:
    """An application whose first step is open, and what its holder has read."""
    id = world.submit(key=key).id
    world.settle()
    return id, world.store.load(id).seq


def test_sixteen_submissions_with_one_key_are_one_application(world: World) -> None:
    """R1: everybody gets the same number; the table holds one head, one number, one first event."""
    world.submit(key="warm")
    for round in range(ROUNDS):
        answers = at_once(*[lambda key=f"same-{round}": world.submit(key=key)] * 16)
        assert not kinds(answers), answers
        assert len({(answer.id, answer.head.number) for answer in answers}) == 1
        assert len(world.store.load(answers[0].id).events) == 1
    items = world.aws.client("dynamodb").scan(TableName=world.settings.table("applications"))["Items"]
    assert sum(item["sk"]["S"] == "NUMBER" for item in items) == ROUNDS + 1 == len(items) / 3
    world.settle()
    arn = world.flow.machine_arn("test-standard-v1")
    started = world.aws.client("stepfunctions").list_executions(stateMachineArn=arn)["executions"]
    assert len(started) == ROUNDS + 1, "one execution each (R13)"


def test_one_key_with_two_forms_is_one_application_and_a_refusal(world: World) -> None:
    """R3: whoever comes second with other content is told, and nothing is mixed."""
    forms = [{"reason": "甲", "days": 1}, {"reason": "乙", "days": 2}]
    answers = at_once(*[lambda form=form: world.submit(form, key="mixed") for form in forms * 8])
    stored = world.store.load(next(answer for answer in answers if not isinstance(answer, Exception)).id)
    assert stored.form in forms
    for answer, form in zip(answers, forms * 8, strict=True):
        assert isinstance(answer, KeyReused) is (form != stored.form)


def test_two_clerks_and_many_clicks_are_one_decision(world: World) -> None:
    """R14: two hundred clicks; the winner's all succeed, the loser hears each time who was first."""
    id, _ = opened(world, "clerks")
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    seq = world.store.load(id).seq

    def click(who: str) -> Callable[[], Any]:
        task = f"{id}.finance_check.1.1"
        return lambda: world.acts.decide(PEOPLE[who], task, seq, "approve", f"{who}同意", {}, {}, f"click-{who}")

    clerks = ("finance", "finance2") * 8
    answers = at_once(*[many(click(who), 13) for who in clerks])
    done = world.store.load(id)
    (decision,) = [e for e in done.events if e.step == "finance_check" and e.type is EventType.APPROVED]
    winner = decision.by.id
    told = [(who, answer) for who, each in zip(clerks, answers, strict=True) for answer in each]
    assert len(told) > 200
    for who, answer in told:
        if who == winner:
            assert not isinstance(answer, Exception), answer
        else:
            assert isinstance(answer, AlreadyDecided), answer
            assert answer.extra["decided_by"] == PEOPLE[winner].name.to_dict()
    assert first_broken(id, done.events) is None


def test_both_branches_at_once_are_both_kept(world: World) -> None:
    """Two departments side by side write to one timeline: neither decision is lost, neither clerk is bothered."""
    id, _ = opened(world, "branches")
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    seq = world.store.load(id).seq
    answers = at_once(
        lambda: world.acts.decide(PEOPLE["finance"], f"{id}.finance_check.1.1", seq, "approve", "同意", {}, {}, "f"),
        lambda: world.acts.decide(PEOPLE["library"], f"{id}.library_check.1.1", seq, "approve", "同意", {}, {}, "l"),
    )
    assert not kinds(answers)
    world.settle()
    assert [task.step for task in world.store.load(id).open_tasks] == ["registrar_review"]


@pytest.mark.parametrize("first", ["withdraw", "approve"])
def test_withdrawal_and_approval_one_after_the_other(world: World, first: str) -> None:
    """R16: whoever is first wins; the guard is the record's, so a withdrawal cannot be approved away."""
    id, seq = opened(world, first)
    task = f"{id}.counsellor_review.1.1"
    withdraw = lambda: world.acts.withdraw(PEOPLE["s1"], id, seq, "不去了")  # noqa: E731
    approve = lambda: world.acts.decide(PEOPLE["counsellor"], task, seq, "approve", "同意", {}, {}, "a")  # noqa: E731
    if first == "withdraw":
        withdraw()
        with pytest.raises(AlreadyDecided):
            approve()
    else:
        approve()
        with pytest.raises(StaleVersion):
            withdraw()
    world.settle()
    assert world.store.load(id).head.state is (State.WITHDRAWN if first == "withdraw" else State.IN_PROGRESS)


def test_withdrawal_and_approval_at_once_have_one_winner(world: World) -> None:
    """R16, raced: exactly one of the two is in the timeline, and the flow ends or goes on accordingly."""
    winners = set()
    for round in range(ROUNDS):
        id, seq = opened(world, f"race-{round}")
        task = f"{id}.counsellor_review.1.1"
        answers = at_once(
            *[lambda id=id, seq=seq: world.acts.withdraw(PEOPLE["s1"], id, seq, "不去了")] * 4,
            *[
                lambda task=task, seq=seq: world.acts.decide(
                    PEOPLE["counsellor"], task, seq, "approve", "同意", {}, {}, "a"
                )
            ]
            * 4,
        )
        happened = [event.type for event in world.store.load(id).events[seq:]]
        assert happened in ([EventType.WITHDRAWN], [EventType.APPROVED])
        withdrawn = happened == [EventType.WITHDRAWN]
        lost = answers[4:] if withdrawn else answers[:4]
        assert not kinds(answers[:4] if withdrawn else answers[4:])
        assert all(isinstance(answer, AlreadyDecided | StaleVersion | NotYourTurn | Conflict) for answer in lost)
        winners.add(withdrawn)
        world.settle()
        after = world.store.load(id)
        assert after.head.state is (State.WITHDRAWN if withdrawn else State.IN_PROGRESS)
        assert bool(after.open_tasks) is not withdrawn
    assert winners
