"""One application as values: its head, its timeline, its tasks; no I/O here.

The timeline is the truth's history: hash-chained, append-only, one event for each change. Tasks and the head are
what the events left behind, kept so that lists need no replay; `timeline.replay` shows they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.applications.words import OPEN, EventType, ShareKind, State, TaskState
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Actor:
    """Who did it, as the record shows it for ever; `position` is the key the person acted under.

    `principal` is id and name of the person in whose name a standing proxy acted.
    """

    id: str
    name: Text
    position: str | None = None
    principal: tuple[str, Text] | None = None

    def to_dict(self) -> dict[str, Any]:
        principal = [self.principal[0], list(self.principal[1])] if self.principal else None
        known = {"id": self.id, "name": list(self.name), "position": self.position, "principal": principal}
        return {key: value for key, value in known.items() if value}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Actor:
        principal = data.get("principal")
        named = (principal[0], Text(*principal[1])) if principal else None
        return cls(data["id"], Text(*data["name"]), data.get("position"), named)


HALL = Actor("hall", Text("系统", "The hall"))
"""The actor of what no person did: opening a step, completing, reminding."""


@dataclass(frozen=True)
class Applicant:
    """The applicant as they were when they applied; `units` maps class, college, department, campus to unit ids."""

    id: str
    name: Text
    category: str
    units: Mapping[str, str]

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "category": self.category, "units": dict(self.units)}


@dataclass(frozen=True)
class Event:
    """One entry of the timeline. `seq` counts from 1; `hash` covers the entry and the hash before it."""

    seq: int
    type: EventType
    at: datetime
    by: Actor
    data: Mapping[str, Any]
    hash: str = ""

    @property
    def step(self) -> str | None:
        return self.data.get("step")


@dataclass(frozen=True)
class Task:
    """One holder's share of a step. `of` is how many shares this entry of the step opened with.

    `origin` is the share an added one belongs to, `waits` are the shares that come before it, and `claimed` is the
    person who has taken it out of a position's pool. `seen_at` is when a holder first opened it.
    """

    step: str
    entry: int
    n: int
    of: int
    holder: str
    state: TaskState
    opened_at: datetime
    due_at: datetime | None = None
    by: Actor | None = None
    decided_at: datetime | None = None
    kind: ShareKind = ShareKind.BASE
    origin: int | None = None
    waits: tuple[int, ...] = ()
    claimed: str | None = None
    seen_at: datetime | None = None

    @property
    def key(self) -> str:
        """Unique within the application, and safe in a path."""
        return f"{self.step}.{self.entry}.{self.n}"

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.PENDING

    @property
    def is_live(self) -> bool:
        """Open, or still to come."""
        return self.state in (TaskState.PENDING, TaskState.WAITING)


@dataclass(frozen=True)
class Copy:
    """An application copied to a holder for information (抄送); `read` are the people who have confirmed reading it."""

    holder: str
    at: datetime
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """What lists and conditions need of an application; the form itself is in the event `form_seq` names.

    `resumes` is the state a suspended application goes back to; `keep_at` when to look whether it has been kept long
    enough, which only one that has ended and is archived has.
    """

    id: str
    number: str
    service: str
    version: int
    service_name: Text
    title: Text
    applicant: Applicant
    state: State
    round: int
    facts: Mapping[str, Any]
    form_seq: int
    submitted_at: datetime
    clock_at: datetime | None = None
    body_hash: str = ""
    urgent: bool = False
    resumes: State | None = None
    keep_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def phase(self) -> State:
        """The state as the flow sees it: suspension keeps people from acting, the flow stands where it stood."""
        return self.resumes or self.state

    @property
    def execution(self) -> str:
        """The name of the execution that is this application's clock in the present round."""
        return f"{self.id}-{self.round}"


@dataclass(frozen=True)
class Application:
    """Head, timeline and tasks as read at one moment, in order; `tokens` never leave the server.

    A partial one (`Store.load_share`) carries only the last event and one task: enough to decide that task.
    """

    head: Head
    events: tuple[Event, ...]
    tasks: tuple[Task, ...] = ()
    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    copies: tuple[Copy, ...] = ()

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def seq(self) -> int:
        return self.events[-1].seq

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.is_open)

    def task(self, key: str) -> Task | None:
        return next((task for task in self.tasks if task.key == key), None)

    def shares(self, task: Task) -> tuple[Task, ...]:
        """All shares of the same entry of the same step, this one included."""
        return tuple(t for t in self.tasks if (t.step, t.entry) == (task.step, task.entry))

    def tokens_of(self, step: str, entry: int) -> tuple[str, ...]:
        """Every token the flow has asked with for this entry of the step, the last one that came first.

        Messages may come out of order, so the last one to come need not be the one the flow waits with: whoever
        answers answers them all, and those that are dead say so.
        """
        return self.tokens.get(f"{step}#{entry}", ())

    @property
    def form(self) -> dict[str, Any]:
        """The present form: what was last submitted, with what steps have filled in since."""
        return form_after(self.events)


def form_after(events: Iterable[Event]) -> dict[str, Any]:
    """The form as these events leave it, oldest first."""
    values: dict[str, Any] = {}
    for event in events:
        if event.type in (EventType.SUBMITTED, EventType.RESUBMITTED):
            kept = values if event.type is EventType.RESUBMITTED else {}
            values = {**kept, **event.data["form"]}
            for name in event.data.get("removed", ()):
                values.pop(name, None)
        elif event.data.get("fields"):
            values.update(event.data["fields"])
    return values
