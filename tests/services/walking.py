"""A service walked through its compiled flow by whoever holds each step, with the services it is linked to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.catalogue import load_definitions
from chalicelib.flows import find_step, parse_flow, steps_of
from chalicelib.forms import Field, parse_form
from chalicelib.people import Person
from tests.hall_world import HallWorld

RAW = {definition.raw["service"]: definition.raw for definition in load_definitions()}


def linked_fields(code: str) -> Iterator[Field]:
    """The fields in which an earlier application must be named, whatever else is answered."""
    for field in parse_form(RAW[code]["form"]).fields:
        if field.type == "application" and field.required is True and field.when is None:
            yield field


def with_linked(code: str, *known: str) -> list[str]:
    """The service, those whose applications it names, and those that settle a step of it."""
    found = [*known, code]
    named = [word for field in linked_fields(code) for word in (field.offer or {})["services"].split()]
    waits = [word for step in steps_of(parse_flow(RAW[code]["flow"])) for word in step.awaits]
    for other in [*named, *waits]:
        if other not in found:
            found = with_linked(other, *found)
    return found


def prepare(world: HallWorld, applicant: Person, code: str) -> dict[str, Any]:
    """The earlier applications the form must name, as far as it wants them: answers by field."""
    named = {}
    for field in linked_fields(code):
        earlier = (field.offer or {})["services"].split()[0]
        id = world.submit(applicant, earlier, **prepare(world, applicant, earlier))
        walk(world, id, settle=False)
        named[field.name] = id
    return named


def walk(world: HallWorld, id: str, *, settle: bool = True) -> list[str]:
    """Decide every task until none is left; the steps decided. What waits for another application gets it, or not."""
    steps = []
    for _ in range(40):
        application = world.load(id)
        if not application.open_tasks:
            break
        task = application.open_tasks[0]
        head = application.head
        spec = find_step(world.hall.definitions.version(head.service, head.version).flow, task.step)
        if spec.kind == "linked":
            if settle:
                settle_it(world, id, spec.awaits[0])
                continue
            break
        steps.append(task.step)
        world.decide(id, task.key, world.holder_of(task.holder))
    return steps


def settle_it(world: HallWorld, id: str, by: str) -> str:
    """An application of service `by` that settles application `id`, walked to its end."""
    applicant = world.person(world.load(id).head.applicant.id)
    field = next(linked_fields(by))
    other = world.submit(applicant, by, **{field.name: id})
    walk(world, other)
    world.settle()
    return other
