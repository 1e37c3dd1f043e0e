"""Whatever becomes of rosters and people: after each change no open task is held by somebody who cannot act."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.applications import OPEN
from chalicelib.errors import HallError
from chalicelib.people import Position
from tests.approvals.staffed_hall import POSITIONS, StaffedHall, officer_step, someone

IDS = ("a", "b", "c", "d", "e")
LAST = someone("coordinator", "business_coordinator@presidents-office")
"""Who never leaves: where nobody at all is left there is nothing to hand over to."""
BEGIN = {
    "a": ("officer@registry",),
    "b": ("officer@registry", "department_head@registry"),
    "c": ("officer@finance",),
    "d": ("counsellor@class-1", "department_head@college"),
}
FLOW = [
    officer_step("check", "registry"),
    {"parallel": [[officer_step("money", "finance", mode="all")], [officer_step("heads", vacant="owner")]]},
    officer_step("chain") | {"by": {"chain": "applicant.class", "levels": 3}},
]

acts = st.one_of(
    st.tuples(st.just("hold"), st.sampled_from(IDS), st.sets(st.sampled_from(POSITIONS), max_size=3)),
    st.tuples(st.just("leave"), st.sampled_from(IDS)),
    st.tuples(st.just("remove"), st.sampled_from(IDS)),
    st.tuples(st.just("proxy"), st.sampled_from(IDS), st.sampled_from(IDS)),
    st.tuples(st.just("revoke"), st.sampled_from(IDS)),
    st.tuples(st.just("apply"), st.sampled_from(("s1", *IDS))),
    st.tuples(st.sampled_from(("claim", "transfer", "approve")), st.sampled_from(IDS), st.sampled_from(IDS)),
)


@pytest.mark.req("R39")
@given(st.lists(acts, min_size=5, max_size=25), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_open_task_is_ever_held_by_somebody_who_cannot_act(history, nightly):
    """`nightly`: the stream of the directory is lost, and the sweep alone must find everything."""
    hall = StaffedHall(FLOW, [LAST, *(someone(id, *BEGIN.get(id, ())) for id in IDS)])
    hall.apply(key="first")
    for number, act in enumerate(history):
        _do(hall, act, f"k{number}", nightly)
        if nightly:
            hall.sweep.reconcile()
            hall.settle()
        assert hall.stuck() == [], history[: number + 1]
    before = {id: kept.seq for id, kept in hall.store.kept.items()}
    hall.sweep.reconcile()
    assert {id: kept.seq for id, kept in hall.store.kept.items()} == before, "a second look does nothing"
    assert hall.errors == []
    for kept in hall.store.kept.values():
        assert kept.head.state not in OPEN or kept.open_tasks


def _do(hall, act, key, nightly):
    name, who, *more = act
    there = who in hall.staff.people
    if name == "apply" and there:
        hall.apply(who, key)
    elif name in ("claim", "transfer", "approve"):
        _handle(hall, name, who, *more)
    elif not there or name == "apply":
        if name == "hold":
            hall.staff.people[who] = someone(who)
    elif name == "proxy":
        if more[0] in hall.staff.people and more[0] != who:
            hall.proxy(who, more[0])
    elif name == "revoke":
        for made in hall.staff.people[who].gave:
            if made.proxy in hall.staff.people:
                hall.revoke(made)
    else:
        _change(hall, name, who, more, nightly)


def _change(hall, name, who, more, nightly):
    if nightly:
        hall.look_again = lambda before, after: None
    if name == "hold":
        hall.change(who, positions=tuple(Position(*key.split("@")) for key in sorted(more[0])))
    elif name == "leave":
        hall.leave(who)
    else:
        hall.remove(who)
    vars(hall).pop("look_again", None)


def _handle(hall, name, who, other):
    """One act by the first of them who can, beginning with `who`; refusals are not this test's business."""
    start = IDS.index(who)
    others = [id for id in (*IDS[start:], *IDS[:start], LAST.id) if id in hall.staff.people]
    for id, kept in list(hall.store.kept.items()):
        for task, by in ((task, by) for task in kept.open_tasks for by in others):
            try:
                if name == "approve":
                    hall.decide(id, by, step=task.step)
                else:
                    hall.act(id, by, name, to=other if name == "transfer" else "", step=task.step)
            except HallError:
                continue
            return
