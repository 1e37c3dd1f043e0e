"""Limits of steps and of the whole case: what is late, what is decided then, when the clock stands, and that it starts
again after a return (ruoyi-vue-pro #1018)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.applications import Application, EventType, State
from chalicelib.approvals import CaseWish, LastSweep
from chalicelib.approvals.case_time import case_due, phases_due
from chalicelib.errors import NotFound
from chalicelib.shared.working_calendar import WorkingCalendar
from tests.approvals.memory_hall import MemoryHall
from tests.world import PEOPLE, World

pytestmark = pytest.mark.req("R17", "R18", "C-18")

CALENDAR = WorkingCalendar.load()
FORM = [{"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "required": True, "fact": True}]


def flow(**more: Any) -> list[dict[str, Any]]:
    by = {"role": "officer", "unit": "registry"}
    first = {"step": "first", "title": {"zh": "初审", "en": "First"}, "by": by, "within": "1 workday", **more}
    return [first, {"step": "last", "title": {"zh": "终审", "en": "Last"}, "by": by, "within": "1 workday"}]


class Hall(MemoryHall):
    def __init__(self, raw: list[dict[str, Any]] | None = None, **more: Any) -> None:
        super().__init__(raw or flow(**more), FORM, ["registry"])
        self.id = self.submit({"days": 1}).id
        self.seen = 0
        self.settle()

    @property
    def application(self) -> Application:
        found: Application = self.store.load(self.id)
        return found

    def settle(self) -> None:
        while self.seen < self.application.seq or self.flow.asked:
            if self.seen < self.application.seq:
                self.reactions(self.id, self.application.events[self.seen])
                self.seen += 1
            else:
                self.worker(self.flow.asked.pop(0))

    def decide(self, verdict: str = "approve", **more: Any) -> None:
        (task,) = self.application.open_tasks
        who = self.holder(task.holder)
        self.acts.decide(who, f"{self.id}.{task.key}", self.application.seq, verdict, "意见", {}, {}, **more)
        self.settle()

    def swept(self) -> dict[str, int]:
        self.store.kept[self.id] = self.application
        found = {name: count for name, count in self.sweep().items() if count and name != "looked"}
        self.settle()
        return found

    def types(self) -> list[EventType]:
        return [event.type for event in self.application.events]


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("approve", State.IN_PROGRESS), ("reject", State.REJECTED), ("return", State.AWAITING_APPLICANT)],
)
def test_a_late_step_may_be_decided_by_rule(verdict: str, state: State) -> None:
    hall = Hall(overdue=["remind", {"decide": verdict}])
    hall.tick(days=3)
    assert hall.swept()["decided"] == 1
    assert hall.application.head.state is state
    if verdict == "approve":
        assert [task.step for task in hall.application.open_tasks] == ["last"]
        hall.tick(days=30)
        assert "decided" not in hall.swept(), "the last step has no such rule"


def test_nothing_is_decided_by_itself_unless_the_step_says_so() -> None:
    hall = Hall(overdue=["remind"])
    hall.tick(days=30)
    assert "decided" not in hall.swept()
    assert [task.step for task in hall.application.open_tasks] == ["first"]


def test_what_has_to_be_filled_in_is_never_approved_by_itself() -> None:
    hall = Hall(overdue=[{"decide": "approve"}], fields={"days": "required"})
    hall.tick(days=3)
    assert "decided" not in hall.swept()


def test_after_a_return_the_time_runs_anew() -> None:
    hall = Hall(overdue=["remind"])
    hall.tick(days=2)
    assert hall.swept()["overdue"] == 1
    assert "overdue" not in hall.swept(), "said once"
    hall.decide("return")
    hall.tick(days=10)
    hall.acts.resubmit(hall.applicant, hall.id, hall.application.seq, {"days": 2})
    hall.settle()
    (task,) = hall.application.open_tasks
    assert task.due_at and task.due_at > hall.now
    hall.tick(days=5)
    assert hall.swept()["overdue"] == 1, "the new entry of the step is late in its own right"


class TestWholeCase:
    def due(self, hall: Hall) -> datetime | None:
        return case_due(hall.application, hall.definitions.version("standard", 1), CALENDAR)

    def test_told_once_to_the_owners_head(self) -> None:
        hall = Hall()
        promised = self.due(hall)
        assert promised
        hall.now = promised + timedelta(minutes=1)
        assert hall.swept()["late"] == 1
        assert hall.told[-1][2] == ("position:department_head@registry",) or any(
            message == "escalated" for message, _, _ in hall.told
        )
        assert "late" not in hall.swept()

    def test_stands_still_while_the_applicant_corrects(self) -> None:
        hall = Hall()
        before = self.due(hall)
        hall.decide("return")
        assert self.due(hall) is None
        hall.tick(days=14)
        assert "late" not in hall.swept()
        hall.acts.resubmit(hall.applicant, hall.id, hall.application.seq, {"days": 2})
        hall.settle()
        after = self.due(hall)
        assert before and after and (after - before).days == 14

    def test_stands_still_while_suspended(self) -> None:
        hall = Hall()
        before = self.due(hall)
        for act, days in (("suspend", 7), ("resume", 0)):
            hall.acts.act_on_case(PEOPLE["head"], hall.id, hall.application.seq, CaseWish(act, "核实"))
            hall.tick(days=days)
        after = self.due(hall)
        assert before and after and (after - before).days == 7

    def test_stands_still_while_the_applicant_has_a_step_to_do(self) -> None:
        own = {"step": "own", "title": {"zh": "本人确认", "en": "Confirm"}, "kind": "applicant"}
        first, last = flow()
        hall = Hall(raw=[first, own, last])
        before = self.due(hall)
        hall.decide()
        assert self.due(hall) is None
        hall.tick(days=14)
        assert "late" not in hall.swept()
        hall.decide()
        after = self.due(hall)
        assert before and after and (after - before).days == 14

    def test_a_return_to_a_step_does_not_stop_it(self) -> None:
        hall = Hall()
        hall.decide()
        before = self.due(hall)
        hall.decide("return", to="first")
        assert self.due(hall) == before


class TestPhase:
    """Two steps in a phase of three working days, and one after it."""

    @pytest.fixture
    def hall(self) -> Hall:
        first, last = flow()
        second = {**first, "step": "second"}
        head = {"role": "department_head", "unit": "registry"}
        title = {"zh": "初核阶段", "en": "First check"}
        phase = {"phase": "check", "title": title, "within": "3 workdays", "escalate": [head], "steps": [first, second]}
        return Hall(raw=[phase, last])

    def due(self, hall: Hall) -> list[datetime | None]:
        return [due for _, due in phases_due(hall.application, hall.definitions.version("standard", 1), CALENDAR)]

    def test_it_counts_from_its_first_step_and_ends_with_its_last(self, hall: Hall) -> None:
        before = self.due(hall)
        hall.tick(days=1)
        hall.decide()
        assert self.due(hall) == before and before[0] == CALENDAR.due(hall.application.tasks[0].opened_at, "3 workdays")
        hall.decide()
        assert self.due(hall) == []

    def test_it_is_told_once_and_said_in_the_timeline(self, hall: Hall) -> None:
        (due,) = self.due(hall)
        assert due
        hall.now = due + timedelta(minutes=1)
        assert hall.swept()["late"] == 1
        assert "late" not in hall.swept()
        late = [event for event in hall.application.events if event.type is EventType.LATE]
        assert [event.data["phase"] for event in late] == ["check"]
        assert ("escalated", ("position:department_head@registry",)) in [(one[0], one[2]) for one in hall.told]

    def test_it_counts_anew_after_a_correction_and_stands_still_meanwhile(self, hall: Hall) -> None:
        hall.decide("return")
        assert self.due(hall) == []
        hall.tick(days=14)
        hall.acts.resubmit(hall.applicant, hall.id, hall.application.seq, {"days": 2})
        hall.settle()
        (due,) = self.due(hall)
        assert due and due > hall.now

    def test_a_return_within_it_goes_on_and_one_from_beyond_begins_anew(self, hall: Hall) -> None:
        before = self.due(hall)
        hall.decide()
        hall.decide("return", to="first")
        assert self.due(hall) == before
        hall.decide()
        hall.decide()
        hall.tick(days=7)
        hall.decide("return", to="second")
        (due,) = self.due(hall)
        assert before[0] and due and due > before[0]


def test_how_old_the_last_sweep_is(aws: Any) -> None:
    """While the sweep does not run nobody is reminded: who runs the hall sees it, nobody else."""
    world = World(aws)
    watch = LastSweep(world.store, world.clock)
    assert watch(PEOPLE["coordinator"]) == {"at": None, "age_seconds": None, "late": True, "counts": {}}
    world.sweep()
    world.pass_time(minutes=4)
    seen = watch(PEOPLE["coordinator"])
    assert (seen["age_seconds"], seen["late"], seen["counts"]["looked"]) == (240, False, 0)
    world.pass_time(minutes=12)
    assert watch(PEOPLE["coordinator"])["late"]
    with pytest.raises(NotFound):
        watch(PEOPLE["head"])
