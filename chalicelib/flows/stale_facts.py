"""Conditions that would look at facts the execution has not seen.

A step's answer brings the fresh facts, but inside a parallel answers are dropped (branches cannot hand anything on). So
a fact filled there is stale for every condition of that parallel, and afterwards until the next step outside of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from chalicelib.flows.model import Element, Flow, Parallel, Step, When, walk
from chalicelib.shared.conditions import fields_of

Sources = Mapping[str, Collection[str]]
Found = Iterator[tuple[When, str]]


def stale_facts(flow: Flow, sources: Sources) -> list[tuple[When, str]]:
    """Each condition with each fact it cannot see; `sources` says from which fields a computed fact comes."""
    found: list[tuple[When, str]] = []
    _pass(flow.elements, frozenset(), sources, found)
    return found


def _pass(
    elements: tuple[Element, ...], stale: frozenset[str], sources: Sources, found: list[tuple[When, str]]
) -> frozenset[str]:
    """Go through `elements` with `stale` fields; what is stale behind them."""
    for element in elements:
        if isinstance(element, Step):
            stale = frozenset()
        elif isinstance(element, When):
            found += _unseen(element, stale, sources)
            arms = [_pass(arm, stale, sources, found) for arm in (element.then, element.otherwise)]
            stale = arms[0] | arms[1]
        elif isinstance(element, Parallel):
            inside = tuple(walk((element,)))
            stale |= {name for step in inside if isinstance(step, Step) for name in step.edits}
            for when in inside:
                if isinstance(when, When):
                    found += _unseen(when, stale, sources)
    return stale


def _unseen(when: When, stale: frozenset[str], sources: Sources) -> Found:
    for fact in sorted(fields_of(when.condition)):
        name = fact.partition(".")[0]
        if stale & {name, *sources.get(name, ())}:
            yield when, fact
