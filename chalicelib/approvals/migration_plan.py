"""Where an application would stand on another version of its service. Pure; the dry run and the act ask the same.

Decisions stay where the new version has the step. An open task stays open where the step exists, is next, and means the
same holders in the same way; every other open one is closed, and asked again when its turn comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from chalicelib.applications import REVISE, Application, Definition, State, StepStatus, TaskState
from chalicelib.approvals.standing import Standing
from chalicelib.errors import NotFound
from chalicelib.flows import Step, Units, find_step, holders_of, steps_of
from chalicelib.forms import Misfit, facts_of, misfits

DECIDED = frozenset({TaskState.APPROVED, TaskState.REJECTED, TaskState.ADVISED})

HOW = ("mode", "passing", "on_reject", "kind", "own", "repeated", "vacant")
"""What of a step must be the same so that its open tasks mean the same."""


@dataclass(frozen=True)
class MigrationPlan:
    """One application, from the version it is on (`old`) to another (`new`)."""

    application: Application
    old: Definition
    new: Definition
    units: Units

    @cached_property
    def misfits(self) -> list[Misfit]:
        """What of the form no longer fits."""
        applicant = self.application.head.facts["applicant"]
        return misfits(self.old.form, self.new.form, self.application.form, applicant)

    @property
    def blocked(self) -> bool:
        return any(misfit.blocks for misfit in self.misfits)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """The facts as the new version's form gives them."""
        blocked = {misfit.field for misfit in self.misfits if misfit.blocks}
        values = {name: value for name, value in self.application.form.items() if name not in blocked}
        return {**facts_of(self.new.form, values), "applicant": self.application.head.facts["applicant"]}

    @cached_property
    def after(self) -> Standing:
        """The application as the new version sees it."""
        head = replace(self.application.head, version=self.new.service.version, facts=self.facts)
        return Standing(replace(self.application, head=head), self.new)

    @cached_property
    def open_steps(self) -> list[str]:
        states = self.after.states
        return [name for name, state in states.items() if state.status is StepStatus.OPEN and name != REVISE]

    @cached_property
    def kept(self) -> list[str]:
        return [name for name in self.open_steps if self._stays(name)]

    @cached_property
    def closed(self) -> list[str]:
        return [name for name in self.open_steps if name not in self.kept]

    @property
    def signed(self) -> list[str]:
        """Closed steps that somebody had signed already: what was said stays in the record, and is asked again."""
        decided = {(task.step, task.entry) for task in self.application.tasks if task.state in DECIDED}
        return [name for name in self.closed if (name, self.after.states[name].entry) in decided]

    @property
    def next_steps(self) -> list[Step]:
        """The steps open or asked next on the new version; none while the applicant corrects, or at the end."""
        if self.application.head.phase is State.AWAITING_APPLICANT:
            return []
        due = [step for step in steps_of(self.new.flow) if self.after.is_due(step.name)]
        return [step for step in due if not self.after.passed(step.name)]

    @property
    def enter(self) -> str:
        """The state the new version's execution enters."""
        return REVISE if self.application.head.phase is State.AWAITING_APPLICANT else self.after.place_to_enter

    def _stays(self, name: str) -> bool:
        try:
            before, after = find_step(self.old.flow, name), find_step(self.new.flow, name)
        except NotFound:
            return False
        same = all(getattr(before, name) == getattr(after, name) for name in HOW)
        was, would_be = (holders_of(step.by, facts, self.units) for step, facts in self._sides(before, after))
        return same and set(was) == set(would_be) and self.after.is_due(name)

    def _sides(
        self, before: Step, after: Step
    ) -> tuple[tuple[Step, Mapping[str, Any]], tuple[Step, Mapping[str, Any]]]:
        return (before, self.application.head.facts), (after, self.facts)
