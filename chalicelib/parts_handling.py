"""The parts of the approvals room: what people do, what they see, and what the platform's events bring."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.parts_records import RecordParts
from chalicelib.parts_telling import Telling

if TYPE_CHECKING:
    from chalicelib.approvals import Acts, Boxes, Reactions, StepWorker, Sweep, Viewing


class HandlingParts(RecordParts):
    """Steps, tasks, boxes and views."""

    @cached_property
    def acts(self) -> Acts:
        from chalicelib.approvals import Acts

        return Acts(self.store, self.uploads, self.definitions, self.people, self.clock)

    @cached_property
    def boxes(self) -> Boxes:
        from chalicelib.approvals import Boxes, ServiceNames

        names = ServiceNames(self.definitions)
        return Boxes(store=self.store, names=names, clock=self.clock, secret=self.settings.secret)

    @cached_property
    def viewing(self) -> Viewing:
        from chalicelib.approvals import Viewing

        return Viewing(**self._common, uploads=self.uploads, people=self.people, **self._keyed)

    @cached_property
    def worker(self) -> StepWorker:
        from chalicelib.approvals import StepWorker
        from chalicelib.shared.working_calendar import WorkingCalendar

        return StepWorker(**self._common, flow=self.flow, calendar=WorkingCalendar.load(), clock=self.clock)

    @cached_property
    def reactions(self) -> Reactions:
        from chalicelib.approvals import Reactions

        return Reactions(**self._common, flow=self.flow, notify=Telling(self), stage=self.settings.stage)

    @cached_property
    def sweeper(self) -> Sweep:
        from chalicelib.approvals import Sweep

        stage, report = self.settings.stage, self.report
        return Sweep(**self._common, flow=self.flow, react=self.reactions, clock=self.clock, stage=stage, report=report)
