"""Order within a flow: what lies on the way that facts lead, and what can come before what. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.flows.model import Effect, Element, Flow, Parallel, Step, When, arms_of, walk
from chalicelib.shared.conditions import evaluate


def way_of(flow: Flow, facts: Mapping[str, Any]) -> list[Step | Effect]:
    """The steps and effects an application with these facts goes through, in order; branches one after another."""
    return _way(flow.elements, facts)


def _way(elements: tuple[Element, ...], facts: Mapping[str, Any]) -> list[Step | Effect]:
    found: list[Step | Effect] = []
    for element in elements:
        if isinstance(element, Step | Effect):
            found.append(element)
        elif isinstance(element, When):
            found += _way(arm_taken(element, facts), facts)
        elif isinstance(element, Parallel):
            found += [one for branch in element.branches for one in _way(branch, facts)]
    return found


def arm_taken(when: When, facts: Mapping[str, Any]) -> tuple[Element, ...]:
    return when.then if evaluate(when.condition, facts) else when.otherwise


def before(flow: Flow, name: str) -> list[Step | Effect]:
    """Every step and effect that can come before `name`, in the order written; never one of a sibling branch."""
    return _before(flow.elements, name) or []


def steps_before(flow: Flow, name: str) -> list[Step]:
    """The steps among `before`."""
    return [element for element in before(flow, name) if isinstance(element, Step)]


def _before(elements: tuple[Element, ...], name: str) -> list[Step | Effect] | None:
    """What comes before `name` within these elements; None when it is not among them."""
    seen: list[Step | Effect] = []
    for element in elements:
        if isinstance(element, Step | Effect) and element.name == name:
            return seen
        for arm in arms_of(element):
            inside = _before(arm, name)
            if inside is not None:
                return seen + inside
        seen += [inner for inner in walk((element,)) if isinstance(inner, Step | Effect)]
    return None
