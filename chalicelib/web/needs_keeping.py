"""What the HTTP edge asks of the hall for those who keep rosters and look after the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from chalicelib.people import Person

Json = dict[str, Any]


class RosterDesk(Protocol):
    """For heads and officers; `change` is for who keeps the roster."""

    def roles(self, person: Person, /) -> Json: ...
    def list_rosters(self, person: Person, role: str, words: str, after: str, limit: int, /) -> Json: ...
    def view(self, person: Person, role: str, unit: str, /) -> Json: ...
    def change(
        self, person: Person, role: str, unit: str, rev: int, lines: Sequence[Mapping[str, str]], note: str, /
    ) -> Json: ...
    def history(self, person: Person, role: str, unit: str, /) -> Json: ...
    def look_up(self, person: Person, id: str, /) -> Json: ...
    def vacancies(self, person: Person, /) -> Json: ...
    def export_file(self, person: Person, role: str, lang: str, /) -> Json: ...


class RosterImports(Protocol):
    def preview(self, person: Person, text: str, /) -> tuple[Json, int]: ...
    def confirm(self, person: Person, text: str, mark: int, note: str, /) -> Json: ...


class StepAudit(Protocol):
    """Refused to whoever does not look after the service: `NotFound`."""

    def audit(self, person: Person, code: str, /) -> Json: ...


class Coverage(Protocol):
    """For who runs the hall, and for departments: their own."""

    @property
    def audit(self) -> StepAudit: ...
    def report(self, person: Person, /) -> Json: ...


class Rosters(Protocol):
    @property
    def desk(self) -> RosterDesk: ...
    @property
    def imports(self) -> RosterImports: ...
