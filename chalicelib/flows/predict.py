"""The way ahead of one application, and what it costs in state transitions, without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.flows.model import Element, Flow, Parallel, Step, When, walk
from chalicelib.flows.way import arm_taken, way_of
from chalicelib.shared.conditions import fields_of


def predict(flow: Flow, facts: Mapping[str, Any]) -> list[Step]:
    """The steps an application with these facts takes, in order; parallel branches one after another."""
    return [element for element in way_of(flow, facts) if isinstance(element, Step)]


def facts_used(flow: Flow) -> set[str]:
    """The dotted facts that decide the way or name a holder; ``applicant`` and its parts included."""
    used: set[str] = set()
    for element in walk(flow.elements):
        if isinstance(element, When):
            used |= fields_of(element.condition)
        elif isinstance(element, Step):
            holders = (*element.by, *(by for late in element.overdue for by in late.to))
            used |= {by.form_field for by in holders if by.form_field}
    return used


def count_transitions(flow: Flow, facts: Mapping[str, Any]) -> int:
    """States entered when nobody returns anything: ``Enter``, the flow's own, ``finish`` (AWS bills each)."""
    return 1 + _entered(flow.elements, facts, branch=False) + 1


def _entered(elements: tuple[Element, ...], facts: Mapping[str, Any], *, branch: bool) -> int:
    """`branch`: a parallel's branch ends after `elements`, where a condition that leads nowhere needs an end state."""
    total = 0
    for index, element in enumerate(elements):
        last = branch and index == len(elements) - 1
        total += 1
        if isinstance(element, When):
            arm = arm_taken(element, facts)
            total += _entered(arm, facts, branch=last) if arm else int(last)
        elif isinstance(element, Parallel):
            total += sum(_entered(inner, facts, branch=True) for inner in element.branches)
    return total
