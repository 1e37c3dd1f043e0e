"""Which offices have an application's tasks, and which are done: for the counter its person stands at (W-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.applications import REVISE, STATE_TEXTS, Application, Definition, ShareKind, Task, TaskState
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.who_may import deciding, may_read
from chalicelib.people import Person
from chalicelib.shared.clock import stamp

ASIDE = (ShareKind.CONSULT, ShareKind.ADVICE)
GONE = (TaskState.SUPERSEDED, TaskState.TRANSFERRED, TaskState.REMOVED)


def describe_offices(
    application: Application, definition: Definition, reader: Person, holders: Holders, now: datetime
) -> dict[str, Any]:
    """`{id, number, state, state_text, readable, offices}`; an office is `{step, title, office, unit, open, by, at,
    task}`, with the task's id where the reader may decide it. What is in the form is not told."""
    head = application.head
    tasks = list(_latest(application))
    holders.read(task.holder for task in tasks)
    return {
        "id": head.id,
        "number": head.number,
        "state": head.state.value,
        "state_text": STATE_TEXTS[head.state].to_dict(),
        "readable": may_read(application, definition, reader, now),
        "offices": [_office(application, definition, task, reader, holders, now) for task in tasks],
    }


def _latest(application: Application) -> Iterator[Task]:
    """The shares of each step's last entry, in the order they were opened."""
    last = {task.step: task.entry for task in sorted(application.tasks, key=lambda task: task.entry)}
    for task in sorted(application.tasks, key=lambda task: (task.opened_at, task.step, task.n)):
        if task.step != REVISE and task.entry == last[task.step] and task.kind not in ASIDE and task.state not in GONE:
            yield task


def _office(
    application: Application, definition: Definition, task: Task, reader: Person, holders: Holders, now: datetime
) -> dict[str, Any]:
    spec = step_of(application, definition, task.step)
    mine = task.is_open and deciding(application.head, spec, task, reader, now) is not None
    return {
        "step": task.step,
        "title": spec.title.to_dict(),
        "office": holders.name(task.holder).to_dict(),
        "unit": _unit(task.holder, holders),
        "open": task.is_live,
        "by": task.by.name.to_dict() if task.by else None,
        "at": stamp(task.decided_at) if task.decided_at else None,
        "task": f"{application.id}.{task.key}" if mine else None,
    }


def _unit(holder: str, holders: Holders) -> str:
    """The id of the department that has it; of a person, their own."""
    kind, _, key = holder.partition(":")
    if kind == "position":
        return key.partition("@")[2]
    person = holders.person(key)
    return person.units.get("department", "") if person else ""
