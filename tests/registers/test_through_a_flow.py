"""An approved application writes to a register through its flow; what cannot be written brings it back (C-R6, C-R7)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.registers import load_rows
from tests.hall_world import HallWorld
from tests.registers.conftest import project
from tests.service_shape import bare_service

pytestmark = pytest.mark.req("C-R6", "C-R7", "C-27")

STAFF = "120111"
LABEL = {"zh": "项", "en": "Item"}
SERVICE = bare_service(
    "transfer",
    1,
    [
        {"field": "project", "type": "text", "label": LABEL, "required": True},
        {"field": "amount", "type": "money", "label": LABEL, "required": True},
    ],
    [
        {"step": "check", "title": LABEL, "by": {"role": "officer", "unit": "registry"}},
        {
            "effect": "register",
            "settings": {
                "changes": [
                    {
                        "register": "research-projects",
                        "row": "form.project",
                        "subtract": {"balance": "form.amount"},
                        "at_least": {"balance": 0},
                    }
                ]
            },
        },
    ],
)


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, services=[])
    made.publish(SERVICE)
    room = made.hall.registers
    assert load_rows(room.store, room.definitions, {"research-projects": [project(balance=1000)]}, "1", made.now)
    return made


def balance(world: HallWorld) -> int:
    doc = world.hall.registers.store.read("R#research-projects#P1", "ROW")
    assert doc
    return int(doc.data["values"]["balance"])


def approve(world: HallWorld, id: str) -> None:
    (task,) = world.load(id).open_tasks
    world.decide(id, task.key, world.holder_of(task.holder))


def test_the_balance_pays_and_never_goes_below_zero(world: HallWorld) -> None:
    person = world.person(STAFF)
    first, second = (world.submit(person, "transfer", {"project": "P1", "amount": 700}) for _ in range(2))
    approve(world, first)
    assert world.load(first).head.state is State.COMPLETED
    assert balance(world) == 300
    approve(world, second)
    returned = world.load(second)
    assert returned.head.state is State.AWAITING_APPLICANT and balance(world) == 300
    view = world.hall.view_application(person, second, None)
    assert view and view["correction"]["remark"], "the applicant is told why"
    world.hall.resubmit_application(person, second, returned.seq, {"project": "P1", "amount": 300})
    world.settle()
    approve(world, second)
    assert world.load(second).head.state is State.COMPLETED
    assert balance(world) == 0
