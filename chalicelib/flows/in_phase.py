"""Steps put into a phase. A phase groups steps and has a limit; the way through the flow does not know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.flows.model import Element, Parallel, Phase, Step, When

Note = Callable[[str, str, str], None]


def in_phase(elements: tuple[Element, ...], phase: Phase, note: Note) -> tuple[Element, ...]:
    """The same elements with every step in `phase`; a phase within a phase is noted as a problem."""
    return tuple(_placed(element, phase, note) for element in elements)


def _placed(element: Element, phase: Phase, note: Note) -> Element:
    if isinstance(element, Step):
        if element.phase:
            note(element.phase.at, "阶段里不能再有阶段", "a phase cannot stand within a phase")
        return replace(element, phase=phase)
    if isinstance(element, When):
        then, otherwise = (in_phase(arm, phase, note) for arm in (element.then, element.otherwise))
        return replace(element, then=then, otherwise=otherwise)
    if isinstance(element, Parallel):
        return replace(element, branches=tuple(in_phase(branch, phase, note) for branch in element.branches))
    return element
