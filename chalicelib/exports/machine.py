"""The machine that walks an export through its slices: ``statemachines/export.asl.json``, made when services are
published, by the one function that may make machines."""

from __future__ import annotations

import json
from pathlib import Path

import chalicelib

VERSION = 1
"""A machine never changes: whoever changes the definition counts this up, and running exports end on the one before."""
_DEFINITION = Path(chalicelib.__file__).resolve().parents[1] / "statemachines" / "export.asl.json"


def machine_name(stage: str) -> str:
    """No service's machine can have it: their codes have no underscore."""
    return f"{stage}-hall_export-v{VERSION}"


def export_machine(partition: str, queue_url: str) -> str:
    """The definition as JSON text for CreateStateMachine."""
    text = _DEFINITION.read_text("utf-8")
    places = {"${Partition}": partition, "${ExportsQueueUrl}": queue_url}
    for place, value in places.items():
        text = text.replace(place, value)
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
