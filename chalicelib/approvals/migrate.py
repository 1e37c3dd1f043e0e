"""Take one application over to another version of its service, or back to where it stood."""

from __future__ import annotations

from datetime import datetime

from chalicelib.applications import Actor, Application, Change, EventType, change, superseded
from chalicelib.approvals.gone_steps import described
from chalicelib.approvals.migration_plan import MigrationPlan
from chalicelib.errors import NotYourTurn, StaleVersion
from chalicelib.shared.text import Text


def migrate(plan: MigrationPlan, by: Actor, seq: int, reason: str, now: datetime, *, undo: bool = False) -> Change:
    """The change that takes it over; its execution on the new version enters at `plan.enter` in the next round.

    Raises `StaleVersion` when it has moved on since `seq` was shown, `NotYourTurn` when it is over, stands on that
    version already, or its form could not be shown there.
    """
    application, head = plan.application, plan.application.head
    if seq != application.seq:
        raise StaleVersion()
    if not head.is_open or head.version == plan.new.service.version:
        raise NotYourTurn()
    if plan.blocked:
        labels = [misfit.label for misfit in plan.misfits if misfit.blocks]
        zh, en = Text.listed(labels)
        raise NotYourTurn(
            Text(f"“{zh}”的类型变了，不能迁移", f"“{en}” is of another kind now, so it cannot be migrated")
        )
    round = head.round + 1
    data = {
        "from": head.version,
        "to": plan.new.service.version,
        "round": round,
        "enter": plan.enter,
        "closed": plan.closed,
        "gone": described(application, plan.old, plan.new, plan.after.states),
        "undo": undo,
        "reason": reason,
    }
    closed = [task for task in application.tasks if task.step in plan.closed]
    new_head = {"version": plan.new.service.version, "round": round, "facts": plan.facts}
    return change(
        application, EventType.MIGRATED, by=by, at=now, data=data, head=new_head, tasks=superseded(closed, now)
    )


def came_from(application: Application) -> int | None:
    """The version the last migration took it from, if that has not been undone."""
    for event in reversed(application.events):
        if event.type is EventType.MIGRATED:
            return None if event.data.get("undo") else int(event.data["from"])
    return None
