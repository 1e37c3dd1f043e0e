"""The parts for those who look after services: the proof, versions, migration, rosters, coverage."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_records import RecordParts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.approvals import LastSweep, Migrating
    from chalicelib.catalogue import Definition, Problem
    from chalicelib.coverage import Coverage
    from chalicelib.editing import CatalogueImports, Dashboard, Desk, Request
    from chalicelib.people import Person
    from chalicelib.proof import Proving
    from chalicelib.rosters import Directory, DirectoryFile, RosterDesk, RosterImports


class ProvingParts(RecordParts):
    @cached_property
    def proving(self) -> Proving:
        from chalicelib.proof import Proving

        return Proving(self.people, self.catalogue, self.clock)

    @cached_property
    def rosters(self) -> Rosters:
        return Rosters(self)

    @cached_property
    def coverage(self) -> Coverage:
        from chalicelib.coverage import Coverage, StepAudit

        audit = StepAudit(self.store, self.catalogue.current, self.clock)
        return Coverage(self.people, self.catalogue, audit, self.clock)

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
    def catalogue_imports(self) -> CatalogueImports:
        from chalicelib.catalogue import ImportStore
        from chalicelib.editing import CatalogueImports

        def judge(definitions: Sequence[Definition]) -> list[Problem]:
            from chalicelib.inspecting import problems_of_all

            return problems_of_all(definitions, people=self.people, store=self.catalogue, clock=self.clock)

        def send(message: Mapping[str, Any]) -> None:
            from chalicelib.aws import Queue

            queue = self._replaced.get("queue") or Queue(self.clients)
            queue.send(self.settings.publish_queue_url, message)

        return CatalogueImports(self.people, self.catalogue, ImportStore(), self.clock, judge, send)

    @cached_property
    def migrating(self) -> Migrating:
        from chalicelib.approvals import Migrating

        return Migrating(**self._common, people=self.people, **self._keyed)

    @cached_property
    def last_sweep(self) -> LastSweep:
        from chalicelib.approvals import LastSweep

        return LastSweep(self.store, self.clock)


class Rosters:
    """The rosters room: the `desk` of those who keep them, `imports` of files, and the directory they stand in."""

    def __init__(self, hall: ProvingParts) -> None:
        self._hall = hall

    @cached_property
    def desk(self) -> RosterDesk:
        from chalicelib.people import RosterBook
        from chalicelib.rosters import Needs, RosterDesk

        hall = self._hall
        return RosterDesk(hall.people, RosterBook(), Needs(hall.catalogue), hall.clock)

    @cached_property
    def directory(self) -> Directory:
        from chalicelib.people import DirectoryBook
        from chalicelib.rosters import Directory

        return Directory(self._hall.people, DirectoryBook(), self._hall.clock)

    @cached_property
    def directory_file(self) -> DirectoryFile:
        from chalicelib.rosters import DirectoryFile

        return DirectoryFile(self.directory)

    @cached_property
    def imports(self) -> RosterImports:
        from chalicelib.rosters import RosterImports

        return RosterImports(self.desk)
