"""Somebody can always act: empty positions, leavers, lost claims, one's own application, repeated approvers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.applications import State, TaskState
from chalicelib.approvals.share_view import actions_of
from chalicelib.approvals.staffing import COORDINATORS
from chalicelib.errors import InvalidForm, NotFound, NotYourTurn
from tests.approvals.staffed_hall import StaffedHall, officer_step, someone

ZHAO, QIAN = someone("zhao", "officer@registry"), someone("qian", "officer@registry")
HEAD = someone("head", "department_head@registry")
OTHERS = (
    someone("president", "president@yizhan"),
    someone("coordinator", "business_coordinator@presidents-office"),
    someone("sun"),
    someone("li"),
)


def hall(*people, flow=None, form=None):
    return StaffedHall(flow or [officer_step()], [*people, *OTHERS], form)


# An empty position


def test_a_position_that_is_empty_when_the_step_opens_goes_up_and_the_coordinators_hear_of_it():
    found = hall(HEAD)
    id = found.apply()
    assert found.moved(id) == [("position:department_head@registry", "vacant")]
    assert found.told_of("task_arrived") == [("head",)]
    assert found.told_of("vacant") == [(COORDINATORS,)]
    assert found.decide(id, "head").head.state is State.IN_PROGRESS
    assert found.store.load(id).head.state is State.COMPLETED


def test_looking_members_up_costs_nothing_more_where_somebody_is_there():
    found = hall(ZHAO, HEAD)
    found.apply()
    assert found.staff.asked == 1, "whoever is told has to be looked up anyway"
    assert not found.told_of("vacant")


@pytest.mark.parametrize(
    ("people", "holder"),
    [
        ((), "position:president@yizhan"),
        ((someone("deputy", "department_leader@registry"),), "position:department_leader@registry"),
        ((someone("both", "department_leader@registry", "department_head@registry"),),
         "position:department_head@registry"),
    ],
)  # fmt: skip
def test_it_goes_to_the_nearest_leader_there_is(people, holder):
    found = hall(*people)
    assert found.moved(found.apply()) == [(holder, "vacant")]


def test_at_the_very_end_the_coordinators_have_it_and_where_even_they_are_gone_it_is_said():
    found = StaffedHall([officer_step()], [someone("c", "business_coordinator@presidents-office")])
    id = found.apply()
    assert found.moved(id) == [(COORDINATORS, "vacant")]
    found.leave("c")
    assert found.stuck() and found.moved(id) == [(COORDINATORS, "vacant")]
    assert found.sweep.reconcile()["stuck"] == 1
    found.staff.people["zhao"] = ZHAO
    found.staff.people["d"] = someone("d", "business_coordinator@presidents-office")
    assert found.sweep.reconcile()["stuck"] == 0


def test_a_step_may_send_an_empty_position_straight_to_the_services_owner():
    raw = officer_step("check", "finance", vacant="owner")
    found = hall(HEAD, someone("fin", "department_head@finance"), flow=[raw])
    assert found.moved(found.apply()) == [("position:department_head@registry", "vacant")]


def test_a_position_that_becomes_empty_later_is_noticed_with_the_change_and_by_the_sweep():
    at_once, nightly = hall(ZHAO, HEAD), hall(ZHAO, HEAD)
    for found, notice in ((at_once, lambda: at_once.leave("zhao")), (nightly, None)):
        id = found.apply()
        assert found.moved(id) == []
        if notice:
            notice()
        else:
            left = replace(ZHAO, until=found.today - timedelta(days=1))
            found.staff.people["zhao"] = left
            assert found.sweep.reconcile()["reassigned"] == 1
            assert found.sweep.reconcile()["reassigned"] == 0
            found.settle()
        assert found.moved(id) == [("position:department_head@registry", "vacant")]
        assert found.stuck() == []
        assert [(one.unit, one.why) for one in found.handed] == [("registry", "vacant")]


def test_facts_that_name_nobody_ask_the_head_of_the_services_owner():
    found = hall(HEAD, flow=[officer_step() | {"by": {"role": "counsellor", "of": "applicant.campus"}}])
    id = found.apply()
    assert found.task(id).holder == "position:department_head@registry"


# Leavers


def test_who_leaves_with_open_tasks_hands_them_to_the_position_they_came_from():
    found = hall(ZHAO, QIAN, HEAD)
    id = found.apply()
    found.act(id, "zhao", "transfer", to="sun")
    assert found.task(id).holder == "person:sun"
    found.leave("sun")
    assert found.moved(id) == [("position:officer@registry", "left")]
    (handed,) = found.handed
    assert (handed.unit, handed.before, handed.why) == ("registry", found.staff.people["sun"].name, "left")
    assert ("position:department_head@registry",) in found.told_of("handover")
    found.decide(id, "qian")
    assert found.store.load(id).head.state is State.COMPLETED


def test_who_leaves_and_came_from_no_position_hands_over_to_their_proxy_or_to_the_head_of_the_unit():
    for proxy, holder in ((True, "person:li"), (False, "position:department_head@registry")):
        found = hall(HEAD, ZHAO)
        id = found.apply()
        application = found.store.load(id)
        task = replace(application.open_tasks[0], holder="person:sun")
        found.store.kept[id] = replace(application, tasks=(task,))
        if proxy:
            found.proxy("sun", "li")
        found.leave("sun")
        assert found.moved(id) == [(holder, "left")]


def test_who_is_in_no_directory_any_more_hands_over_to_the_services_owner():
    found = hall(ZHAO, HEAD)
    id = found.apply()
    found.act(id, "zhao", "transfer", to="sun")
    found.leave("zhao")
    found.remove("sun")
    assert found.moved(id) == [("position:department_head@registry", "left")]
    assert found.handed[-1].before.zh == "未知办理人"


def test_who_has_left_cannot_act_any_more_and_gets_nothing_new():
    found = hall(ZHAO, QIAN, HEAD)
    id = found.apply()
    found.leave("zhao")
    with pytest.raises(NotFound):
        found.decide(id, "zhao")
    with pytest.raises(InvalidForm) as refused:
        found.act(id, "qian", "transfer", to="zhao")
    assert refused.value.errors[0].pointer == "/to"


def test_a_claimed_task_whose_claimer_loses_the_role_is_free_again():
    found = hall(ZHAO, QIAN, HEAD)
    id = found.apply()
    found.act(id, "zhao", "claim")
    assert found.task(id).claimed == "zhao"
    found.change("zhao", positions=())
    assert found.task(id).claimed is None
    assert found.moved(id) == [("position:officer@registry", "claim_lost")]
    assert found.told_of("task_arrived")[-1] == ("qian",)
    assert (found.handed[0].before, found.handed[0].why) == (ZHAO.name, "claim_lost")
    found.decide(id, "qian")


def test_the_applicants_own_turn_stays_theirs_whatever_becomes_of_them():
    found = hall(ZHAO)
    id = found.apply()
    found.acts.decide(found.person("zhao"), f"{id}.check.1.1", found.store.load(id).seq, "return", "请修改", {}, {})
    found.settle()
    found.leave("s1")
    assert found.store.load(id).open_tasks[0].holder == "person:s1"
    assert found.stuck() == []


# One's own application


def test_nobody_decides_their_own_application_while_others_of_the_position_can():
    found = hall(ZHAO, QIAN, HEAD)
    id = found.apply("zhao")
    assert found.moved(id) == []
    assert found.told_of("task_arrived") == [("qian",)]
    for act in (lambda: found.decide(id, "zhao"), lambda: found.act(id, "zhao", "claim")):
        with pytest.raises(NotYourTurn, match="own application"):
            act()
    application, task = found.store.load(id), found.task(id)
    definition = found.definitions.version(application.head.service, 1)
    assert actions_of(application, definition, task, found.person("zhao"), found.now) == []
    assert "approve" in actions_of(application, definition, task, found.person("qian"), found.now)
    found.decide(id, "qian")


@pytest.mark.parametrize(
    ("policy", "moved"), [({}, [("position:department_head@registry", "self")]), ({"self": "allow"}, [])]
)
def test_where_only_the_applicant_holds_the_position_it_goes_up_unless_the_step_allows_it(policy, moved):
    found = hall(ZHAO, HEAD, flow=[officer_step() | policy])
    id = found.apply("zhao")
    assert found.moved(id) == moved
    assert not found.handed and not found.told_of("vacant"), "nobody left it behind"
    found.decide(id, "head" if moved else "zhao")


def test_a_step_that_skips_ones_own_application_says_so_and_by_whom():
    found = hall(ZHAO, HEAD, flow=[officer_step(self="skip"), officer_step("last", "finance", vacant="owner")])
    id = found.apply("zhao")
    skipped = next(event for event in found.store.load(id).events if "skipped" in event.data)
    assert (skipped.by.id, skipped.data["skipped"]) == ("hall", "self")
    assert skipped.data["skipped_for"] == list(ZHAO.name)
    assert found.store.load(id).task("check.1.1").state is TaskState.SKIPPED
    assert [task.step for task in found.store.load(id).open_tasks] == ["last"]


def test_self_skip_asks_the_others_of_the_position_first():
    found = hall(ZHAO, QIAN, flow=[officer_step(self="skip")])
    id = found.apply("zhao")
    assert found.task(id).is_open


# Repeated approvers


def test_a_repeated_approver_is_asked_again_unless_the_step_says_otherwise():
    both = someone("both", "officer@registry", "officer@finance")
    for policy, state in ({}, State.IN_PROGRESS), ({"repeated": "skip"}, State.COMPLETED):
        found = hall(both, flow=[officer_step(), officer_step("money", "finance") | policy])
        id = found.apply()
        found.decide(id, "both")
        assert found.store.load(id).head.state is state
    skipped = next(event for event in found.store.load(id).events if "skipped" in event.data)
    assert (skipped.data["skipped"], skipped.data["skipped_for"]) == ("repeated", list(both.name))


def test_an_approval_of_an_earlier_form_skips_nothing():
    both = someone("both", "officer@registry", "officer@finance")
    flow = [officer_step(), officer_step("money", "finance", repeated="skip"), officer_step("last", "registry")]
    found = hall(both, ZHAO, flow=flow)
    id = found.apply()
    found.decide(id, "zhao")
    assert found.task(id, "money").is_open, "somebody else approved before"


def test_nothing_is_skipped_where_money_is_asked_for():
    form = [{"field": "amount", "type": "money", "label": {"zh": "金额", "en": "Amount"}}]
    found = hall(ZHAO, HEAD, flow=[officer_step(self="skip")], form=form)
    found.applicant = ZHAO
    id = found.submit({"amount": 100}).id
    found.seen[id] = 0
    found.settle()
    assert found.moved(id) == [("position:department_head@registry", "self")]
