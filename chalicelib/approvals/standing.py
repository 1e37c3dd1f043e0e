"""Which steps of an application count as passed, and where the flow therefore stands. Pure.

A step passes by approval, or by being gone round. An approval in doubt (somebody returned the application and wanted
everybody to look again whose fields changed) counts as long as the fields that step sees are what they were at the
return; so what has to be repeated is decided by what was really changed, and only when the flow comes by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chalicelib.applications import PASSED, Application, Definition, StepState, StepStatus, form_after, replay
from chalicelib.flows import Flow, Step, find_step, steps_before, steps_of, top_level_of, way_of


@dataclass(frozen=True)
class Standing:
    """One application against the flow it is on."""

    application: Application
    definition: Definition

    @property
    def flow(self) -> Flow:
        return self.definition.flow

    @cached_property
    def states(self) -> Mapping[str, StepState]:
        return replay(self.application)

    @cached_property
    def way(self) -> set[str]:
        """The names of the steps and effects on the way that the present facts lead."""
        return {element.name for element in way_of(self.flow, self.application.head.facts)}

    @cached_property
    def _names(self) -> set[str]:
        return {step.name for step in steps_of(self.flow)}

    def passed(self, name: str) -> bool:
        state = self.states.get(name)
        return state is not None and state.status in PASSED and not self.reopened_by(state)

    def reopened_by(self, state: StepState) -> list[str]:
        """The fields whose change makes an approval in doubt void; empty when it stands, as on a step that is gone."""
        if state.doubted is None or state.status not in PASSED or state.step not in self._names:
            return []
        return self.seen_change(state.step, state.doubted)

    def seen_change(self, step: str, seq: int) -> list[str]:
        """The fields this step sees whose values are no longer what they were after event `seq`."""
        before, after = form_after(self.application.events[:seq]), self.application.form
        rights = find_step(self.flow, step).fields
        names = [field.name for field in self.definition.form.fields if rights.get(field.name) != "hidden"]
        return [name for name in names if before.get(name) != after.get(name)]

    def is_due(self, name: str) -> bool:
        """Whether this step or effect is on the present way and everything before it there is passed."""
        before = {step.name for step in steps_before(self.flow, name)}
        return name in self.way and all(self.passed(step) for step in before & self.way)

    @property
    def first_open(self) -> str | None:
        """The first step on the present way that is not passed; None when the flow is through.

        A step that was never opened counts too: a correction may have made it necessary (three days of leave become
        thirty), and going straight back to who returned it would leave it out.
        """
        for step in steps_of(self.flow):
            if step.name in self.way and not self.passed(step.name):
                return step.name
        return None

    @property
    def place_to_enter(self) -> str:
        """The state to enter so that the flow stands where the record stands; empty for the beginning.

        Every passed step on the way is answered at once, so entering too early costs transitions and nothing else.
        """
        return top_level_of(self.flow, self.first_open) if self.first_open else ""

    def before(self, name: str) -> list[Step]:
        """The visited steps one may return to from `name`: passed, approved by somebody, and before it."""
        return [step for step in steps_before(self.flow, name) if self._approved(step.name)]

    def between(self, name: str, to: str) -> list[str]:
        """The approved steps after `to` and before `name`: those a return with "again" puts in doubt."""
        names = [step.name for step in self.before(name)]
        return names[names.index(to) + 1 :]

    def _approved(self, name: str) -> bool:
        return self.passed(name) and self.states[name].status is StepStatus.APPROVED

    def after(self, name: str) -> list[str]:
        """The steps that were opened or passed and can only come after `name`, `name` itself included."""
        known = [step.name for step in steps_of(self.flow) if step.name in self.states]
        return [one for one in known if one == name or name in {s.name for s in steps_before(self.flow, one)}]

    def side_by_side(self, name: str) -> list[StepState]:
        """`name` and the open steps that wait in the same top-level state: what a move out of it must let go."""
        place = top_level_of(self.flow, name)
        return [
            state
            for one, state in self.states.items()
            if one in self._names
            and (one == name or state.status is StepStatus.OPEN)
            and top_level_of(self.flow, one) == place
        ]


__all__ = ["Standing"]
