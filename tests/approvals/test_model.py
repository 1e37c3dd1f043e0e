"""Random flows and random histories against a small reference model (PROMISES R22, and with it R14 to R17, R23).

The rules act as people, queues, streams, clocks and faults do: in any order, twice, late, or not at all. After each
history everything under way arrives, a day passes, and then the hall must stand where `Reference` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings, target
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from chalicelib.applications import EventType, ShareKind, State, first_broken
from chalicelib.errors import AlreadyDecided, NotFound, NotYourTurn
from chalicelib.flows import parse_flow
from tests.approvals.memory_hall import MemoryHall
from tests.approvals.people_rules import PeopleRules
from tests.approvals.random_flows import FORM, FORMS, UNITS, edited, flows
from tests.approvals.reference import Reference
from tests.approvals.talk_rules import TalkRules
from tests.approvals.version_rules import VersionRules

pytestmark = [pytest.mark.model, pytest.mark.req("C-16", "C-28")]

OUTCOMES = {EventType.APPROVED, EventType.REJECTED, EventType.RETURNED}
ENDS = {State.WITHDRAWN, State.REJECTED, State.COMPLETED, State.TERMINATED}


class Histories(PeopleRules, TalkRules, VersionRules):
    """One application, and everything that can happen to it."""

    @initialize(raw=flows, form=FORMS, data=st.data())
    def submit(self, raw: list[Any], form: dict[str, Any], data: st.DataObject) -> None:
        self.hall = MemoryHall(raw, FORM, UNITS)
        self.flows = [raw, data.draw(edited(raw), "the next version")]
        self.id = self.hall.submit(form).id
        self.seen = 0
        self.delivered: list[dict[str, Any]] = []
        self.acts: list[Callable[[], Any]] = []
        self.hall.publish(self.flows[1], 2)
        self.model = Reference(parse_flow(raw), form, self.hall.applicant.id)
        self.ran["histories"] += 1

    def _click_again(self, which: int) -> None:
        """Any earlier act once more, word for word: nothing new happens, and its doer is not told that it failed."""
        before = self.now
        self.acts[which % len(self.acts)]()
        assert self.now == before

    def _decide_too_late(self, which: int, verdict: str) -> None:
        closed = [task for task in self.now.tasks if not task.is_open]
        task = closed[which % len(closed)]
        before = self.now
        with pytest.raises((AlreadyDecided, NotFound, NotYourTurn)):
            place = f"{self.id}.{task.key}"
            self.hall.acts.decide(self.hall.holder(task.holder), place, before.seq, verdict, "晚了", {}, {}, "late")
        assert self.now == before

    @precondition(lambda self: self.acts)
    @rule(which=st.integers(0, 99), verdict=st.sampled_from(["", "approve", "reject", "return"]))
    def too_late(self, which: int, verdict: str) -> None:
        """A double click, or somebody whose page is old."""
        if verdict and any(not task.is_open for task in self.now.tasks):
            self._decide_too_late(which, verdict)
        else:
            self._click_again(which)

    # What the platform does, in any order and more than once

    @precondition(lambda self: self.seen < self.now.seq)
    @rule(dies=st.booleans())
    def stream(self, dies: bool) -> None:
        """The next record of the stream; when its worker dies over it, it comes again."""
        event = self.now.events[self.seen]
        if not self._dying(dies, lambda: self.hall.reactions(self.id, event)):
            self.seen += 1

    def _stream_again(self, back: int) -> None:
        """A batch is taken back and comes again from an earlier record on."""
        self.seen = max(0, self.seen - back)

    @precondition(lambda self: self.hall.flow.asked)
    @rule(which=st.integers(0, 9), dies=st.booleans())
    def queue(self, which: int, dies: bool) -> None:
        """Any message of the queue; when its worker dies over it, it comes again."""
        message = self.hall.flow.asked.pop(which % len(self.hall.flow.asked))
        self.delivered.append(message)
        if self._dying(dies, lambda: self.hall.worker(message)):
            self.hall.flow.asked.append(message)

    def _queue_again(self, which: int) -> None:
        """SQS brings a message it had brought before, however long ago."""
        self.hall.worker(self.delivered[which % len(self.delivered)])

    @precondition(lambda self: self.seen < self.now.seq or self.hall.flow.asked)
    @rule()
    def all_arrives(self) -> None:
        """Nothing is late for a while, so that histories get somewhere."""
        self._settle()

    @precondition(lambda self: self.delivered)
    @rule(which=st.integers(0, 99), what=st.sampled_from(["queue", "queue", "stream", "astray"]))
    def again(self, which: int, what: str) -> None:
        """Deliveries are at least once, and some are long after."""
        if what == "stream":
            self._stream_again(which % 4)
        elif what == "queue" or not self.hall.flow.asked:
            self._queue_again(which)
        else:
            self._message_goes_astray(which)

    def _message_goes_astray(self, which: int) -> None:
        """A message ends in the dead-letter queue; somebody may bring it back much later."""
        self.delivered.append(self.hall.flow.asked.pop(which % len(self.hall.flow.asked)))

    @precondition(lambda self: self.hall.flow.asked and self._decidable())
    @rule(which=st.integers(0, 9), verdict=st.sampled_from(["approve", "return"]))
    def decided_meanwhile(self, which: int, verdict: str) -> None:
        """A holder decides between a worker's read and its write."""
        task = self._decidable()[0]
        verdict = "approve" if task.kind == "advice" else verdict
        self.model.tasks()
        seen, who = self.now.seq, self.hall.holder(task.holder)
        place = f"{self.id}.{task.key}"
        done: list[Any] = []
        self.hall.store.intrude = lambda: done.append(
            self.hall.acts.decide(who, place, seen, verdict, "意见", {}, {}, f"race-{seen}")
        )
        self.queue(which, False)
        if self.hall.store.intrude is None:
            assert done
            self.model.decide(task.step, task.n, verdict)
            self.last = None
        self.hall.store.intrude = None

    # Time, and what breaks

    @rule(what=st.sampled_from(["a day", "a day", "forgets", "looks dead", "reconcile"]))
    def trouble(self, what: str) -> None:
        """A day passes: every step that waits asks again, and the sweep looks at what is due. Executions are lost, as
        with an emulator killed while they ran; or one counts as ended and yet goes on asking, which must disturb the
        next round in nothing."""
        running = [one for one in self.hall.flow.executions.values() if one.status == "RUNNING"]
        if what == "a day":
            self._day()
        elif what == "reconcile":
            self._tick()
            self.hall.sweep.reconcile()
        for execution in running if what == "forgets" else ():
            self.hall.flow.lose(execution)
        for execution in running if what == "looks dead" else ():
            execution.status = "ABORTED"

    # What must always hold

    @invariant()
    def the_record_is_sound(self) -> None:
        now = self.now
        assert first_broken(now.id, now.events) is None
        assert not self.hall.errors, self.hall.errors
        taken_back = {event.data["decision"] for event in now.events if event.type is EventType.RETRACTED}
        made = [event for event in now.events if event.type in OUTCOMES and event.seq not in taken_back]
        outcomes = Counter((e.step, e.data["entry"], e.data["n"]) for e in made)
        final = Counter((e.step, e.data["entry"]) for e in made if e.data.get("final", True))
        assert all(count == 1 for count in (*outcomes.values(), *final.values())), "one outcome for each entry"
        assert now.head.is_open is not (now.head.state in ENDS)
        assert (now.head.clock_at is not None) is now.head.is_open
        due = [task.due_at for task in now.open_tasks if task.due_at and task.due_at > self.hall.now]
        assert self.model.suspended or not due or now.head.clock_at <= min(due), f"a timer is late: {self._story()}"
        questions = [task for task in now.open_tasks if task.kind is ShareKind.CONSULT]
        deciding = {(task.step, task.entry) for task in now.open_tasks if task.kind is not ShareKind.CONSULT}
        assert all((task.step, task.entry) in deciding for task in questions), "a question never outlives its step"
        self._tasks_agree(now)

    # The end of each history

    def teardown(self) -> None:
        if not hasattr(self, "hall"):
            return
        days = 0
        while True:
            self._settle()
            if self._stands():
                break
            days += 1
            assert days <= 3, f"stuck: {self._story()}"
            self._day()
        self.the_record_is_sound()
        self.ran["events"] += self.now.seq
        target(float(self.now.seq))


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=300,
    stateful_step_count=50,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def test_enough_was_tried() -> None:
    """Runs after the histories: a model that hardly ever moves proves nothing."""
    if not Histories.ran:
        pytest.skip("the histories did not run")
    print(dict(Histories.ran))
    assert Histories.ran["events"] > 5 * Histories.ran["histories"]
