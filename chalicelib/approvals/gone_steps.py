"""Steps that an application went through on an earlier version and that its present version does not have.

The record keeps what was decided there; a migration leaves each step's title and rights in its event, so that the
timeline and the tasks read as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chalicelib.applications import REVISE, Application, Definition, EventType
from chalicelib.errors import NotFound
from chalicelib.flows import Step, find_step
from chalicelib.shared.text import Text


def gone_steps(application: Application) -> dict[str, Step]:
    """By name, as the version they belonged to had them."""
    migrated = (event for event in application.events if event.type is EventType.MIGRATED)
    return {name: _step(name, raw) for event in migrated for name, raw in event.data.get("gone", {}).items()}


def step_of(application: Application, definition: Definition, name: str) -> Step:
    """The step of the present version, or of the one the application came from. Raises `NotFound`."""
    try:
        return find_step(definition.flow, name)
    except NotFound:
        gone = gone_steps(application)
        if name not in gone:
            raise
        return gone[name]


def described(application: Application, before: Definition, after: Definition, names: Iterable[str]) -> dict[str, Any]:
    """What the event keeps of those steps that `after` does not have."""
    kept: dict[str, Any] = {}
    for name in names:
        try:
            find_step(after.flow, name)
        except NotFound:
            if name != REVISE:
                step = step_of(application, before, name)
                kept[name] = {"title": list(step.title), "kind": step.kind, "fields": dict(step.fields)}
    return kept


def _step(name: str, raw: Any) -> Step:
    return Step(name, Text(*raw["title"]), by=(), kind=raw["kind"], fields=raw["fields"])
