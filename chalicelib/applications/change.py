"""A change of an application: one event, and what it does to the head and the tasks; committed whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.applications.model import Actor, Application, Copy, Event, Head, Task
from chalicelib.applications.timeline import seal
from chalicelib.applications.words import EventType, TaskState


@dataclass(frozen=True)
class Change:
    """`head` is the new head, None when untouched; `tasks` the new or altered ones; `token` is (step, entry, token).

    `copies` are new or altered copies; the change is refused when one of the tasks `unseen` has been opened meanwhile.
    """

    before: Application
    event: Event
    head: Head | None = None
    tasks: tuple[Task, ...] = ()
    token: tuple[str, int, str] | None = None
    copies: tuple[Copy, ...] = ()
    unseen: frozenset[str] = frozenset()

    def applied(self) -> Application:
        """The application after this change, without reading it again."""
        changed = {task.key: task for task in self.tasks}
        kept = [changed.pop(task.key, task) for task in self.before.tasks]
        copies = {copy.holder: copy for copy in (*self.before.copies, *self.copies)}
        return replace(
            self.before,
            head=self.head or self.before.head,
            events=(*self.before.events, self.event),
            tasks=(*kept, *changed.values()),
            copies=tuple(copies.values()),
        )


def change(
    application: Application,
    type: EventType,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any],
    head: Mapping[str, Any] | None = None,
    tasks: Sequence[Task] = (),
    token: tuple[str, int, str] | None = None,
    unseen: Sequence[Task] = (),
) -> Change:
    """The next event after the last one seen, sealed, with its consequences; `head` maps field to new value.

    Whom the event copies (`data["copied"]`) gets a copy in their box, once for each application.
    """
    event = Event(application.seq + 1, type, at, by, dict(data))
    event = seal(application.id, event, application.events[-1].hash)
    new_head = replace(application.head, **head) if head else None
    known = {copy.holder for copy in application.copies}
    copies = tuple(Copy(holder, at) for holder in dict.fromkeys(data.get("copied", ())) if holder not in known)
    keys = frozenset(task.key for task in unseen)
    return Change(application, event, new_head, tuple(tasks), token, copies, keys)


def superseded(tasks: Sequence[Task], at: datetime) -> list[Task]:
    """The open ones of these tasks, closed because somebody else's act settled the matter."""
    return [replace(task, state=TaskState.SUPERSEDED, decided_at=at) for task in tasks if task.is_live]
