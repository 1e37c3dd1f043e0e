"""What people say over the application in the random histories. Whatever is said moves nothing: `Reference` never
hears of it, and must stay right all the same."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.applications import ShareKind, Task
from chalicelib.errors import InvalidForm
from tests.approvals.one_history import OneHistory

SAID = ["note", "message", "copy", "urgent"]


class TalkRules(OneHistory):
    @precondition(lambda self: self.model.state == "in_progress" and self._askers())
    @rule(which=st.integers(0, 9), whom=st.integers(0, 2))
    def ask_for_an_opinion(self, which: int, whom: int) -> None:
        """Who decides a step asks a colleague; nobody is asked twice at a time, nobody asks themselves."""
        tasks = self._askers()
        task, to = tasks[which % len(tasks)], self.hall.colleagues[whom]
        me = self.hall.holder(task.holder)
        try:
            self.hall.talk.consult(me, f"{self.id}.{task.key}", to.id, "有无异议？", "text", "2 workdays")
        except InvalidForm:
            asked = [one.holder for one in self._questions() if (one.step, one.entry) == (task.step, task.entry)]
            assert me.id == to.id or f"person:{to.id}" in asked, self._story()
        else:
            self.last: Any = None
            self.ran["questions"] += 1
        self._tick()

    @precondition(lambda self: self._questions() and not self.model.suspended)
    @rule(which=st.integers(0, 9), answers=st.booleans())
    def answer_or_take_back(self, which: int, answers: bool) -> None:
        questions = self._questions()
        question = questions[which % len(questions)]
        place = f"{self.id}.{question.key}"
        if answers:
            self.hall.talk.answer_consult(self.hall.holder(question.holder), place, None, "没有异议", ())
        else:
            asker = next(one for one in self.now.tasks if one.key == self._asked_by(question))
            self.hall.talk.withdraw_consult(self.hall.holder(asker.holder), place)
        self._tick()

    @precondition(lambda self: self.model.is_open and self._askers())
    @rule(what=st.sampled_from(SAID), which=st.integers(0, 9), whom=st.integers(0, 2))
    def say(self, what: str, which: int, whom: int) -> None:
        """A note, a message, a copy, urgent or not."""
        talk, head = self.hall.talk, self.now.head
        task = self._askers()[which % len(self._askers())]
        me, to = self.hall.holder(task.holder), self.hall.colleagues[whom]
        if what == "note":
            talk.note(me, self.id, "已电话核实")
        elif what == "message":
            talk.message(me, self.id, "请保留原件")
        elif what == "urgent":
            talk.set_urgent(me, self.id, not head.urgent, "明天的飞机")
        elif me.id != to.id and f"person:{to.id}" not in {copy.holder for copy in self.now.copies}:
            talk.copy_to(me, self.id, to.id, "供参考")
        self._tick()

    def _askers(self) -> list[Task]:
        """Tasks of who decides: whoever only advises, and the applicant, are left out."""
        own = f"person:{self.hall.applicant.id}"
        kinds = (ShareKind.BASE, ShareKind.ADDED)
        return [task for task in self._decidable() if task.kind in kinds and task.holder != own]

    def _questions(self) -> list[Task]:
        return [task for task in self.now.open_tasks if task.kind is ShareKind.CONSULT]

    def _asked_by(self, question: Task) -> str:
        return f"{question.step}.{question.entry}.{question.origin}"
