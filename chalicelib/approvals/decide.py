"""Decide a task: approve, reject, or return it for correction; each step takes exactly one outcome (PROMISES R14).

Pure. `decision_of` gives the change; whoever stores it retries on fresh data when another change came first, and
then this function says who was first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.applications import (
    REVISE,
    Actor,
    Application,
    Change,
    Definition,
    EventType,
    ShareKind,
    State,
    StepStatus,
    Task,
    TaskState,
    change,
    superseded,
)
from chalicelib.approvals.copy_to import copied_by_rule
from chalicelib.approvals.decision import LONGEST_OPINION, Decision, Verdict, already_decided
from chalicelib.approvals.lasting import not_standing
from chalicelib.approvals.shares import Rule, moved_up, outcome
from chalicelib.approvals.standing import Standing
from chalicelib.approvals.who_may import acting_task, judge
from chalicelib.errors import FieldError, InvalidForm, NotYourTurn, StaleVersion
from chalicelib.flows import Step, find_step
from chalicelib.forms import Directory, check_values, facts_of
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text


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
    task = acting_task(application, task_key, person, now)
    if task.state is TaskState.WAITING:
        raise NotYourTurn(Text("还没有轮到您办理", "It is not your turn yet"))
    if not task.is_open:
        raise already_decided(application, task)
    if decision.seq < application.head.form_seq:
        raise StaleVersion()
    not_suspended(application)
    if task.step == REVISE:
        raise NotYourTurn(Text("请在申请页面修改后重新提交", "Correct the application on its own page and resubmit it"))
    spec = find_step(definition.flow, task.step)
    _beside(task, spec, decision)
    _check(decision, spec, definition)
    actor = judge(application.head, spec, task, person, now).actor(task)
    if decision.verdict is Verdict.APPROVE:
        not_standing(application, spec, now)
        filled = step_values(application, definition, spec, decision.fields, now, directory)
        return _approve(application, definition, spec, task, actor, decision, now, filled)
    if decision.verdict is Verdict.REJECT:
        return _reject(application, spec, task, actor, decision, now)
    if decision.to:
        return _return_to(application, definition, task, actor, decision, now)
    return _return(application, definition, task, actor, decision, now)


def _beside(task: Task, spec: Step, decision: Decision) -> None:
    """Who is only asked decides nothing, and what another application settles nobody decides."""
    if spec.kind == "linked":
        raise NotYourTurn(
            Text("本环节由关联办件办结，无需在此办理", "Another application settles this step, nobody here")
        )
    if task.kind is ShareKind.CONSULT:
        raise NotYourTurn(Text("您只需答复所征求的意见", "You are asked a question; answer it instead"))
    if task.kind is ShareKind.ADVICE and decision.verdict is Verdict.RETURN:
        raise NotYourTurn(Text("您只需提出意见，不能退回", "You are asked for advice and cannot return it"))


def not_suspended(application: Application) -> None:
    """Raises `NotYourTurn` while the application is suspended (挂起): nobody acts on it until it is resumed."""
    if application.head.state is State.SUSPENDED:
        raise NotYourTurn(Text("该办件已挂起，恢复后才能办理", "It is suspended; nobody can act until it is resumed"))


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
        kept = {name: value for name, value in application.head.facts.items() if name in ("applicant", "linked")}
        if {**facts, **kept} != application.head.facts:
            head = {"facts": {**facts, **kept}}
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
        copied = copied_by_rule(application, spec, (head or {}).get("facts", application.head.facts))
        data = data | ({"copied": copied} if copied else {})
        rest = [share for share in shares if share.key != mine.key]
        tasks = [mine, *superseded(rest, now)]
        return change(application, type, by=mine.by, at=now, data=data, head=head, tasks=tasks)
    return _send_away(application, mine, found, type, data, now)


_MEANS = {EventType.APPROVED: "approved", EventType.REJECTED: "rejected", EventType.RETURNED: "returned"}


def _return(
    application: Application, definition: Definition, task: Task, actor: Actor, decision: Decision, now: datetime
) -> Change:
    """Back to the applicant; with `again`, approvals given count on only while what those steps see stays the same."""
    mine = replace(task, state=TaskState.RETURNED, by=actor, decided_at=now)
    data = _data(task, decision)
    if decision.pins:
        data["pins"] = dict(decision.pins)
    if decision.again:
        standing = Standing(application, definition)
        data["again"] = [name for name in standing.states if name in standing.way and standing.passed(name)]
    return _send_away(application, mine, StepStatus.RETURNED, EventType.RETURNED, data, now)


def _return_to(
    application: Application, definition: Definition, task: Task, actor: Actor, decision: Decision, now: datetime
) -> Change:
    """Back to a visited step. What is open side by side stays open; the flow asks for it again and finds it so."""
    standing = Standing(application, definition)
    if decision.to not in [step.name for step in standing.before(task.step)]:
        unknown = Text("只能退回到已办理过的环节", "It can be returned only to a step that was visited")
        raise InvalidForm(errors=(FieldError("/to", "unknown", unknown),))
    mine = replace(task, state=TaskState.RETURNED, by=actor, decided_at=now)
    rest = [share for share in application.shares(task) if share.key != task.key]
    data = _data(task, decision) | {"to": decision.to}
    if decision.again:
        data["again"] = standing.between(task.step, decision.to)
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
        facts={**application.head.facts, "step": spec.name},
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
