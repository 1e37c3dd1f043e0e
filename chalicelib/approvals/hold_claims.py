"""What an application claims stays its own while it is open, and no longer: a reaction to what opens and ends it."""

from __future__ import annotations

from typing import Protocol

from chalicelib.applications import Application, Claims, Definitions, Event, claims_something


class Holding(Protocol):
    """As much of the reactions as this one needs."""

    @property
    def definitions(self) -> Definitions: ...
    @property
    def claims(self) -> Claims: ...


def hold_claims(at: Holding, application: Application, _event: Event) -> None:
    """Locks for as long as it may take, or gives back. No call for a service that claims nothing."""
    head = application.head
    definition = at.definitions.version(head.service, head.version)
    if not claims_something(definition):
        return
    if head.is_open:
        at.claims.keep(application, definition)
    else:
        at.claims.release(application.id)
