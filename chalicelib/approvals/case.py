"""Acts on a whole application, by its administrators and by others who may: what is asked for, and by whom.

Each verb is a pure function of its own file that turns a `Case` into a `Change`; `case_acts` lists them. An
administrator is who leads the service's owner, or coordinates the hall (Z-18).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.applications import Actor, Application, Change, Definition, EventType, Task, change
from chalicelib.approvals.standing import Standing
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.shared.working_calendar import WorkingCalendar

LONGEST_REASON = 1000
COORDINATORS = "business_coordinator@presidents-office"
LEADERS = ("department_head", "department_leader")


@dataclass(frozen=True)
class CaseWish:
    """What is asked: `reason` in words, `to` a step, `proposal` the position of the proposal that is answered."""

    act: str
    reason: str = ""
    to: str = ""
    proposal: int = 0
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One act under way: the application, who acts, what they wish, when."""

    application: Application
    definition: Definition
    person: Person
    wish: CaseWish
    now: datetime
    calendar: WorkingCalendar

    @property
    def standing(self) -> Standing:
        return Standing(self.application, self.definition)

    @property
    def actor(self) -> Actor:
        return acting_administrator(self.person, self.definition, self.now)

    def change(self, type: EventType, **more: Any) -> Change:
        """The event with the reason in it; `more` are `change`'s own words, `data` is completed."""
        data = {"reason": self.wish.reason.strip(), **more.pop("data", {})}
        data = {name: value for name, value in data.items() if value not in ("", None)}
        actor = more.pop("by", self.actor)
        return change(self.application, type, by=actor, at=self.now, data=data, **more)

    @property
    def live(self) -> list[Task]:
        return [task for task in self.application.tasks if task.is_live]

    def need_reason(self) -> None:
        """Raises `InvalidForm` when the reason is missing or too long."""
        if not self.wish.reason.strip():
            raise InvalidForm(errors=(FieldError("/reason", "required", Text("请填写理由", "Say why")),))
        if len(self.wish.reason) > LONGEST_REASON:
            text = Text(f"理由不能超过{LONGEST_REASON}个字", f"The reason must be at most {LONGEST_REASON} characters")
            raise InvalidForm(errors=(FieldError("/reason", "too_long", text),))


def administrator_positions(definition: Definition) -> tuple[str, ...]:
    """The positions whose holders administer a service's applications."""
    return unit_administrators(definition.service.owner_unit)


def unit_administrators(unit: str) -> tuple[str, ...]:
    """The same for all services of a department; the coordinators of the hall last."""
    return (*(f"{role}@{unit}" for role in LEADERS), COORDINATORS)


def administers(person: Person, definition: Definition, now: datetime) -> bool:
    """Whether the person administers the applications of this service today."""
    return administers_unit(person, definition.service.owner_unit, now)


def administers_unit(person: Person, unit: str, now: datetime) -> bool:
    """The same for all services of a department."""
    today = now.astimezone(CHINA).date()
    return any(person.holds(key, today) for key in unit_administrators(unit))


def runs_hall(person: Person, now: datetime) -> bool:
    """Whether the person coordinates the whole hall today."""
    return person.holds(COORDINATORS, now.astimezone(CHINA).date())


def acting_administrator(person: Person, definition: Definition, now: datetime) -> Actor:
    """The person as the record shows them, in the position they administer the service by, if they do."""
    today = now.astimezone(CHINA).date()
    held = (f"position:{key}" for key in administrator_positions(definition) if person.holds(key, today))
    return Actor(person.id, person.name, next(held, None))
