"""What a request to publish a definition must hold before it goes on its way: everything wrong is told at once.

Beside the rooms like `chalicelib.checking`, whose checks it asks: the same that publishing itself will ask again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications import Definition
from chalicelib.catalogue import Problem, ServiceStore
from chalicelib.checking import problems_of
from chalicelib.editing import Request, publish_effect, request_of, request_problems
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.people import PeopleStore, Person
from chalicelib.proof import Staff
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text

MOST_TOLD = 50


def inspect_definitions(
    definition: Definition,
    person: Person,
    values: Mapping[str, Any],
    *,
    people: PeopleStore,
    store: ServiceStore,
    clock: Clock,
) -> None:
    """Raises `InvalidForm` at the field of the definition, a sentence with its line for each problem."""
    effect = publish_effect(definition.flow)
    if effect is None:
        return
    request = request_of(effect.settings, values)
    if request is None:
        return
    problems = problems_with(request, person, people=people, store=store, clock=clock)
    if problems:
        place = f"/form/{effect.settings['definition']}"
        raise InvalidForm(errors=tuple(FieldError(place, "definition", told(one)) for one in problems[:MOST_TOLD]))


def problems_with(
    request: Request, person: Person, *, people: PeopleStore, store: ServiceStore, clock: Clock
) -> list[Problem]:
    """Everything that keeps this person's request from being published today, in the order of its lines."""
    today = clock().astimezone(CHINA).date()
    found = request_problems(request, person, store, today)
    units = [unit.id for unit in people.all_units()]
    found += problems_of(request.definition, units, clock(), Staff(people, today))
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line)


def told(problem: Problem) -> Text:
    """A problem with its line, and without a file: what was typed has none."""
    zh, en = problem.message
    return Text(f"第 {problem.line} 行：{zh}", f"line {problem.line}: {en}")
