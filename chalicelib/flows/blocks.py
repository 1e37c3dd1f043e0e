"""The ASL building blocks of ``statemachines/``, read once and filled; only publishing needs them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import chalicelib

STATEMACHINE_ROOT = Path(chalicelib.__file__).resolve().parents[1] / "statemachines"
"""Beside ``chalicelib`` in the checkout, and in the deployment zip through ``vendor/statemachines``."""


@cache
def _text(name: str) -> str:
    return (STATEMACHINE_ROOT / f"{name}.json").read_text("utf-8")


def block(name: str, **values: Any) -> Any:
    """The block ``<name>.json`` with every ``"{{key}}"`` replaced by the value of that key, of whatever type."""
    return _fill(json.loads(_text(name)), {f"{{{{{key}}}}}": value for key, value in values.items()})


def fill_machine(definition: dict[str, Any], partition: str, steps_queue_url: str) -> str:
    """The definition as JSON text for CreateStateMachine, with ``${Partition}`` and ``${StepsQueueUrl}`` filled."""
    places = {"${Partition}": partition, "${StepsQueueUrl}": steps_queue_url}
    return json.dumps(_substitute(definition, places), ensure_ascii=False, separators=(",", ":"))


def _fill(node: Any, values: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        return {key: _fill(inner, values) for key, inner in node.items()}
    if isinstance(node, list):
        return [_fill(inner, values) for inner in node]
    return values[node] if isinstance(node, str) and node.startswith("{{") else node


def _substitute(node: Any, places: dict[str, str]) -> Any:
    """Only what the blocks say: a title that happens to contain a placeholder stays as it is."""
    if isinstance(node, dict):
        return {key: inner if key == "Comment" else _substitute(inner, places) for key, inner in node.items()}
    if isinstance(node, list):
        return [_substitute(inner, places) for inner in node]
    if isinstance(node, str):
        for place, value in places.items():
            node = node.replace(place, value)
    return node
