"""Linked applications: an effect opens one, or settles one that waits for it (Z-F14 → Z-F15, C-R3 → C-R4).

The other application is changed first and this one's record written afterwards; repeated in between, the other one
says that it was done already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.applications import (
    HALL,
    Application,
    ApplicationStore,
    Change,
    Definition,
    Definitions,
    EventType,
    Overtaken,
    Task,
    change,
    superseded,
)
from chalicelib.approvals.effects import Done, Refused
from chalicelib.errors import Conflict, HallError, NotFound, Temporary
from chalicelib.flows import Effect, find_step
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text

ATTEMPTS = 8

Submit = Callable[[Person, str, Mapping[str, Any], str, str], Application]
"""(applicant, service, form, key, id of the opener) -> the new application, the same one when repeated."""


@dataclass(frozen=True)
class Linked:
    store: ApplicationStore
    definitions: Definitions
    people: PeopleStore
    submit: Submit
    clock: Clock

    def open(self, application: Application, _definition: Definition, effect: Effect) -> Done | Refused:
        """Submit the service the effect names, filled from this form, for the applicant or a person in a field."""
        settings, form = effect.settings, application.form
        values = {theirs: _value(form, ours) for theirs, ours in settings.get("form", {}).items()}
        if settings.get("parent"):
            values[settings["parent"]] = application.id
        person_id = _person(form, settings.get("for", "")) or application.head.applicant.id
        key = f"linked.{application.id}.{effect.name}"
        try:
            person = self.people.get_person(person_id)
            made = self.submit(person, settings["service"], _filled(values), key, application.id)
        except (Temporary, Conflict):
            raise
        except HallError as refused:
            return Refused(_told(refused))
        return Done({"opened": _named(made)})

    def settle(self, application: Application, _definition: Definition, effect: Effect) -> Done | Refused:
        """The application in the field gets its waiting step done; refused when it does not wait, or no longer."""
        other_id = _id(application.form.get(_field(effect.settings["of"])))
        for _ in range(ATTEMPTS):
            try:
                other = self.store.load(other_id or "-")
            except NotFound:
                return Refused(Text("找不到关联办件", "The linked application was not found"))
            if _settled(other, application.id, effect.name):
                return Done({"settled": _named(other)})
            task = self._waiting(other, application.head.service)
            if task is None:
                return Refused(
                    Text(
                        f"关联办件 {other.head.number} 没有等待本事项办结，或已由他件办结",
                        f"Application {other.head.number} does not wait for this one, or another one settled it",
                    )
                )
            try:
                self.store.commit(_settling(other, task, application, effect, self.clock()))
            except Overtaken:
                continue
        raise Conflict()

    def _waiting(self, other: Application, service: str) -> Task | None:
        """The open task of `other` that waits for an application of this service."""
        definition = self.definitions.version(other.head.service, other.head.version)
        for task in other.open_tasks:
            spec = None if task.step == "revise" else find_step(definition.flow, task.step)
            if spec and spec.kind == "linked" and service in spec.awaits:
                return task
        return None


def _settling(other: Application, task: Task, by: Application, effect: Effect, now: datetime) -> Change:
    data = {"step": task.step, "entry": task.entry, "n": task.n, "linked": _named(by), "effect": effect.name}
    rest = superseded(other.shares(task), now)
    return change(other, EventType.APPROVED, by=HALL, at=now, data=data, tasks=rest)


def _settled(other: Application, by: str, effect: str) -> bool:
    done = [event.data for event in other.events if "linked" in event.data]
    return any((data["linked"]["id"], data["effect"]) == (by, effect) for data in done)


def _named(application: Application) -> dict[str, str]:
    return {"id": application.id, "number": application.head.number, "service": application.head.service}


def _value(form: Mapping[str, Any], said: Any) -> Any:
    return form.get(_field(said)) if isinstance(said, str) and said.startswith("form.") else said


def _field(said: str) -> str:
    return said.removeprefix("form.")


def _person(form: Mapping[str, Any], said: str) -> str | None:
    return _id(form.get(_field(said))) if said.startswith("form.") else None


def _id(value: Any) -> str | None:
    return value.get("id") if isinstance(value, Mapping) else value


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """As a form is sent: persons, units and applications by their id, nothing where nothing is."""
    return {name: _id(value) for name, value in values.items() if value not in (None, "", [])}


def _told(refused: HallError) -> Text:
    first = refused.errors[0].message if refused.errors else refused.detail or refused.title
    return Text(f"关联办件未能发起：{first.zh}", f"The linked application could not be opened: {first.en}")
