"""Every service of the catalogue, from its form to its end and to a refusal, through its own compiled flow."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chalicelib.applications import State, first_broken
from chalicelib.catalogue import load_definitions
from chalicelib.flows import find_step
from chalicelib.people import Person
from local.demo.registers import demo_rows
from tests.hall_world import HallWorld

STUDENT, GRADUATING, CADRE, DEPUTY, TEACHER = "2023010101", "2022010101", "110901", "110903", "120111"
APPLICANTS = {
    "student-leave": STUDENT,
    "cadre-absence": DEPUTY,
    "introduction-letter": TEACHER,
    "deferred-exam": STUDENT,
    "graduation-clearance": GRADUATING,
    "technology-transfer-contract": TEACHER,
    "ip-address": TEACHER,
    "president-mailbox": STUDENT,
}
"""Who tries a service of which it matters; others are tried by somebody they are for."""
ANYBODY = {"undergraduate": STUDENT, "graduate": "2025510101", "staff": TEACHER, "cadre": DEPUTY}
DEFINITIONS = {one.raw["service"]: one.service for one in load_definitions() if not one.service.is_entry}
SERVICES = list(DEFINITIONS)


def world_with(aws: Any, code: str) -> HallWorld:
    """A hall with this service and the rows of the registers its form looks into and its effects write to."""
    world = HallWorld(aws, [code])
    assert world.published == {code: 1}, world.refused
    world.load_rows(*registers_of(code))
    return world


def registers_of(code: str) -> list[str]:
    """The registers a service's form looks into and its effects write to."""
    service = DEFINITIONS[code]
    return re.findall(r"'(?:code|register)': '([a-z-]+)'", f"{service.form} {service.flow}")


def applicant_of(world: HallWorld, code: str) -> Person:
    usual = next((ANYBODY[one] for one in DEFINITIONS[code].audience if one in ANYBODY), STUDENT)
    return world.person(APPLICANTS.get(code, usual))


def chosen(code: str, applicant: Person) -> dict[str, str]:
    """Answers that have to fit together; every other is made from the form."""
    if code != "room-change":
        return {}
    rooms = [room for room in demo_rows()["dormitory-rooms"] if room["gender"] == applicant.extra["gender"]]
    free = next(room for room in rooms if room["occupied"] < room["capacity"])
    return {"from_room": next(room for room in rooms if room is not free)["room"], "to_room": free["room"]}


@pytest.mark.req("Z-F8", "Z-F1", "Z-F4", "Z-F20", "Z-F21", "Z-F15", "Z-F22", "S-F7", "C-01")
@pytest.mark.parametrize("code", SERVICES)
def test_it_comes_to_a_good_end(aws: Any, code: str) -> None:
    world = world_with(aws, code)
    applicant = applicant_of(world, code)
    id = world.submit(applicant, code, **chosen(code, applicant))
    steps = []
    for _ in range(40):
        application = world.load(id)
        if not application.open_tasks:
            break
        task = application.open_tasks[0]
        steps.append(task.step)
        world.decide(id, task.key, world.holder_of(task.holder))
    done = world.load(id)
    assert done.head.state is State.COMPLETED, steps
    assert first_broken(id, done.events) is None
    view = world.hall.view_application(applicant, id, None)
    assert view is not None
    assert [step["status"] for step in view["steps"] if step["step"] in steps] == ["done"] * len(set(steps))
    assert view["form"]
    assert len(world.mails()) >= len(steps) + 2


@pytest.mark.parametrize("code", SERVICES)
def test_it_can_be_refused_or_returned(aws: Any, code: str) -> None:
    world = world_with(aws, code)
    applicant = applicant_of(world, code)
    id = world.submit(applicant, code, **chosen(code, applicant))
    application = world.load(id)
    task = application.open_tasks[0]
    flow = world.hall.definitions.version(code, 1).flow
    spec = find_step(flow, task.step)
    decision = "reject" if spec.may_reject else "return"
    world.decide(id, task.key, world.holder_of(task.holder), decision)
    ended = world.load(id)
    assert ended.head.state is (State.REJECTED if spec.may_reject else State.AWAITING_APPLICANT)
    assert not [task for task in ended.open_tasks if task.step != "revise"]
