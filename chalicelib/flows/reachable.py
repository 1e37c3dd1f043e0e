"""Branches that no facts can reach, found by trying the values at and beside every literal of the conditions around."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from chalicelib.flows.model import Element, Flow, When, arms_of
from chalicelib.shared.conditions import Compare, Condition, Not, compares_of, evaluate

MAX_TRIES = 20_000
"""Beyond so many combinations a branch counts as reachable: better silent than slow or wrong."""


def never_taken(flow: Flow) -> list[tuple[When, str]]:
    """Each condition with the arm (``then`` or ``else``) that can never be taken."""
    found: list[tuple[When, str]] = []
    _look(flow.elements, (), found)
    return found


def _look(elements: tuple[Element, ...], met: tuple[Condition, ...], found: list[tuple[When, str]]) -> None:
    """`met`: the conditions that hold where `elements` stand."""
    for element in elements:
        if not isinstance(element, When):
            for arm in arms_of(element):
                _look(arm, met, found)
            continue
        sides = (("then", element.condition, element.then), ("else", Not(element.condition), element.otherwise))
        for said, condition, arm in sides:
            here = (*met, condition)
            if not arm:
                continue
            if possible(here):
                _look(arm, here, found)
            else:
                found.append((element, said))


def possible(conditions: tuple[Condition, ...]) -> bool:
    """Whether some values meet all `conditions` together; true where too much would have to be tried."""
    by_field: dict[str, list[Compare]] = {}
    for condition in conditions:
        for compare in compares_of(condition):
            by_field.setdefault(compare.field, []).append(compare)
    if any(outer != inner and inner.startswith(f"{outer}.") for outer in by_field for inner in by_field):
        return True
    tries = {name: _candidates(compares) for name, compares in by_field.items()}
    if prod(map(len, tries.values())) > MAX_TRIES:
        return True
    for values in product(*tries.values()):
        facts = _nested(dict(zip(tries, values, strict=True)))
        if all(evaluate(condition, facts) for condition in conditions):
            return True
    return False


def _candidates(compares: list[Compare]) -> list[Any]:
    """Values of every kind that the comparisons can tell apart: missing, each literal, and what lies between."""
    literals = [value for one in compares for value in (one.value if isinstance(one.value, tuple) else (one.value,))]
    texts = [value for value in literals if isinstance(value, str)]
    numbers = sorted({value for value in literals if isinstance(value, int | float) and not isinstance(value, bool)})
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    beyond = [numbers[0] - 1, numbers[-1] + 1] if numbers else [0]
    members = [one.value for one in compares if one.op == "contains"]
    sets = [list(some) for size in range(len(members) + 1) for some in combinations(members, size)]
    nexts = [text + "\0" for text in texts]
    return [None, "", True, False, *texts, *nexts, *numbers, *between, *beyond, *sets]


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """``{"applicant.category": x}`` as ``{"applicant": {"category": x}}``."""
    facts: dict[str, Any] = {}
    for path, value in values.items():
        *outer, name = path.split(".")
        inside = facts
        for part in outer:
            inside = inside.setdefault(part, {})
        inside[name] = value
    return facts
