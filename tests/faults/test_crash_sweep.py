"""Crash sweep: each AWS call of an application's whole way fails once; what is left is the same every time.

R5 (all or nothing), R2 (a lost answer is no loss), R4 (no second effect), R13 (one execution a round), R15 (no decision
is lost between record and flow), R25 (one notice, one mail). The platform of `Rig` repeats what AWS would repeat, and
nothing else: no sweep, no timeout has to heal anything here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.faults.flow_machine import FlowMachine
from tests.faults.injection import How
from tests.faults.outcome import Outcome
from tests.faults.rig import Rig
from tests.world import STANDARD_FLOW, STANDARD_FORM

pytestmark = [pytest.mark.crash, pytest.mark.req("C-16", "C-18")]

FLOW = STANDARD_FLOW[:2]
"""One step, then two side by side, then the end: every kind of transition once."""
FORM = {"reason": "回家", "days": 2}
READS = {"dynamodb.Query", "dynamodb.GetItem", "dynamodb.BatchGetItem"}
TELLING = {"ses.SendEmail": "mail", "sns.Publish": "sms"}

Scenario = Callable[[Rig, str], str]


@pytest.fixture(scope="module")
def rig(module_aws: Any) -> Iterator[Rig]:
    yield Rig(module_aws, FLOW, STANDARD_FORM)


@pytest.fixture(scope="module")
def walked(module_aws: Any) -> Iterator[Rig]:
    """The same flow walked in memory: three times as quick, and every run makes its calls in the same order."""
    yield Rig(module_aws, FLOW, STANDARD_FORM, machine_room=FlowMachine())


@pytest.fixture(scope="module")
def side_by_side(module_aws: Any) -> Iterator[Rig]:
    yield Rig(module_aws, STANDARD_FLOW[1:2], STANDARD_FORM, machine_room=FlowMachine())


def approved(rig: Rig, key: str) -> str:
    """Submit, the counsellor approves, then both departments at about the same time, to the end."""
    rig.begin()
    made = rig.submit(key, FORM)
    id = str(made["id"])
    rig.work(id, {"counsellor_review"})
    rig.decide(id, "counsellor_review", "approve", "counsellor")
    rig.work(id, {"finance_check", "library_check"})
    rig.decide(id, "finance_check", "approve", "finance")
    rig.decide(id, "library_check", "approve", "library")
    rig.work(id, "completed")
    assert rig.submit(key, FORM) | {"state": "", "seq": 0} == made | {"created": False, "state": "", "seq": 0}
    return id


def withdrawn(rig: Rig, key: str) -> str:
    """Withdrawn while the first step is open."""
    id = str(rig.submit(key, FORM)["id"])
    rig.work(id, {"counsellor_review"})
    rig.begin()
    rig.withdraw(id)
    rig.work(id, "withdrawn")
    return id


def corrected(rig: Rig, key: str) -> str:
    """Returned out of the parallel, resubmitted, and then rejected by the one who had returned it."""
    id = str(rig.submit(key, FORM)["id"])
    rig.work(id, {"finance_check", "library_check"})
    rig.begin()
    rig.decide(id, "finance_check", "return", "finance", pins={"reason": "请写明"})
    rig.work(id, {"revise"})
    rig.resubmit(id, FORM | {"days": 3})
    rig.work(id, {"finance_check", "library_check"})
    rig.decide(id, "finance_check", "reject", "finance")
    rig.work(id, "rejected")
    return id


def run(
    rig: Rig, scenario: Scenario, key: str, wanted: tuple[str, int] | None = None, how: How | None = None
) -> tuple[Outcome, list[str], str]:
    """One run: what it left, the calls it made, and the call that went wrong."""
    rig.clear()
    rig.injector.arm()
    rig.plan = (wanted, how)
    id = scenario(rig, key)
    calls, victim = rig.injector.calls, rig.injector.victim
    return rig.outcome(id), calls, victim


def sweep(rig: Rig, scenario: Scenario, how: How, only: str = "") -> None:
    """Every call of the scenario whose name begins with `only` fails once, in a run of its own."""
    run(rig, scenario, f"{scenario.__name__}-{how}-first")  # what a process reads once is read here
    wanted, plain, _ = run(rig, scenario, f"{scenario.__name__}-{how}")
    assert wanted.broken is None and wanted.numbers == wanted.applications == 1
    swept: Counter[str] = Counter()
    faults = []
    for name in (name for name in plain if name.startswith(only)):
        swept[name] += 1
        if how is How.KILLED and name in READS:
            continue  # the same as dying after the write before
        place = f"{name} {swept[name]}, {how}"
        found, _, victim = run(rig, scenario, f"{scenario.__name__}-{place}", (name, swept[name]), how)
        faults += [f"{place}: never made"] * (victim != name)
        faults += [f"{place}: {fault}" for fault in differences(wanted, found, victim, how)]
    print(f"swept {scenario.__name__}: {swept.total()} calls, {how}")
    assert swept and not faults, "\n".join(faults)


def differences(wanted: Outcome, found: Outcome, victim: str, how: How) -> list[str]:
    """What the run did otherwise than the plain one, but for a message nobody can know to have arrived."""
    faults = []
    for name in ("state", "timeline", "broken", "open_tasks", "numbers", "applications", "executions"):
        if getattr(found, name) != getattr(wanted, name):
            faults.append(f"{name}: {getattr(found, name)} instead of {getattr(wanted, name)}")
    unsure = _unsure(wanted, found)
    if unsure is None:
        faults.append(f"notices: {found.notices} instead of {wanted.notices}")
    elif len(unsure) > (how is not How.NOT_SENT):
        faults.append(f"unconfirmed: {unsure}")
    for channel, told, plain in (("mail", found.mails, wanted.mails), ("sms", found.texts, wanted.texts)):
        if told - plain:
            faults.append(f"{channel} sent twice: {told - plain}")
        lost = (plain - told).total()
        allowed = sum(one[1] == channel for one in unsure or ())
        if lost > allowed or (lost and victim in TELLING):  # AWS had it before the answer was lost
            faults.append(f"{channel} never sent: {plain - told}")
    return faults


def _unsure(wanted: Outcome, found: Outcome) -> list[tuple[Any, str]] | None:
    """Places and channels the ledger calls unconfirmed; None when it differs in anything else."""
    if wanted.notices.keys() != found.notices.keys():
        return None
    unsure = []
    for place, channels in found.notices.items():
        for channel, state in channels.items():
            if state == "unconfirmed":
                unsure.append((place, channel))
            elif state != wanted.notices[place][channel]:
                return None
    return unsure


@pytest.mark.parametrize("how", list(How), ids=str)
@pytest.mark.parametrize("scenario", [approved, withdrawn], ids=lambda scenario: scenario.__name__)
def test_every_call_may_fail_once(walked: Rig, scenario: Scenario, how: How) -> None:
    """From submission to completion, and a withdrawal."""
    sweep(walked, scenario, how)


@pytest.mark.parametrize("how", list(How), ids=str)
@pytest.mark.parametrize("scenario", [approved, withdrawn], ids=lambda scenario: scenario.__name__)
def test_every_call_of_an_executed_flow_may_fail_once(rig: Rig, scenario: Scenario, how: How) -> None:
    """The same ways with Step Functions executing them: a start, an answer and a failure that get lost."""
    sweep(rig, scenario, how, only="sfn.")


@pytest.mark.parametrize("how", list(How), ids=str)
def test_every_call_of_a_correction_may_fail_once(side_by_side: Rig, how: How) -> None:
    """Return, resubmission, rejection; the flow walks in memory, because its failures cost moto a second each."""
    sweep(side_by_side, corrected, how)


def test_the_sweep_can_fail(rig: Rig) -> None:
    """The comparison sees a missing notice, a second mail, a second number, a second execution, a broken chain."""
    plain, _, _ = run(rig, withdrawn, "watchman")
    assert differences(plain, plain, "", How.NOT_SENT) == []
    one = next(iter(plain.mails))
    for worse in (
        replace(plain, notices=dict(list(plain.notices.items())[1:])),
        replace(plain, mails=plain.mails + Counter([one])),
        replace(plain, mails=plain.mails - Counter([one])),
        replace(plain, numbers=2),
        replace(plain, executions=[*plain.executions, ("-2", "RUNNING")]),
        replace(plain, broken=2),
        replace(plain, timeline=plain.timeline[1:]),
    ):
        assert len(differences(plain, worse, "", How.ANSWER_LOST)) == 1
