"""What a countersign that was returned keeps when it is asked again: the approvals of those who need not repeat them.

One of five signers returns it for a typing error. "Straight back to me" asks that one again and not the other four;
"again" asks those whose seen fields have changed. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.applications import Application, Definition, Event, ShareKind, StepStatus, Task, TaskState, outcome_of
from chalicelib.approvals.shares import moved_up
from chalicelib.approvals.standing import Standing
from chalicelib.flows import Step


def carried(
    application: Application, definition: Definition, spec: Step, entry: int, tasks: Sequence[Task]
) -> list[Task]:
    """The shares a returned step opens with again, those of signers whose approval stays valid already approved."""
    event = _returned(application, spec.name, entry - 1)
    if event is None or spec.mode not in ("all", "sequence", "vote"):
        return list(tasks)
    if event.data.get("again") is not None and Standing(application, definition).seen_change(spec.name, event.seq):
        return list(tasks)
    before = [task for task in application.tasks if (task.step, task.entry) == (spec.name, entry - 1)]
    stays = {task.holder: task for task in before if _agreed(task, before)}
    kept = [_kept(task, stays[task.holder]) if task.holder in stays else task for task in tasks]
    if not any(task.is_live for task in kept):
        return list(tasks)  # somebody must be asked, or the step would wait for nobody
    up = {task.n: task for task in moved_up(kept)}
    return [up.get(task.n, task) for task in kept]


def _returned(application: Application, step: str, entry: int) -> Event | None:
    """The return that closed this entry while it was open, by one of its own signers or from side by side."""
    closed = {task.decided_at for task in application.tasks if (task.step, task.entry) == (step, entry)}
    for event in reversed(application.events):
        if outcome_of(event) is StepStatus.RETURNED and event.at in closed and event.data.get("to") != step:
            return event
    return None


def _agreed(task: Task, shares: Sequence[Task]) -> bool:
    """A base share whose whole chain approved."""
    chain = [share for share in shares if share.n == task.n or share.origin == task.n]
    chain = [share for share in chain if share.kind in (ShareKind.BASE, ShareKind.ADDED)]
    gone = (TaskState.TRANSFERRED, TaskState.REMOVED)
    approved = all(share.state is TaskState.APPROVED for share in chain if share.state not in gone)
    return task.kind is ShareKind.BASE and task.state is TaskState.APPROVED and approved


def _kept(new: Task, old: Task) -> Task:
    return replace(new, state=TaskState.APPROVED, by=old.by, decided_at=old.decided_at, waits=())


__all__ = ["carried"]
