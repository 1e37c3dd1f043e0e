"""What this room needs of the outside, as shapes; `build_hall` gives the real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from chalicelib.applications import Application, Event


class FlowRunner(Protocol):
    """Step Functions as the hall uses it; answering a token that was answered before returns False."""

    def start(self, machine: str, execution: str, input: Mapping[str, Any]) -> None: ...
    def succeed(self, token: str, output: Any) -> bool: ...
    def fail(self, token: str, error: str, cause: str = "") -> bool: ...
    def status(self, machine: str, execution: str) -> str | None: ...


class Notify(Protocol):
    """Tell holders of `holders` (person and position keys) what happened; harmless when repeated for one event."""

    def __call__(
        self, message: str, application: Application, event: Event, holders: Sequence[str], extra: Mapping[str, Any]
    ) -> None: ...


def machine_name(stage: str, service: str, version: int) -> str:
    """The state machine of one published version; ASCII, at most 80 characters."""
    return f"{stage}-{service}-v{version}"
