"""The ways through a flow: each condition settled by facts, and what stands before what on one way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.flows.model import Element, Flow, Parallel, Step, When, walk
from chalicelib.shared.conditions import evaluate

Before = tuple[Element, ...]


@dataclass(frozen=True)
class Way:
    """`facts` lead here (an example); in `elements` every condition has only the arm that is taken."""

    facts: Mapping[str, Any]
    elements: tuple[Element, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(element for element in walk(self.elements) if isinstance(element, Step))


def way_with(flow: Flow, facts: Mapping[str, Any]) -> Way:
    """The way of an application with these facts."""
    return Way(facts, _settled(flow.elements, facts))


def different(ways: Iterable[Way]) -> list[Way]:
    """Those that pass different elements, in the order first met."""
    found: dict[tuple[str, ...], Way] = {}
    for way in ways:
        found.setdefault(_mark(way), way)
    return list(found.values())


def in_order(way: Way) -> Iterator[tuple[Element, Before]]:
    """Every element of the way with what was passed before it; a sibling branch does not come before."""
    return _in_order(way.elements, ())


def _settled(elements: tuple[Element, ...], facts: Mapping[str, Any]) -> tuple[Element, ...]:
    return tuple(_settle(element, facts) for element in elements)


def _settle(element: Element, facts: Mapping[str, Any]) -> Element:
    if isinstance(element, When):
        if evaluate(element.condition, facts):
            return replace(element, then=_settled(element.then, facts), otherwise=())
        return replace(element, then=(), otherwise=_settled(element.otherwise, facts))
    if isinstance(element, Parallel):
        return replace(element, branches=tuple(_settled(branch, facts) for branch in element.branches))
    return element


def _mark(way: Way) -> tuple[str, ...]:
    return tuple(
        f"{element.name}{'+' if element.then else '-'}" if isinstance(element, When) else element.name
        for element in walk(way.elements)
    )


def _in_order(elements: tuple[Element, ...], before: Before) -> Iterator[tuple[Element, Before]]:
    for element in elements:
        yield element, before
        if isinstance(element, When):
            before = (*before, element)
            arm = element.then or element.otherwise
            yield from _in_order(arm, before)
            before = (*before, *walk(arm))
        elif isinstance(element, Parallel):
            for branch in element.branches:
                yield from _in_order(branch, before)
            before = (*before, *walk((element,)))
        else:
            before = (*before, element)
