"""What a step's definition says the hall decides when nobody has in time (默认同意); off unless it says so. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.applications import (
    HALL,
    REVISE,
    Application,
    Change,
    Definition,
    EventType,
    ShareKind,
    State,
    Task,
    change,
    superseded,
)
from chalicelib.flows import find_step

TYPES = {"approve": EventType.APPROVED, "reject": EventType.REJECTED, "return": EventType.RETURNED}


def verdict_of(definition: Definition, step: str) -> str | None:
    """What the step's definition wants decided when it is late; None for nearly all."""
    if step == REVISE:
        return None
    found = [late.verdict for late in find_step(definition.flow, step).overdue if late.action == "decide"]
    return found[0] if found else None


def auto_decision(application: Application, definition: Definition, task: Task, now: datetime) -> Change | None:
    """The whole step decided by the hall; None where its definition does not want that, or somebody must fill in."""
    verdict = verdict_of(definition, task.step)
    if verdict is None or task.kind is ShareKind.CONSULT:
        return None
    spec = find_step(definition.flow, task.step)
    if verdict == "approve" and "required" in spec.fields.values():
        return None
    data: dict[str, Any] = {"step": task.step, "entry": task.entry, "n": task.n, "auto": True}
    ended: dict[str, Any] | None = {
        "approve": None,
        "reject": {"state": State.REJECTED, "clock_at": None},
        "return": {"state": State.AWAITING_APPLICANT},
    }[verdict]
    settled = application.shares(task) if verdict == "approve" else application.tasks
    return change(application, TYPES[verdict], by=HALL, at=now, data=data, head=ended, tasks=superseded(settled, now))


__all__ = ["auto_decision", "verdict_of"]
