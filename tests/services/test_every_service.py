"""Every service of the catalogue, from its form to its end and to a refusal, through its own compiled flow."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chalicelib.applications import State, first_broken
from chalicelib.catalogue import load_definitions
from chalicelib.editing import write_definition
from chalicelib.flows import find_step
from chalicelib.people import Person
from local.demo.registers import demo_rows
from tests.editing.samples import FLOW, GUIDE
from tests.hall_world import HallWorld
from tests.services import rows
from tests.services.walking import RAW, prepare, walk, with_linked

STUDENT, GRADUATING, CADRE, DEPUTY, TEACHER = "2023010101", "2022010101", "110901", "110903", "120111"
APPLICANTS = {
    "student-leave": STUDENT,
    "cadre-absence": DEPUTY,
    "deferred-exam": STUDENT,
    "graduation-clearance": GRADUATING,
    "president-mailbox": STUDENT,
    "hall-questions": STUDENT,
    "publish-guide": "111102",
    "launch-flow": "111102",
    "change-service": "110102",
}
"""Who tries a service of which it matters; others are tried by somebody they are for."""
ANYBODY = {"staff": TEACHER, "undergraduate": STUDENT, "graduate": "2025510101", "cadre": DEPUTY}
SERVICES = [code for code, raw in RAW.items() if raw.get("form")]
EACH = pytest.mark.parametrize(
    "code", [pytest.param(code, marks=pytest.mark.xdist_group(code)) for code in sorted(SERVICES)]
)
"""Both tests of a service one after the other in the same process, where the second finds its hall already stored."""
IDS = (
    "Z-F1", "Z-F4", "Z-F8", "Z-F11", "Z-F12", "Z-F13", "Z-F14", "Z-F15", "Z-F20", "Z-F21", "Z-F22", "Z-F23", "Z-F24",
    "Z-F25", "Z-F26", "Z-F27", "Z-F28", "S-F7", "C-R1", "C-R2", "C-R3", "C-R4", "C-R5", "C-R6", "C-R7", "N4", "N9",
)  # fmt: skip


def registers_of(code: str) -> list[str]:
    """The registers a service's form looks into and its effects write to."""
    raw = RAW[code]
    return re.findall(r"'(?:code|register)': '([a-z-]+)'", f"{raw['form']} {raw['flow']}")


def applicant_of(world: HallWorld, code: str) -> Person:
    usual = next((person for one, person in ANYBODY.items() if one in RAW[code]["audience"]), STUDENT)
    return world.person(APPLICANTS.get(code, usual))


def chosen(code: str, applicant: Person) -> dict[str, str]:
    """Answers that have to fit together; every other is made from the form."""
    if code in ("publish-guide", "launch-flow"):
        return {"department": "finance", "definition": GUIDE if code == "publish-guide" else FLOW}
    if code == "change-service":
        itself = next(one for one in load_definitions() if one.raw["service"] == code)
        text = write_definition(itself.service).replace("limit: 4 workdays", "limit: 5 workdays")
        return {"department": "presidents-office", "definition": text}
    if code != "room-change":
        return {}
    here = next(row["room"] for row in demo_rows()["dormitory-residents"] if row["student"] == applicant.id)
    rooms = [room for room in demo_rows()["dormitory-rooms"] if room["gender"] == applicant.extra["gender"]]
    return {"to_room": next(one["room"] for one in rooms if one["room"] != here and one["occupied"] < one["capacity"])}


def made(aws: Any, code: str) -> HallWorld:
    world = HallWorld(aws, with_linked(code))
    assert set(world.published) == set(with_linked(code)), world.refused
    wanted = {register for one in with_linked(code) for register in registers_of(one)}
    if wanted & rows.REGISTERS:
        rows.load(world)
    world.load_rows(*sorted(wanted - rows.REGISTERS))
    return world


@pytest.mark.req(*IDS, "C-01")
@EACH
def test_it_comes_to_a_good_end(aws: Any, code: str) -> None:
    world = made(aws, code)
    applicant = applicant_of(world, code)
    id = world.submit(applicant, code, **prepare(world, applicant, code), **chosen(code, applicant))
    steps = walk(world, id)
    done = world.load(id)
    assert done.head.state is State.COMPLETED, steps
    assert first_broken(id, done.events) is None
    view = world.hall.view_application(applicant, id, None)
    assert view is not None
    assert [step["status"] for step in view["steps"] if step["step"] in steps] == ["done"] * len(set(steps))
    assert view["form"]
    assert len(world.mails()) >= len(steps) + 2


@EACH
def test_it_can_be_refused_or_returned(aws: Any, code: str) -> None:
    world = made(aws, code)
    applicant = applicant_of(world, code)
    id = world.submit(applicant, code, **prepare(world, applicant, code), **chosen(code, applicant))
    application = world.load(id)
    task = application.open_tasks[0]
    flow = world.hall.definitions.version(code, 1).flow
    spec = find_step(flow, task.step)
    decision = "reject" if spec.may_reject else "return"
    world.decide(id, task.key, world.holder_of(task.holder), decision)
    ended = world.load(id)
    assert ended.head.state is (State.REJECTED if spec.may_reject else State.AWAITING_APPLICANT)
    assert not [task for task in ended.open_tasks if task.step != "revise"]
