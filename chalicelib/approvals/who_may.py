"""Who may read an application and act on its tasks: by name, by position today, for somebody, or because of a copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.applications import REVISE, Actor, Application, Definition, Head, Task
from chalicelib.approvals.case import administers
from chalicelib.errors import NotFound, NotYourTurn
from chalicelib.flows import Step, find_step
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Capacity:
    """In whose right somebody acts: their own, or a principal's as a standing proxy (委托)."""

    person: Person
    principal: Person | None = None

    def actor(self, task: Task) -> Actor:
        """Both names for the record."""
        position = None if task.holder.startswith("person:") else task.holder
        principal = (self.principal.id, self.principal.name) if self.principal else None
        return Actor(self.person.id, self.person.name, position, principal)

    @property
    def ids(self) -> tuple[str, ...]:
        """Whose claim on a task this is."""
        return (self.person.id, self.principal.id) if self.principal else (self.person.id,)


def capacity(head: Head, task: Task, person: Person, now: datetime) -> Capacity | None:
    """In whose right the person holds the task today, their own before others'; None who does not.

    A proxy acts for somebody in the services named, never where one of the two is the applicant. Who has left acts on
    nothing but what they applied for.
    """
    today = now.astimezone(CHINA).date()
    if person.left_on(today) and person.id != head.applicant.id:
        return None
    if task.claimed in (None, person.id) and is_holder(task.holder, person, now):
        return Capacity(person)
    if task.step == REVISE or head.applicant.id == person.id:
        return None
    for principal in person.stood_for(head.service, today):
        mine = task.claimed in (None, person.id, principal.id)
        if mine and principal.id != head.applicant.id and is_holder(task.holder, principal, now):
            return Capacity(person, principal)
    return None


def may_act(task: Task, person: Person, now: datetime, head: Head | None = None) -> bool:
    """Whether the person holds the task today, with `head` also as a proxy; a decided one stays visible to its decider.

    Somebody else's claim counts, but who lost the position has lost its tasks.
    """
    if task.by is not None and task.by.id == person.id:
        return True
    if head is not None:
        return capacity(head, task, person, now) is not None
    return task.claimed in (None, person.id) and is_holder(task.holder, person, now)


def is_holder(holder: str, person: Person, now: datetime) -> bool:
    """Whether the holder key (`person:<id>`, `position:<role>@<unit>`) means this person today."""
    kind, _, key = holder.partition(":")
    return person.id == key if kind == "person" else person.holds(key, now.astimezone(CHINA).date())


def is_own(head: Head, spec: Step | None, person_id: str) -> bool:
    """Whether deciding this step would be judging one's own application, where the step does not allow it.

    `spec` is None for a correction. A step that names the applicant is theirs.
    """
    if spec is None or head.applicant.id != person_id or spec.own == "allow" or spec.kind == "applicant":
        return False
    return not any(by.applicant for by in spec.by)


def deciding(head: Head, spec: Step | None, task: Task, person: Person, now: datetime) -> Capacity | None:
    """In whose right the person may decide the task; None where they may only look at it."""
    return None if is_own(head, spec, person.id) else capacity(head, task, person, now)


def judge(head: Head, spec: Step | None, task: Task, person: Person, now: datetime) -> Capacity:
    """In whose right the person decides. Raises `NotFound`, and `NotYourTurn` for one's own application."""
    if is_own(head, spec, person.id):
        raise NotYourTurn(
            Text("不能办理本人的申请，由本岗位的其他人或上级办理", "You cannot decide your own application; others do")
        )
    held = capacity(head, task, person, now)
    if held is None:
        raise NotFound()
    return held


def may_read(application: Application, definition: Definition, reader: Person, now: datetime) -> bool:
    """The applicant, whoever holds or has decided one of its tasks, whoever a copy went to, its administrators."""
    head = application.head
    if head.applicant.id == reader.id or any(may_act(task, reader, now, head) for task in application.tasks):
        return True
    copied = [holder for event in application.events for holder in event.data.get("copied", ())]
    return any(is_holder(holder, reader, now) for holder in copied) or administers(reader, definition, now)


def acting_task(application: Application, key: str, reader: Person, now: datetime) -> Task:
    """The task of this key if the reader may act on it. Raises `NotFound`; `NotYourTurn` when a proxy just ended."""
    task = application.task(key)
    if task is None:
        raise NotFound()
    if not may_act(task, reader, now, application.head):
        no_longer_proxy(application.head, task, reader, now)
        raise NotFound()
    return task


def no_longer_proxy(head: Head, task: Task, person: Person, now: datetime) -> None:
    """Raises `NotYourTurn` where a proxy that ended a moment ago let the person hold the task: their page is open."""
    today = now.astimezone(CHINA).date()
    over = {one.principal for one in person.stands_in if one.concerns(head.service) and not one.active_on(today)}
    for principal in person.principals:
        if principal.id in over and (is_holder(task.holder, principal, now) or task.claimed == principal.id):
            said = Text("您代{name}办理的委托已结束或已撤销", "Your proxy for {name} has ended or was taken back")
            raise NotYourTurn(said.format(name=principal.name))


def hidden_fields(application: Application, definition: Definition, reader: Person, now: datetime) -> set[str]:
    """The form fields this reader may not see: those that every step they act in hides. The applicant sees all."""
    head = application.head
    if head.applicant.id == reader.id:
        return set()
    steps = {task.step for task in application.tasks if task.step != REVISE and may_act(task, reader, now, head)}
    hidden = [
        {name for name, right in find_step(definition.flow, step).fields.items() if right == "hidden"} for step in steps
    ]
    return set.intersection(*hidden) if hidden else set()
