"""What people say about an application beside deciding it, and who may say it. Pure; each verb is a file of its own.

Handlers are those who hold or held one of its tasks, and its administrators; never its applicant, whatever else they
are. Everything said is one event, so it has its place in the timeline and happens once however often it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.applications import REVISE, Actor, Application, Change, Definition, EventType, ShareKind, Task, change
from chalicelib.approvals.case import administers, administrator_positions
from chalicelib.approvals.who_may import capacity, is_holder, may_act
from chalicelib.errors import FieldError, InvalidForm, NotFound
from chalicelib.people import STUDENTS, Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

LONGEST_REMARK = 1000
"""Characters of a note, a message, a reason; keeps one event far below the store's 400 KB item (PROMISES R10)."""


@dataclass(frozen=True)
class Saying:
    """One remark under way: where, who, when. `key` tells a repeated request from the same words said twice."""

    application: Application
    definition: Definition
    person: Person
    now: datetime
    key: str = ""

    @property
    def is_applicant(self) -> bool:
        return self.application.head.applicant.id == self.person.id

    @property
    def is_handler(self) -> bool:
        return is_handler(self.application, self.definition, self.person, self.now)

    @property
    def holds_step(self) -> bool:
        """Whether one of the open steps is theirs to decide; an opinion asked of them is not a step."""
        return not self.is_applicant and any(
            may_act(task, self.person, self.now, self.application.head) for task in step_tasks(self.application)
        )

    @property
    def administers(self) -> bool:
        return not self.is_applicant and administers(self.person, self.definition, self.now)

    @property
    def actor(self) -> Actor:
        """The person, in whose right they hold a task; else under the position they administer it by."""
        head, plain = self.application.head, Actor(self.person.id, self.person.name)
        if self.is_applicant:
            return plain
        for task in sorted(self.application.tasks, key=lambda task: not task.is_open):
            if held := capacity(head, task, self.person, self.now):
                return held.actor(task)
        positions = [f"position:{key}" for key in administrator_positions(self.definition)]
        found = next((one for one in positions if is_holder(one, self.person, self.now)), None)
        return replace(plain, position=found)

    def said_before(self, type: EventType) -> bool:
        """Whether this very request was carried out already."""
        return bool(self.key) and any(
            event.type is type and event.by.id == self.person.id and event.data.get("key") == self.key
            for event in self.application.events
        )

    def change(self, type: EventType, text: str = "", **more: Any) -> Change:
        """The event with `text` as what was said; `data`, `head` and `tasks` as `applications.change` takes them."""
        data = {"opinion": text.strip(), "key": self.key, **more.pop("data", {})}
        data = {name: value for name, value in data.items() if value not in ("", None)}
        return change(self.application, type, by=self.actor, at=self.now, data=data, **more)


def is_handler(application: Application, definition: Definition, person: Person, now: datetime) -> bool:
    """Who holds or held one of its tasks, and its administrators; the applicant never is one."""
    if application.head.applicant.id == person.id:
        return False
    held = any(may_act(task, person, now, application.head) for task in application.tasks)
    return held or administers(person, definition, now)


def step_tasks(application: Application) -> list[Task]:
    """The open tasks that decide a step."""
    return [task for task in application.open_tasks if task.step != REVISE and task.kind is not ShareKind.CONSULT]


def need_handler(saying: Saying) -> None:
    """Raises `NotFound` for everybody else: that there is such an application is private."""
    if not saying.is_handler:
        raise NotFound()


def text_faults(text: str, pointer: str, missing: Text, longest: int = LONGEST_REMARK) -> list[FieldError]:
    """What is wrong with a text that must be given."""
    if not text.strip():
        return [FieldError(pointer, "required", missing)]
    if len(text) > longest:
        long = Text(f"不能超过{longest}个字", f"At most {longest} characters")
        return [FieldError(pointer, "too_long", long)]
    return []


def colleague_faults(application: Application, person: Person, to: Person | None) -> list[FieldError]:
    """What is wrong with the colleague that was chosen: a member of staff, neither oneself nor the applicant."""
    if to is None or to.category in STUDENTS:
        return [FieldError("/to", "unknown", Text("请选择一位教职工", "Choose a member of staff"))]
    if to.id == person.id:
        return [FieldError("/to", "self", Text("不能选择自己", "You cannot choose yourself"))]
    if to.id == application.head.applicant.id:
        return [FieldError("/to", "applicant", Text("不能选择申请人", "You cannot choose the applicant"))]
    return []


def refuse(*faults: list[FieldError]) -> None:
    """Raises `InvalidForm` with all of them, if there are any."""
    found = tuple(fault for some in faults for fault in some)
    if found:
        raise InvalidForm(errors=found)


def until_of(day: str, now: datetime) -> datetime | None:
    """The end of that day's office hours in China (17:30), or None when it is no day, past, or over a year ahead."""
    try:
        wanted = datetime.fromisoformat(f"{day}T17:30:00").replace(tzinfo=CHINA)
    except ValueError:
        return None
    return wanted if 0 < (wanted - now).total_seconds() < 366 * 86_400 else None
