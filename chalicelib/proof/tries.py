"""The facts worth trying: for every value a condition looks at, those it can tell apart and the form can give.

A field's own conditions are respected (a hidden question has no answer, a required one has), so what is found here can
really happen. Fields come in the form's order, and a field looks only at those above it: what contradicts itself is
left early.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from chalicelib.flows import When, walk
from chalicelib.forms import Field, Form, fact_sources
from chalicelib.people import STUDENTS
from chalicelib.proof.model import Subject
from chalicelib.shared.conditions import Compare, Condition, compares_of, fields_of

MOST = 1_500
"""So many sets of facts are tried; what needs more is said not to be proven."""
CATEGORY = "applicant.category"
OTHER = "~"
"""A text that no definition names."""
GIVEN = {"given": True}
"""Stands for an answer whose content no condition looks at."""


@dataclass(frozen=True)
class Tries:
    """`facts` as an application has them; `complete` is False where there would be too many."""

    facts: tuple[dict[str, Any], ...]
    complete: bool


def tries_of(subject: Subject) -> Tries:
    conditions = [one.condition for one in walk(subject.flow.elements) if isinstance(one, When)]
    names = _names(subject.form, conditions)
    compares: dict[str, list[Compare]] = {name: [] for name in names}
    asked = [field for field in subject.form.fields if field.name in names]
    for condition in (*conditions, *(one for field in asked for one in own_conditions(field))):
        for compare in compares_of(condition):
            compares.setdefault(compare.field, []).append(compare)
    order = [name for name in compares if name.startswith("applicant.")] + [field.name for field in asked]
    values = {name: _values(subject, name, compares[name]) for name in order}
    found: list[dict[str, Any]] = []
    for facts in _assign(subject.form, order, values, {}):
        if len(found) == MOST:
            return Tries(tuple(found), complete=False)
        found.append(facts)
    return Tries(tuple(found), complete=True)


def own_conditions(field: Field) -> Iterator[Condition]:
    """When the field is asked, and when it must be answered."""
    if field.when is not None:
        yield field.when
    if not isinstance(field.required, bool):
        yield field.required


def _names(form: Form, conditions: Sequence[Condition]) -> set[str]:
    """The category, the fields the conditions look at, and those that decide whether they are answered."""
    sources = fact_sources(form)
    names = {CATEGORY} | {name for condition in conditions for name in fields_of(condition)}
    for field in reversed(form.fields):
        if field.name in names:
            names |= {name for condition in own_conditions(field) for name in fields_of(condition)}
            names |= sources.get(field.name, set())
    return names


def _assign(
    form: Form, order: Sequence[str], values: Mapping[str, Sequence[Any]], facts: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    if not order:
        yield facts
        return
    name, rest = order[0], order[1:]
    field, sources = form.get(name), fact_sources(form)
    for value in values[name]:
        if field is None or _can_be(field, sources.get(name, ()), value, facts):
            yield from _assign(form, rest, values, _with(facts, name, value))


def _can_be(field: Field, sources: Collection[str], value: Any, facts: Mapping[str, Any]) -> bool:
    """Whether the field can have this value beside the facts above it."""
    if field.at_step:
        return True
    if not field.is_shown(facts):
        return value is None
    if field.compute is not None:
        missing = [facts.get(source) is None for source in sources]
        return any(missing) if value is None else not all(missing)
    return value is not None or not field.is_required(facts)


def _with(facts: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    if not name.startswith("applicant."):
        return {**facts, name: value}
    head, *inner = name.split(".")
    below = facts.get(head, {})
    return {**facts, head: _with_path(below, inner, value)}


def _with_path(facts: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    if len(path) == 1:
        return {**facts, path[0]: value}
    return {**facts, path[0]: _with_path(facts.get(path[0], {}), path[1:], value)}


def _values(subject: Subject, name: str, compares: Sequence[Compare]) -> list[Any]:
    literals = [value for one in compares for value in (one.value if isinstance(one.value, tuple) else (one.value,))]
    if name == CATEGORY:
        return list(subject.audience)
    field = subject.form.get(name)
    if field is None:
        lacking = name.endswith((".class", ".college")) and not set(subject.audience) <= STUDENTS
        return [*_texts(literals), *([None] if lacking else [])]
    return [*_answers(subject, field, compares, literals), None]


def _answers(subject: Subject, field: Field, compares: Sequence[Compare], literals: Sequence[Any]) -> list[Any]:
    options = [option.value for option in field.options]
    match field.type:
        case "yes_no":
            return [True, False]
        case "agreement":
            return [True]
        case "choice":
            return options
        case "choices":
            members = [one.value for one in compares if one.op == "contains"]
            sets = [list(some) for size in range(1, len(members) + 1) for some in combinations(members, size)]
            return sets or [options[:1]]
        case "number" | "money" | "computed":
            return _numbers(subject.form, field, literals)
    if not compares or not all(isinstance(literal, str | bool) for literal in literals):
        return [GIVEN]
    return _texts(literals)


def _texts(literals: Sequence[Any]) -> list[Any]:
    """The literals, what comes right behind each, and what is none of them."""
    texts = list(dict.fromkeys(literal for literal in literals if isinstance(literal, str)))
    return [*texts, *(f"{text}{OTHER}" for text in texts), OTHER, " "]


def _numbers(form: Form, field: Field, literals: Sequence[Any]) -> list[Any]:
    """At, between and beyond the literals, as far as the field's bounds allow."""
    numbers = sorted({one for one in literals if isinstance(one, int | float) and not isinstance(one, bool)}) or [0]
    low, high = field.limits.min, field.limits.max
    sources = [form.get(name) for name in fact_sources(form).get(field.name, ())]
    periods = [source for source in sources if source and source.type == "date_range"]
    if periods:
        low, high = 1, periods[0].limits.max_days
    ends = [end for end in (low, high) if _number(end)]
    beside = [one + step for one in numbers for step in (-1, 0, 1)]
    between = [(a + b) / 2 for a, b in pairwise(numbers)] if field.limits.decimals else []
    fits = [
        one
        for one in (*beside, *between, *ends)
        if not (_number(low) and one < low) and not (_number(high) and one > high)
    ]
    return list(dict.fromkeys(fits))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
