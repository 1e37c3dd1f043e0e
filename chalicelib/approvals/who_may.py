"""Who may read an application and act on its tasks: by name, by position today, or because a copy went to them."""

from __future__ import annotations

from datetime import datetime

from chalicelib.applications import REVISE, Application, Definition, Task
from chalicelib.approvals.case import administers
from chalicelib.approvals.gone_steps import step_of
from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA


def may_act(task: Task, person: Person, now: datetime) -> bool:
    """Whether the person holds the task, by name or by position today; a decided one stays visible to its decider."""
    if task.by is not None and task.by.id == person.id:
        return True
    if task.claimed not in (None, person.id):
        return False
    return is_holder(task.holder, person, now)  # also of a claimed task: who lost the position has lost its tasks


def is_holder(holder: str, person: Person, now: datetime) -> bool:
    """Whether the holder key (`person:<id>`, `position:<role>@<unit>`) means this person today."""
    kind, _, key = holder.partition(":")
    return person.id == key if kind == "person" else person.holds(key, now.astimezone(CHINA).date())


def may_read(application: Application, definition: Definition, reader: Person, now: datetime) -> bool:
    """The applicant, whoever holds or has decided one of its tasks, whoever a copy went to, its administrators."""
    if application.head.applicant.id == reader.id or any(may_act(task, reader, now) for task in application.tasks):
        return True
    copied = [holder for event in application.events for holder in event.data.get("copied", ())]
    return any(is_holder(holder, reader, now) for holder in copied) or administers(reader, definition, now)


def acting_task(application: Application, key: str, reader: Person, now: datetime) -> Task:
    """The task of this key if the reader may act on it. Raises `NotFound`."""
    task = application.task(key)
    if task is None or not may_act(task, reader, now):
        raise NotFound()
    return task


def hidden_fields(application: Application, definition: Definition, reader: Person, now: datetime) -> set[str]:
    """The form fields this reader may not see: those that every step they act in hides. The applicant sees all."""
    if application.head.applicant.id == reader.id:
        return set()
    steps = {task.step for task in application.tasks if task.step != REVISE and may_act(task, reader, now)}
    hidden = [
        {name for name, right in step_of(application, definition, step).fields.items() if right == "hidden"}
        for step in steps
    ]
    return set.intersection(*hidden) if hidden else set()
