"""Which services need a position: asked of the proof, each version of a service read once in a process's life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from chalicelib.catalogue import Service
from chalicelib.people import Unit, position_key
from chalicelib.proof import Subject, needs_of, subject_of


class Services(Protocol):
    """What this needs of the catalogue."""

    def current_all(self) -> list[dict[str, Any]]: ...
    def version(self, code: str, n: int, /) -> Service: ...


@dataclass(frozen=True)
class Place:
    """A unit and the roles of which any one is enough, with the services that ask for it (summaries)."""

    unit: str
    roles: tuple[str, ...]
    services: tuple[Mapping[str, Any], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(position_key(role, self.unit) for role in self.roles)


@dataclass
class Needs:
    """`subjects` keeps what was read of each version; a version never changes."""

    catalogue: Services
    subjects: dict[tuple[str, int], Subject | None] = field(default_factory=dict)

    def places(self, units: Mapping[str, Unit]) -> list[Place]:
        """Everything today's services need, by unit; services in the order of the catalogue."""
        found: dict[tuple[str, tuple[str, ...]], list[Mapping[str, Any]]] = {}
        for summary in self.catalogue.current_all():
            subject = self._subject(str(summary["code"]), int(summary["version"]))
            for need in needs_of(subject, units) if subject else ():
                found.setdefault(need, []).append(summary)
        return [Place(unit, roles, tuple(services)) for (unit, roles), services in sorted(found.items())]

    def _subject(self, code: str, version: int) -> Subject | None:
        if (code, version) not in self.subjects:
            self.subjects[code, version] = subject_of(self.catalogue.version(code, version).to_dict())
        return self.subjects[code, version]
