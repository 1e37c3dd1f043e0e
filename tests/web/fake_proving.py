"""The stand-in for the proof, versions and migration: one service, one finding, one application."""

from __future__ import annotations

from typing import Any

from chalicelib.people import Person
from tests.web.fake_coverage import FakeCoverage
from tests.web.fake_insight import FakeInsight
from tests.web.fake_rosters import FakeRosters
from tests.web.samples import DIFFERENCE, MIGRATION, PROOF, WAY

CHECKED = "2026-11-23T02:00:00.000Z"


class FakeProving:
    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue

    def proofs(self, person: Person) -> dict[str, Any]:
        return {"checked_at": CHECKED, "items": [PROOF]}

    def proof(self, person: Person, code: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"checked_at": CHECKED, **PROOF}

    def versions(self, person: Person, code: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"service": WAY["service"], "current": 1, "items": [{"version": 1, "current": True}]}

    def dry_run(self, person: Person, code: str, to: int, cursor: str | None) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"to": to, "items": [MIGRATION], "next": None}

    def migrate(
        self, person: Person, code: str, to: int, wanted: dict[str, Any], reason: str, *, undo: bool
    ) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"items": [{"id": id, "done": True, "number": "20261123-004217", "why": None} for id in wanted]}

    def compare(self, person: Person, code: str, version: int, before: int) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"service": WAY["service"], "before": before, "after": version, "differences": [DIFFERENCE]}


class ProvingHall:
    """The parts of the stand-in hall that this file answers for."""

    catalogue: Any
    calls: list[tuple[Any, ...]]

    @property
    def insight(self) -> FakeInsight:
        return FakeInsight(self.calls)

    @property
    def viewing(self) -> ProvingHall:
        return self

    @property
    def proving(self) -> FakeProving:
        return FakeProving(self.catalogue)

    @property
    def rosters(self) -> FakeRosters:
        return FakeRosters(self.calls)

    @property
    def coverage(self) -> FakeCoverage:
        return FakeCoverage()

    @property
    def migrating(self) -> FakeProving:
        return FakeProving(self.catalogue)

    def last_sweep(self, person: Person) -> dict[str, Any]:
        return {"at": CHECKED, "age_seconds": 61, "late": False, "counts": {"looked": 3}}

    def service_way(self, person: Person, code: str, values: dict[str, Any], picture: str) -> dict[str, Any]:
        self.catalogue.current(code)
        self.calls.append(("service_way", code, values, picture))
        return WAY | ({"diagram": "<svg/>"} if picture else {})
