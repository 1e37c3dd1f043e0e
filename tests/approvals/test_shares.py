"""When a step with several holders has its outcome, and who comes next: any, all, in order, by vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.applications import ShareKind, StepStatus, Task, TaskState
from chalicelib.approvals.shares import Rule, first_shares, moved_up, outcome

YES, NO, OPEN = TaskState.APPROVED, TaskState.REJECTED, TaskState.PENDING
PATTERN = Task("step", 1, 1, 1, "", OPEN, datetime(2026, 11, 23, tzinfo=UTC))
APPROVED, REJECTED, RETURNED = StepStatus.APPROVED, StepStatus.REJECTED, StepStatus.RETURNED


def shares(*states: TaskState) -> list[Task]:
    made = first_shares([f"person:{n}" for n in range(len(states))], "all", PATTERN)
    return [replace(share, state=state) for share, state in zip(made, states, strict=True)]


@pytest.mark.parametrize(
    ("rule", "states", "expected"),
    [
        (Rule("any"), (OPEN, OPEN), None),
        (Rule("any"), (YES, OPEN), APPROVED),
        (Rule("any"), (NO, OPEN), REJECTED),
        (Rule("any", waits=True), (NO, OPEN), None),
        (Rule("any", waits=True), (NO, YES), APPROVED),
        (Rule("any", waits=True), (NO, NO), REJECTED),
        (Rule("all"), (YES, OPEN), None),
        (Rule("all"), (YES, YES), APPROVED),
        (Rule("all"), (NO, OPEN), REJECTED),
        (Rule("all", waits=True), (NO, OPEN), None),
        (Rule("all", waits=True), (NO, YES), REJECTED),
        (Rule("all", returns=True), (NO, OPEN), RETURNED),
        (Rule("vote", Fraction(3, 5)), (NO, OPEN, OPEN, OPEN, OPEN), None),
        (Rule("vote", Fraction(3, 5)), (NO, NO, OPEN, OPEN, OPEN), None),
        (Rule("vote", Fraction(3, 5)), (NO, NO, NO, OPEN, OPEN), REJECTED),
        (Rule("vote", Fraction(3, 5)), (YES, NO, YES, YES, OPEN), APPROVED),
        (Rule("vote", Fraction(2, 3)), (YES, YES, NO), APPROVED),
        (Rule("vote", Fraction(1)), (YES, YES, NO), REJECTED),
    ],
)
def test_the_outcome_is_there_as_soon_as_it_is_fixed(
    rule: Rule, states: tuple[TaskState, ...], expected: StepStatus | None
) -> None:
    """A ratio vote is not ended by the first refusal, and not kept open once it cannot change."""
    assert outcome(shares(*states), rule) is expected


def test_in_order_each_waits_for_the_one_before() -> None:
    made = first_shares(["person:a", "person:b", "person:c"], "sequence", PATTERN)
    assert [share.state for share in made] == [OPEN, TaskState.WAITING, TaskState.WAITING]
    assert moved_up(made) == []
    made[0] = replace(made[0], state=YES)
    assert [share.n for share in moved_up(made)] == [2]
    assert outcome(made, Rule("sequence")) is None


def test_an_added_signer_belongs_to_the_chain_and_advice_does_not() -> None:
    base = shares(YES, OPEN)
    added = replace(PATTERN, n=3, kind=ShareKind.ADDED, origin=1)
    assert outcome([*base, added], Rule("any")) is None, "the chain of the first is not complete"
    assert outcome([*base, replace(added, state=YES)], Rule("any")) is APPROVED
    assert outcome([*base, replace(added, state=NO)], Rule("any")) is REJECTED
    assert outcome([*base, replace(added, state=TaskState.REMOVED)], Rule("any")) is APPROVED
    advice = replace(PATTERN, n=3, kind=ShareKind.ADVICE, origin=1, state=TaskState.ADVISED)
    assert outcome([*base, advice], Rule("any")) is APPROVED


@given(
    st.lists(st.sampled_from([YES, NO]), min_size=1, max_size=9),
    st.sampled_from(["any", "all", "sequence", "vote"]),
    st.fractions(min_value=Fraction(1, 10), max_value=1),
    st.booleans(),
)
def test_nobody_is_waited_for_in_vain_and_no_outcome_comes_too_soon(
    votes: list[TaskState], mode: str, passing: Fraction, waits: bool
) -> None:
    """Once all have decided there is an outcome; where no refusal ends it at once, nothing later could change it."""
    rule = Rule(mode, passing, waits)
    last = outcome(shares(*votes), rule)
    assert last is not None
    for decided in range(len(votes)):
        early = outcome(shares(*votes[:decided], *[OPEN] * (len(votes) - decided)), rule)
        if waits or mode == "vote":
            assert early in (None, last)
