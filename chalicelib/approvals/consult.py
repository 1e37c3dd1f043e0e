"""Consult (征求意见): the holder of a step asks a colleague, and the step stays where it is. Pure.

The question is a share of the step of kind `consult`: it is in the colleague's to-do with its own deadline, it counts
for nothing when the step is decided (`shares.outcome`), nobody waits for it, and whatever settles the step closes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.applications import (
    REVISE,
    Application,
    Change,
    Definition,
    Event,
    EventType,
    ShareKind,
    Task,
    TaskState,
)
from chalicelib.approvals.saying import Saying, colleague_faults, refuse, text_faults, until_of
from chalicelib.errors import FieldError, NotYourTurn
from chalicelib.flows import find_step
from chalicelib.people import Person
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar

WANTS = ("yes_no", "text", "file")
WITHIN = re.compile(r"[1-9][0-9]? (workday|hour)s?", re.ASCII)
MOST = 20
"""Questions of one entry of a step."""


@dataclass(frozen=True)
class Question:
    """`wants` is one of `WANTS`; `until` is working time (``2 workdays``, ``4 hours``) or a date."""

    to: Person | None
    text: str
    wants: str
    until: str


def consult(saying: Saying, task: Task, question: Question, calendar: WorkingCalendar) -> Change:
    """Raises `NotYourTurn` where nobody can be asked, `InvalidForm`."""
    application = saying.application
    if not may_consult(task, saying.definition):
        raise NotYourTurn()
    shares = application.shares(task)
    asked = [share for share in shares if share.kind is ShareKind.CONSULT]
    if len(asked) >= MOST:
        raise NotYourTurn(Text("本环节征求意见次数过多", "This step has asked too many questions"))
    faults = colleague_faults(application, saying.person, question.to)
    if not faults and any(
        share.is_open and share.holder == f"person:{question.to.id}" for share in asked if question.to
    ):
        faults = [
            FieldError("/to", "asked", Text("已向此人征求意见，尚未答复", "They were asked and have not answered yet"))
        ]
    due = due_of(question.until, saying.now, calendar)
    when = [] if due else [FieldError("/until", "until", Text("请选择答复期限", "Say until when an answer is wanted"))]
    refuse(faults, text_faults(question.text, "/question", Text("请填写问题", "Enter the question")), when)
    assert question.to is not None and due is not None
    n = max(share.n for share in shares) + 1
    mine = replace(task, of=max(n, task.of))
    new = Task(task.step, task.entry, n, n, f"person:{question.to.id}", TaskState.PENDING, saying.now, due)
    new = replace(new, kind=ShareKind.CONSULT, origin=task.n)
    data = {"step": task.step, "entry": task.entry, "n": task.n, "new": n, "to": question.to.id, "next": [n]}
    data |= {"to_name": list(question.to.name), "wants": question.wants, "due_at": stamp(due)}
    clock_at = application.head.clock_at
    remind = due - (due - saying.now) / 2
    sooner = {"clock_at": remind} if clock_at and remind < clock_at else None
    return saying.change(EventType.CONSULTED, question.text, data=data, head=sooner, tasks=[mine, new])


def may_consult(task: Task, definition: Definition) -> bool:
    """Whether the holder of this task may ask others: who decides a step may, who only advises on it may not."""
    if not task.is_open or task.step == REVISE or task.kind not in (ShareKind.BASE, ShareKind.ADDED):
        return False
    return find_step(definition.flow, task.step).kind != "applicant"


def due_of(until: str, now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """When an answer is due; None when `until` says nothing that can be kept. Raises `UnknownYear`."""
    return calendar.due(now, until) if WITHIN.fullmatch(until) else until_of(until, now)


def question_of(application: Application, share: Task) -> Event:
    """The event that asked this share's question."""
    return next(
        event
        for event in application.events
        if event.type is EventType.CONSULTED
        and (event.step, event.data["entry"], event.data["new"]) == (share.step, share.entry, share.n)
    )


def askers_of(application: Application, share: Task) -> list[str]:
    """Who is told the answer: the person who asked, and who has taken the step over from them by name since."""
    told = [f"person:{question_of(application, share).by.id}"]
    origin = next((one for one in application.shares(share) if one.n == share.origin), None)
    if origin and origin.is_live and (origin.claimed or origin.holder.startswith("person:")):
        told.append(f"person:{origin.claimed}" if origin.claimed else origin.holder)
    return list(dict.fromkeys(told))
