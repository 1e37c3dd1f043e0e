"""A service version with its form and flow read, kept as long as the process lives: versions never change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chalicelib.catalogue import Service
from chalicelib.flows import Flow, parse_flow
from chalicelib.forms import Form, parse_form

KEPT = 512
"""How many versions a process keeps; far more than one hall has open at a time."""


@dataclass(frozen=True)
class Definition:
    service: Service
    form: Form
    flow: Flow


class Services(Protocol):
    """What this room needs of the catalogue's store."""

    def current(self, code: str) -> Service: ...
    def version(self, code: str, number: int) -> Service: ...


class Definitions:
    """Reads definitions through the catalogue; `version` costs no call once seen."""

    def __init__(self, services: Services, read: Callable[[Service], Definition] | None = None) -> None:
        self._services = services
        self._read = read or read_definition
        self._seen: dict[tuple[str, int], Definition] = {}

    def current(self, code: str) -> Definition:
        """The published version people start now. Raises `NotFound`."""
        return self._keep(self._services.current(code))

    def version(self, code: str, number: int) -> Definition:
        """The version an application began with, and stays on (PROMISES R19)."""
        seen = self._seen.get((code, number))
        return seen or self._keep(self._services.version(code, number))

    def _keep(self, service: Service) -> Definition:
        key = (service.code, service.version)
        if key not in self._seen:
            if len(self._seen) >= KEPT:
                self._seen.pop(next(iter(self._seen)))
            self._seen[key] = self._read(service)
        return self._seen[key]


def read_definition(service: Service) -> Definition:
    """Parse form and flow; what was published parses, so an error here is a defect and not the reader's fault.

    An entry of the catalogue (a link, a guide) has neither.
    """
    if service.is_entry:
        return Definition(service, Form(()), Flow(()))
    return Definition(service, parse_form(service.form), parse_flow(service.flow))
