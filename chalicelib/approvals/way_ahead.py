"""The way ahead in words: which steps come, who is in the position today, and by when at the latest (L3).

The same reading serves an application under way and one that is not even started. Nothing of a student is told but the
name; staff are told with their office contacts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.applications import Application, Definition, StepStatus
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.standing import Standing
from chalicelib.flows import By, Expected, Labels, Outlook, condition_words, expect, holders_of, steps_of
from chalicelib.people import PeopleStore
from chalicelib.shared.clock import stamp
from chalicelib.shared.conditions import All
from chalicelib.shared.text import LANGS, Text
from chalicelib.shared.working_calendar import WorkingCalendar

SHOWN = 6
"""So many people of a pool are named."""


def outlook_of(application: Application, definition: Definition, now: datetime, calendar: WorkingCalendar) -> Outlook:
    """Where an application stands, as its record says; what later steps still fill in is not known yet."""
    standing = Standing(application, definition)
    states = standing.states
    due: dict[str, datetime | None] = {n: None for n, state in states.items() if state.status is StepStatus.OPEN}
    for task in application.open_tasks:  # a task's due time moves when the clock stood still; its step's event does not
        if task.due_at and task.step in due:
            due[task.step] = max(task.due_at, due[task.step] or task.due_at)
    passed = [step.name for step in steps_of(definition.flow) if standing.passed(step.name)]
    filled = {name for step in steps_of(definition.flow) if step.name not in passed for name in step.edits}
    unknown = {
        field.name
        for field in definition.form.fields
        if field.at_step and field.name in filled and field.name not in application.head.facts
    }
    return Outlook(application.head.facts, now, calendar, passed, due, unknown)


@dataclass(frozen=True)
class WayAhead:
    """Describes what is expected for one definition and these facts."""

    definition: Definition
    facts: Mapping[str, Any]
    holders: Holders
    people: PeopleStore
    labels: Labels

    def of(self, application: Application, now: datetime, calendar: WorkingCalendar) -> dict[str, dict[str, Any]]:
        """What is expected of an application's steps to come; everybody who holds or will hold one is read together."""
        expected = expect(self.definition.flow, outlook_of(application, self.definition, now, calendar))
        held = [task.holder for task in application.open_tasks]
        self.holders.read([*held, *self.holder_keys(expected)], [application.head.applicant.id])
        return {one.step.name: self.describe(one) for one in expected}

    def holder_keys(self, expected: Iterable[Expected]) -> list[str]:
        """Everybody the steps may mean, to be read together."""
        return [key for one in expected for key in holders_of(one.step.by, self.facts, self.people)]

    def describe(self, one: Expected) -> dict[str, Any]:
        """`{holder, expected_at, only_if, beside}`; texts in both languages."""
        words: dict[str, Any] = {
            "holder": self._holder(one.step.by),
            "expected_at": stamp(one.due) if one.due and one.timed else None,
            "beside": one.beside,
            "only_if": None,
        }
        if one.only_if:
            condition = one.only_if[0] if len(one.only_if) == 1 else All(one.only_if)
            words["only_if"] = Text(*(condition_words(condition, lang, self.labels) for lang in LANGS)).to_dict()
        return words

    def _holder(self, by: tuple[By, ...]) -> dict[str, Any]:
        """Who holds it today: names of positions or persons, the people in them, whether they are a pool."""
        keys = holders_of(by, self.facts, self.people)
        described = [self.holders.describe(key, self.definition.service.code) for key in keys]
        names = [Text.of(one["name"]) for one in described] or [self._named_by(one) for one in by]
        people = [person for one in described for person in one["people"]]
        pool = any(key.startswith("position:") and len(self.holders.who(key)) > 1 for key in keys)
        return {"name": Text.listed(names).to_dict(), "people": people[:SHOWN], "count": len(people), "pool": pool}

    def _named_by(self, by: By) -> Text:
        """A holder that an answer will name: the question."""
        field = self.definition.form.get(by.form_field or "")
        if field is None:
            return Text("—", "—")
        return Text(f"由“{field.label.zh}”确定", f"Named by “{field.label.en}”")
