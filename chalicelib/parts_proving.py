"""The parts for those who look after services: the proof, versions, migration."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.parts_records import RecordParts

if TYPE_CHECKING:
    from chalicelib.approvals import LastSweep, Migrating
    from chalicelib.catalogue import Problem
    from chalicelib.editing import Dashboard, Desk, Request
    from chalicelib.people import Person
    from chalicelib.proof import Proving


class ProvingParts(RecordParts):
    @cached_property
    def proving(self) -> Proving:
        from chalicelib.proof import Proving

        return Proving(self.people, self.catalogue, self.clock)

    @cached_property
    def dashboard(self) -> Dashboard:
        from chalicelib.editing import Dashboard

        return Dashboard(self.people, self.catalogue, self.clock)

    @cached_property
    def editing(self) -> Desk:
        from chalicelib.editing import Desk

        def judge(request: Request, person: Person) -> list[Problem]:
            from chalicelib.inspecting import problems_with

            return problems_with(request, person, people=self.people, store=self.catalogue, clock=self.clock)

        return Desk(self.people, self.catalogue, self.clock, judge)

    @cached_property
    def migrating(self) -> Migrating:
        from chalicelib.approvals import Migrating

        return Migrating(**self._common, people=self.people, **self._keyed)

    @cached_property
    def last_sweep(self) -> LastSweep:
        from chalicelib.approvals import LastSweep

        return LastSweep(self.store, self.clock)
