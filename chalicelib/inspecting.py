"""What a request to publish a definition must hold before it goes on its way: everything wrong is told at once.

Beside the rooms like `chalicelib.checking`, whose checks it asks: the same that publishing itself will ask again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chalicelib import catalogue
from chalicelib.applications import Definition
from chalicelib.catalogue import Problem, ServiceStore
from chalicelib.checking import problems_of, read_positions
from chalicelib.editing import Request, publish_effect, request_of, request_problems
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.materials import UploadStore
from chalicelib.people import PeopleStore, Person
from chalicelib.proof import Staff
from chalicelib.publishing_samples import files_of, known_samples, sample_faults
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
    uploads: UploadStore,
    clock: Clock,
) -> None:
    """Raises `InvalidForm` at the field of the definition, a sentence with its line for each problem, and at the one
    of the samples."""
    effect = publish_effect(definition.flow)
    if effect is None:
        return
    request = request_of(effect.settings, values)
    if request is None:
        return
    files = files_of(request, uploads)
    problems = problems_with(request, person, people=people, store=store, clock=clock, files=files)
    place, beside = (f"/form/{effect.settings.get(name)}" for name in ("definition", "samples"))
    errors = [FieldError(place, "definition", told(one)) for one in problems[:MOST_TOLD]]
    errors += [FieldError(beside, "samples", said) for said in sample_faults(request, files, store)]
    if errors:
        raise InvalidForm(errors=tuple(errors))


def problems_with(
    request: Request,
    person: Person,
    *,
    people: PeopleStore,
    store: ServiceStore,
    clock: Clock,
    files: Collection[str] = (),
) -> list[Problem]:
    """Everything that keeps this person's request from being published today, in the order of its lines. `files`
    are the names of those that come with it."""
    today = clock().astimezone(CHINA).date()
    found = request_problems(request, person, store, today)
    units = [unit.id for unit in people.all_units()]
    typed = request.files is None
    samples = None if typed else {*files, *known_samples(request.definition, store)}
    found += problems_of(request.definition, units, clock(), Staff(people, today), samples)
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line)


def problems_of_all(
    definitions: Sequence[catalogue.Definition], *, people: PeopleStore, store: ServiceStore, clock: Clock
) -> list[Problem]:
    """Everything wrong with many definitions, file by file; the positions of all of them are read together."""
    units = [unit.id for unit in people.all_units()]
    staff = Staff(people, clock().astimezone(CHINA).date())
    read_positions([one.raw for one in definitions], staff)
    now = clock()
    return [
        problem for one in definitions for problem in problems_of(one, units, now, staff, known_samples(one, store))
    ]


def told(problem: Problem) -> Text:
    """A problem with its line, and without a file: what was typed has none."""
    zh, en = problem.message
    return Text(f"第 {problem.line} 行：{zh}", f"line {problem.line}: {en}")
