"""Decide a task: approve, reject, or return it for correction; each step takes exactly one outcome (PROMISES R14).

Pure. `decision_of` gives the change; whoever stores it retries on fresh data when another change came first, and
then this function says who was first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.applications import (
    REVISE,
    Actor,
    Application,
    Change,
    Definition,
    Event,
    EventType,
    ShareKind,
    State,
    StepStatus,
    Task,
    TaskState,
    change,
    superseded,
)
from chalicelib.approvals.returning import asked_again, return_targets
from chalicelib.approvals.shares import Rule, moved_up, outcome
from chalicelib.approvals.who_may import may_act
from chalicelib.errors import AlreadyDecided, FieldError, InvalidForm, NotFound, NotYourTurn, StaleVersion
from chalicelib.flows import Step, find_step
from chalicelib.forms import Directory, check_values, facts_of
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.text import Text

LONGEST_OPINION = 1000
"""Characters; keeps one event far below the store's 400 KB item (PROMISES R10)."""


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


@dataclass(frozen=True)
class Decision:
    """What the person decided; `pins` are remarks on single fields of a returned form; `seq` is what they had read.

    A return goes to the step `to`, or to the applicant when it is empty; `again` asks the steps in between once more.
    """

    verdict: Verdict
    opinion: str
    seq: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    to: str = ""
    again: bool = False

    @property
    def is_plain(self) -> bool:
        """A bare approval touches nothing but its own task; anything else needs the whole application."""
        return self.verdict is Verdict.APPROVE and not self.fields and not self.pins


def decision_of(
    application: Application,
    definition: Definition,
    task_key: str,
    person: Person,
    decision: Decision,
    now: datetime,
    *,
    directory: Directory | None = None,
) -> Change:
    """The change this decision makes. `directory` is needed where a step fills in person or unit fields.

    Raises `NotFound` (not this person's task), `AlreadyDecided`, `StaleVersion`, `NotYourTurn`, `InvalidForm`.
    """
    task = application.task(task_key)
    if task is None or not may_act(task, person, now):
        raise NotFound()
    if task.state is TaskState.WAITING:
        raise NotYourTurn(Text("还没有轮到您办理", "It is not your turn yet"))
    if not task.is_open:
        raise already_decided(application, task)
    if decision.seq < application.head.form_seq:
        raise StaleVersion()
    if task.step == REVISE:
        raise NotYourTurn(Text("请在申请页面修改后重新提交", "Correct the application on its own page and resubmit it"))
    spec = find_step(definition.flow, task.step)
    if task.kind is ShareKind.ADVICE and decision.verdict is Verdict.RETURN:
        raise NotYourTurn(Text("您只需提出意见，不能退回", "You are asked for advice and cannot return it"))
    _check(decision, spec, definition)
    actor = Actor(person.id, person.name, None if task.holder.startswith("person:") else task.holder)
    if decision.verdict is Verdict.APPROVE:
        filled = step_values(application, definition, spec, decision.fields, now, directory)
        return _approve(application, definition, spec, task, actor, decision, now, filled)
    if decision.verdict is Verdict.REJECT:
        return _reject(application, spec, task, actor, decision, now)
    if decision.to:
        return _return_to(application, definition, task, actor, decision, now)
    return _return(application, task, actor, decision, now)


def repeated(application: Application, task_key: str, person: Person, decision: Decision) -> bool:
    """Whether this very decision is what the task's decider already made: a double click, not a conflict."""
    task = application.task(task_key)
    if task is None or task.by is None or task.by.id != person.id:
        return False
    for event in reversed(application.events):
        if event.step == task.step and event.data.get("n") == task.n and event.data.get("entry") == task.entry:
            if decision.key or event.data.get("key"):
                return bool(event.data.get("key") == decision.key)
            return _same(event, decision)
    return False


def _same(event: Event, decision: Decision) -> bool:
    """Without a key it is the content that tells a request repeated after a lost answer from a change of mind."""
    told = (event.type.value, event.data.get("opinion", ""), event.data.get("pins", {}), event.data.get("to", ""))
    meant = (f"step:{_DONE[decision.verdict]}", decision.opinion.strip(), dict(decision.pins), decision.to)
    return told == meant and dict(decision.fields).items() <= event.data.get("fields", {}).items()


_DONE = {Verdict.APPROVE: "approved", Verdict.REJECT: "rejected", Verdict.RETURN: "returned"}


def already_decided(application: Application, task: Task) -> AlreadyDecided:
    """Who was first, and when, for the one who came second."""
    last = next((e for e in reversed(application.events) if e.step == task.step and e.type in _OUTCOMES), None)
    if last is None:
        ended = application.events[-1]
        return AlreadyDecided(
            Text("该办件已结束或已撤回", "This application has ended or was withdrawn"), extra=_who(ended.by, ended.at)
        )
    detail = Text("{name}已于{at}办理", "{name} decided it at {at}").format(name=last.by.name, at=stamp(last.at))
    return AlreadyDecided(detail, extra=_who(last.by, last.at))


_OUTCOMES = frozenset({EventType.APPROVED, EventType.REJECTED, EventType.RETURNED})


def _who(actor: Actor, at: datetime) -> dict[str, Any]:
    return {"decided_by": actor.name.to_dict(), "decided_at": stamp(at)}


def _check(decision: Decision, spec: Step, definition: Definition) -> None:
    if decision.verdict is Verdict.REJECT and not spec.may_reject:
        raise NotYourTurn(Text("本环节不能作“不通过”处理", "This step cannot reject"))
    if decision.verdict is Verdict.RETURN and not spec.may_return:
        raise NotYourTurn(Text("本环节不能退回修改", "This step cannot return it"))
    if not decision.opinion.strip() and spec.kind == "approval":
        raise InvalidForm(errors=(FieldError("/opinion", "required", Text("请填写审核意见", "Enter your opinion")),))
    if len(decision.opinion) > LONGEST_OPINION:
        long = Text(
            f"审核意见不能超过{LONGEST_OPINION}个字", f"The opinion must be at most {LONGEST_OPINION} characters"
        )
        raise InvalidForm(errors=(FieldError("/opinion", "too_long", long),))
    own = {form_field.name for form_field in definition.form.fields if not form_field.at_step}
    for name in decision.pins:
        if name not in own:
            unknown = Text("没有这个填报项", "There is no such field")
            raise InvalidForm(errors=(FieldError(f"/pins/{name}", "unknown", unknown),))


def _approve(
    application: Application,
    definition: Definition,
    spec: Step,
    task: Task,
    actor: Actor,
    decision: Decision,
    now: datetime,
    filled: Mapping[str, Any],
) -> Change:
    state = TaskState.ADVISED if task.kind is ShareKind.ADVICE else TaskState.APPROVED
    mine = replace(task, state=state, by=actor, decided_at=now)
    data = _data(task, decision)
    head = None
    if filled:
        data["fields"] = dict(filled)
        facts = facts_of(definition.form, {**application.form, **filled})
        if facts != {k: v for k, v in application.head.facts.items() if k != "applicant"}:
            head = {"facts": {**facts, "applicant": application.head.facts["applicant"]}}
    return _settle(application, spec, mine, EventType.APPROVED, data, head, now)


def _reject(
    application: Application, spec: Step, task: Task, actor: Actor, decision: Decision, now: datetime
) -> Change:
    state = TaskState.ADVISED if task.kind is ShareKind.ADVICE else TaskState.REJECTED
    mine = replace(task, state=state, by=actor, decided_at=now)
    return _settle(application, spec, mine, EventType.REJECTED, _data(task, decision), None, now)


def _settle(
    application: Application,
    spec: Step,
    mine: Task,
    type: EventType,
    data: dict[str, Any],
    head: dict[str, Any] | None,
    now: datetime,
) -> Change:
    """The change of one decided share: whoever comes next, or the step's outcome and what that settles."""
    shares = [mine if share.key == mine.key else share for share in application.shares(mine)]
    found = outcome(shares, Rule.of(spec))
    assert mine.by is not None
    if found is None:
        up = moved_up(shares)
        data = {**data, "final": False, "next": [share.n for share in up]}
        return change(application, type, by=mine.by, at=now, data=data, head=head, tasks=[mine, *up])
    if found.value != _MEANS[type]:
        data = {**data, "outcome": found.value}
    if found is StepStatus.APPROVED:
        rest = [share for share in shares if share.key != mine.key]
        tasks = [mine, *superseded(rest, now)]
        return change(application, type, by=mine.by, at=now, data=data, head=head, tasks=tasks)
    return _send_away(application, mine, found, type, data, now)


_MEANS = {EventType.APPROVED: "approved", EventType.REJECTED: "rejected", EventType.RETURNED: "returned"}


def _return(application: Application, task: Task, actor: Actor, decision: Decision, now: datetime) -> Change:
    mine = replace(task, state=TaskState.RETURNED, by=actor, decided_at=now)
    data = _data(task, decision)
    if decision.pins:
        data["pins"] = dict(decision.pins)
    return _send_away(application, mine, StepStatus.RETURNED, EventType.RETURNED, data, now)


def _return_to(
    application: Application, definition: Definition, task: Task, actor: Actor, decision: Decision, now: datetime
) -> Change:
    """Back to a visited step. What is open side by side stays open; the flow asks for it again and finds it so."""
    if decision.to not in [step.name for step in return_targets(application, definition, task.step)]:
        unknown = Text("只能退回到已办理过的环节", "It can be returned only to a step that was visited")
        raise InvalidForm(errors=(FieldError("/to", "unknown", unknown),))
    mine = replace(task, state=TaskState.RETURNED, by=actor, decided_at=now)
    rest = [share for share in application.shares(task) if share.key != task.key]
    data = _data(task, decision) | {"to": decision.to}
    if decision.again:
        data["again"] = asked_again(application, definition, task.step, decision.to)
    return change(application, EventType.RETURNED, by=actor, at=now, data=data, tasks=[mine, *superseded(rest, now)])


def _send_away(
    application: Application, mine: Task, found: StepStatus, type: EventType, data: dict[str, Any], now: datetime
) -> Change:
    """Refused or returned: every other live task of the application is settled with it."""
    head: dict[str, Any] = {"state": State.AWAITING_APPLICANT}
    if found is StepStatus.REJECTED:
        head = {"state": State.REJECTED, "clock_at": None}
    rest = [other for other in application.tasks if other.key != mine.key]
    assert mine.by is not None
    return change(application, type, by=mine.by, at=now, data=data, head=head, tasks=[mine, *superseded(rest, now)])


def step_values(
    application: Application,
    definition: Definition,
    spec: Step,
    given: Mapping[str, Any],
    now: datetime,
    directory: Directory | None = None,
) -> dict[str, Any]:
    """What the step fills in, checked; only the fields the step may edit. Raises `InvalidForm`."""
    if not spec.edits and not given:
        return {}
    return check_values(
        definition.form,
        given,
        facts=application.head.facts,
        partial=spec.edits,
        required={name for name, right in spec.fields.items() if right == "required"},
        known=application.form,
        directory=directory,
        today=now.astimezone(CHINA).date(),
        at="/fields",
    )


def _data(task: Task, decision: Decision) -> dict[str, Any]:
    data: dict[str, Any] = {"step": task.step, "entry": task.entry, "n": task.n}
    if decision.opinion.strip():
        data["opinion"] = decision.opinion.strip()
    if decision.key:
        data["key"] = decision.key
    if task.kind is ShareKind.ADVICE:
        data["advice"] = True
    return data
