"""The way ahead with dates: which steps are still to come and by when, as far as the facts say. Pure.

What is not answered yet decides nothing: both arms of such a condition are shown, each with its condition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.flows.model import Element, Flow, Parallel, Step, When
from chalicelib.shared.conditions import All, AnyOf, Condition, Not, evaluate
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar


@dataclass(frozen=True)
class Expected:
    """A step to come. `due`: the latest moment by the limits, None where the calendar does not reach; `timed`: whether
    it has a limit of its own. `only_if` are the undecided conditions it stands under, `beside` the parallel around."""

    step: Step
    due: datetime | None
    timed: bool
    only_if: tuple[Condition, ...] = ()
    beside: str | None = None


@dataclass(frozen=True)
class Outlook:
    """What is known when looking ahead: `passed` steps are done, `open_due` are open with their due time (or None),
    `unknown` are the facts nobody has answered yet."""

    facts: Mapping[str, Any]
    start: datetime
    calendar: WorkingCalendar
    passed: Collection[str] = ()
    open_due: Mapping[str, datetime | None] | None = None
    unknown: Collection[str] = ()


def expect(flow: Flow, outlook: Outlook) -> list[Expected]:
    """The steps not passed, in the order written, the open ones among them; branches run side by side."""
    walker = _Walker(outlook)
    walker.go(flow.elements, outlook.start, (), None)
    return walker.found


def verdict(condition: Condition, facts: Mapping[str, Any], unknown: Collection[str]) -> bool | None:
    """Whether the condition holds; None where that depends on a fact in `unknown`."""
    match condition:
        case All(parts):
            said = [verdict(part, facts, unknown) for part in parts]
            return False if False in said else None if None in said else True
        case AnyOf(parts):
            said = [verdict(part, facts, unknown) for part in parts]
            return True if True in said else None if None in said else False
        case Not(part):
            inner = verdict(part, facts, unknown)
            return None if inner is None else not inner
    return None if condition.field.partition(".")[0] in unknown else evaluate(condition, facts)


class _Walker:
    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook
        self._open = outlook.open_due or {}
        self.found: list[Expected] = []

    def go(
        self, elements: tuple[Element, ...], at: datetime | None, only_if: tuple[Condition, ...], beside: str | None
    ) -> datetime | None:
        """Walk on from `at`; when these elements are through."""
        for element in elements:
            if isinstance(element, Step):
                at = self._step(element, at, only_if, beside)
            elif isinstance(element, When):
                arms = list(self._arms(element, only_if))
                at = _latest([self.go(arm, at, conditions, beside) for arm, conditions in arms])
            elif isinstance(element, Parallel):
                at = _latest([self.go(branch, at, only_if, element.name) for branch in element.branches])
        return at

    def _step(
        self, step: Step, at: datetime | None, only_if: tuple[Condition, ...], beside: str | None
    ) -> datetime | None:
        if step.name in self._outlook.passed:
            return at
        if step.name in self._open:
            due = self._open[step.name]
            self.found.append(Expected(step, due, due is not None, only_if, beside))
            return max(due, at) if due and at else at
        due = self._due(step, at)
        self.found.append(Expected(step, due, step.within is not None, only_if, beside))
        return due

    def _due(self, step: Step, at: datetime | None) -> datetime | None:
        if at is None or step.within is None:
            return at
        try:
            return self._outlook.calendar.due(at, step.within)
        except UnknownYear:
            return None

    def _arms(
        self, when: When, only_if: tuple[Condition, ...]
    ) -> Iterator[tuple[tuple[Element, ...], tuple[Condition, ...]]]:
        found = verdict(when.condition, self._outlook.facts, self._outlook.unknown)
        if found is not False:
            yield when.then, only_if if found else (*only_if, when.condition)
        if found is not True:
            yield when.otherwise, only_if if found is False else (*only_if, Not(when.condition))


def _latest(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment]
    return max(known) if len(known) == len(moments) else None
