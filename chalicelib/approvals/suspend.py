"""Suspend (挂起) and resume (恢复): nobody acts on it meanwhile, and the time of every open task stands still. Pure."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.applications import Change, Event, EventType, State
from chalicelib.approvals.case import Case
from chalicelib.errors import NotYourTurn
from chalicelib.shared.text import Text


def suspend(case: Case) -> Change:
    """Raises `NotYourTurn` when it is over or suspended already, `InvalidForm` without a reason."""
    head = case.application.head
    if not head.is_open or head.state is State.SUSPENDED:
        raise NotYourTurn(Text("只有办理中的办件可以挂起", "Only an application under way can be suspended"))
    case.need_reason()
    return case.change(EventType.SUSPENDED, head={"state": State.SUSPENDED, "resumes": head.state})


def resume(case: Case) -> Change:
    """Every open task gets the working time it had left. Raises `NotYourTurn` when it is not suspended."""
    head = case.application.head
    if head.state is not State.SUSPENDED or head.resumes is None:
        raise NotYourTurn(Text("该办件没有挂起", "It is not suspended"))
    since = suspended_at(case.application.events)
    tasks = [
        replace(task, due_at=case.calendar.resumed(task.due_at, max(since.at, task.opened_at), case.now))
        for task in case.live
        if task.due_at
    ]
    again = {"state": head.resumes, "resumes": None, "clock_at": case.now}
    return case.change(EventType.RESUMED, head=again, tasks=tasks)


def suspended_at(events: tuple[Event, ...]) -> Event:
    """The suspension that is in force."""
    return next(event for event in reversed(events) if event.type is EventType.SUSPENDED)
