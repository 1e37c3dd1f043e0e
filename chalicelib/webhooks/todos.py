"""A campus-wide list of to-dos (统一待办): what is told of each task, so that the list comes out right in any order.

A message states how one task stands after an event of its application: open, and with whom; or closed. `seq` is that
event's place, and the newest statement about a task counts. So a receiver that gets everything at least once, in
whatever order, shows exactly the tasks that are open. Only the last event that touched a task states it: what a
reaction says when it runs again is the same message again.
"""

from __future__ import annotations

from typing import Any

from chalicelib.applications import Application, Definition, Event, EventType, Task
from chalicelib.flows import steps_of
from chalicelib.people import ROLES
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

HALL_UNIT = ROLES["technical_administrator"].owner_unit
"""The department that runs the hall's technology: its endpoints alone may hear of everybody's tasks."""
OPENED, CLOSED = "task.opened", "task.closed"

_CORRECT = Text("修改后重新提交", "Correct and send again")

_SAYS_NOTHING = frozenset(
    {EventType.SUBMITTED, EventType.COMPLETED, EventType.RESTARTED, EventType.PROPOSED, EventType.DECLINED}
    | {EventType.URGED, EventType.URGENT, EventType.SUPERVISED, EventType.NOTED, EventType.MESSAGED, EventType.READ}
    | {EventType.COPIED, EventType.LATE, EventType.VERIFIED, EventType.REMINDED, EventType.EFFECT_DONE}
    | {EventType.CALLED, EventType.CALL_FAILED, EventType.SUSPENDED, EventType.RESUMED}
)
"""These leave every task as it was; any other, one that comes with newer code too, may have changed one."""
_OF_ONE_STEP = frozenset(
    {EventType.OPENED, EventType.APPROVED, EventType.CLAIMED, EventType.RELEASED, EventType.TRANSFERRED}
    | {EventType.SIGNER_ADDED, EventType.SIGNER_REMOVED, EventType.DELEGATED, EventType.CONSULTED}
    | {EventType.ANSWERED, EventType.CONSULT_WITHDRAWN, EventType.OVERDUE}
)
"""These leave what is open in other steps as it was."""


def stated_by(application: Application, event: Event) -> list[Task]:
    """The tasks whose present state this event is the last to have touched; none for most events' repetitions."""
    if event.type in _SAYS_NOTHING:
        return []
    later = [one for one in application.events[event.seq :] if one.type not in _SAYS_NOTHING]
    return [
        task for task in application.tasks if _touches(event, task) and not any(_touches(one, task) for one in later)
    ]


def type_of(task: Task) -> str:
    return OPENED if task.is_open else CLOSED


def statement(application: Application, definition: Definition, event: Event, task: Task) -> dict[str, Any]:
    """What is kept until it is delivered; who holds it as a key, of which the worker makes people when it sends."""
    head = application.head
    step = next((step.title for step in steps_of(definition.flow) if step.name == task.step), None)
    named = Text("{service}：{step}", "{service}: {step}").format(service=head.service_name, step=step or _CORRECT)
    told = {"application": head.id, "number": head.number, "service": head.service, "seq": event.seq}
    told |= {"task": f"{head.id}.{task.key}", "step": task.step, "title": named.to_dict(), "state": task.state.value}
    if not task.is_open:
        return told
    holder = f"person:{task.claimed}" if task.claimed else task.holder
    times = {"opened_at": stamp(task.opened_at), "due_at": stamp(task.due_at) if task.due_at else None}
    return told | times | {"holder": holder}


def _touches(event: Event, task: Task) -> bool:
    if event.type in _SAYS_NOTHING:
        return False
    if event.at in (task.opened_at, task.decided_at) or event.step == task.step:
        return True
    return task.is_open and event.type not in _OF_ONE_STEP
