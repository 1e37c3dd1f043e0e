"""What people do in the random histories: decide, hand on, add and remove, take back, and what administrators do."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.applications import EventType, Task
from chalicelib.approvals import CaseWish
from chalicelib.errors import NotYourTurn
from tests.approvals.one_history import OneHistory
from tests.approvals.random_flows import FORMS
from tests.world import PEOPLE

VERDICTS = ["approve"] * 8 + ["return"] * 3 + ["reject"]
ACTIONS = ["transfer", "add_signer", "add_signer", "delegate", "remove_signer"]


class PeopleRules(OneHistory):
    """`last` is what the last decision was made on, and how right stood before it: what can be taken back."""

    last: tuple[Task, Any] | None = None

    @precondition(lambda self: self.model.state == "in_progress" and self._decidable())
    @rule(which=st.integers(0, 9), verdict=st.sampled_from(VERDICTS), data=st.data())
    def decide(self, which: int, verdict: str, data: st.DataObject) -> None:
        """A holder decides an open task: that always goes through, whatever else is under way."""
        tasks = self._decidable()
        task = tasks[which % len(tasks)]
        seq = data.draw(st.integers(self.now.head.form_seq, self.now.seq), "what they had read")
        key = data.draw(st.sampled_from(["", f"key-{self.now.seq}"]), "Idempotency-Key")
        to, again = "", False
        self.model.tasks()
        if verdict == "return":
            verdict = "approve" if task.kind == "advice" else verdict
            to = data.draw(st.sampled_from(["", *self.model.visited(task.step)]), "where to")
            again = data.draw(st.booleans(), "again")
            to, again = (to, again) if verdict == "return" else ("", False)
        who, place, before = self.hall.holder(task.holder), f"{self.id}.{task.key}", deepcopy(self.model)
        act = lambda: self.hall.acts.decide(who, place, seq, verdict, "意见", {}, {}, key, to, again)  # noqa: E731
        self._acted(act)
        self.model.decide(task.step, task.n, verdict, to, again)
        self.last = (task, before) if verdict != "reject" and task.kind in ("base", "added") else None

    @precondition(lambda self: self.model.state == "in_progress" and self._decidable())
    @rule(which=st.integers(0, 9), action=st.sampled_from(ACTIONS), whom=st.integers(0, 2), before=st.booleans())
    def act(self, which: int, action: str, whom: int, before: bool) -> None:
        """A holder hands on, adds a signer, asks for advice, or takes a signer out again."""
        tasks = [task for task in self._decidable() if not task.holder.endswith(self.hall.applicant.id)]
        if not tasks:
            return
        task = tasks[which % len(tasks)]
        me, to = self.hall.holder(task.holder), self.hall.colleagues[whom]
        self.model.tasks()
        nodes = self.model.turns[task.step].nodes
        mine = [n for n, one in nodes.items() if one.adder == me.id and not one.verdict]
        if to.id == me.id or (task.kind == "advice" and action != "remove_signer"):
            return
        if action == "remove_signer" and not mine:
            return
        n, where = (mine[0] if action == "remove_signer" else 0), "before" if before else "after"
        wanted = (action, to.id, where, n, "请协助")
        self.hall.acts.act_on_task(me, f"{self.id}.{task.key}", self.now.seq, *wanted)
        self._tick()
        self.last = None
        if action == "transfer":
            self.model.transfer(task.step, task.n, f"person:{to.id}", self.now.events[-1].data["new"])
        elif action == "remove_signer":
            self.model.remove(task.step, n)
        else:
            kind = "advice" if action == "delegate" else "added"
            new = self.now.events[-1].data["new"]
            self.model.add(task.step, task.n, f"person:{to.id}", kind, before or kind == "advice", me.id, new)

    @precondition(lambda self: self.last and self.model.is_open and self.now.head.is_open and not self.model.suspended)
    @rule(looks=st.sampled_from([False, False, True]))
    def take_back(self, looks: bool) -> None:
        """Whoever decided last takes it back, unless somebody whom it brought the application has looked."""
        assert self.last
        task, before = self.last
        brought = [one for one in self.now.open_tasks if one.opened_at >= (self._decided(task) or self.hall.now)]
        if looks and brought:
            self.hall.acts.mark_seen(self.hall.holder(brought[0].holder), f"{self.id}.{brought[0].key}")
        who, place = self.hall.holder(task.holder), f"{self.id}.{task.key}"
        try:
            self.hall.acts.act_on_task(who, place, self.now.seq, "retract", "", "", 0, "")
        except NotYourTurn:
            seen = any(one.seen_at for one in self.now.open_tasks)
            assert seen or self.now.events[-1].at >= self._effect_since(task), "nobody has looked, nothing was done"
        else:
            self.model = before
            self.acts.clear()  # without a key nobody can tell the old click from a new decision
        self._tick()
        self.last = None

    def _effect_since(self, task: Task) -> datetime:
        """When an effect was carried out because of the decision; for ever hence where none was."""
        decided = self._decided(task)
        done = [event.at for event in self.now.events if event.type is EventType.EFFECT_DONE and event.at >= decided]
        return min([*done, datetime.max.replace(tzinfo=UTC)])

    def _decided(self, task: Task) -> Any:
        found = self.now.task(task.key)
        return found.decided_at if found else None

    @precondition(lambda self: self._open("revise") and not self.model.suspended)
    @rule(form=FORMS)
    def resubmit(self, form: dict[str, Any]) -> None:
        seq = self.now.seq
        self._acted(lambda: self.hall.acts.resubmit(self.hall.applicant, self.id, seq, form))
        self.model.resubmit(form)
        self.last = None

    @precondition(lambda self: self.model.is_open and self.now.head.is_open and self.now.seq > 8)
    @rule(how=st.sampled_from(["withdraw", "terminate", "suspend", "suspend", "suspend"]))
    def interrupt(self, how: str) -> None:
        """It is withdrawn, ended by two administrators, or suspended, and goes on later."""
        if how == "withdraw":
            seq = self.now.seq
            self._acted(lambda: self.hall.acts.withdraw(self.hall.applicant, self.id, seq, "不办了"))
            self.model.end("withdrawn")
        elif how == "terminate":
            self._together("terminate", "")
            self.model.end("terminated")
        else:
            self._case("resume" if self.model.suspended else "suspend", "")
            self.model.suspended = not self.model.suspended

    @precondition(lambda self: self.now.seq > 4 and not self.model.suspended and self._may_move())
    @rule(which=st.integers(0, 9))
    def move(self, which: int) -> None:
        """Two administrators move it to a step of its way, or reopen it there when it has ended."""
        way = self.model.way()
        to = way[which % len(way)]
        self._together("move" if self.now.head.is_open else "reopen", to)
        self.model.move(to)
        self.acts.clear()
        self.last = None

    def _may_move(self) -> bool:
        return bool(self.model.way()) and (self.now.head.is_open is self.model.is_open or not self.now.head.is_open)

    def _together(self, act: str, to: str) -> None:
        self._case(act, to)
        self._case("confirm", "", "coordinator")
        self.last = None

    def _case(self, act: str, to: str, who: str = "head") -> None:
        self.hall.acts.act_on_case(PEOPLE[who], self.id, self.now.seq, CaseWish(act, "情况有变", to))
        self._tick()
