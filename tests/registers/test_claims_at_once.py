"""Fifty people submit an application for the same receipt at the same moment, in the hall: one wins (C-R2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.catalogue import Service, load_definitions
from chalicelib.errors import InvalidForm
from chalicelib.shared.ids import new_id
from tests.hall_world import HallWorld
from tests.registers.conftest import project, receipt
from tests.registers.fifty import PEOPLE, at_once
from tests.services import rows

CODE = "receipt-claim"


def without_files() -> Service:
    """The service as it is, but for what has to be uploaded: fifty uploads are not what this is about."""
    (found,) = (one for one in load_definitions() if one.raw["service"] == CODE)
    form = [field for field in found.service.form if field["type"] not in ("file", "agreement", "phone")]
    return replace(found.service, form=form, version=1)


@pytest.mark.req("C-R2", "R16")
def test_one_of_fifty_applications_gets_the_receipt(any_server: Any) -> None:
    world = HallWorld(any_server, services=[])
    world.publish(without_files())
    people = list(world.hall.people.get_people(STAFF).values())
    assert len(people) == PEOPLE
    own = [project(f"P{person.id}", leader=person.id) for person in people]
    rows.load(world, research_projects=own, incoming_receipts=[receipt(amount=700)])
    keys = [new_id() for _ in people]

    def submit(number: int) -> str:
        person = people[number]
        form = {"receipt": "R1", "project": f"P{person.id}", "period": "whole", "reason": "依据立项通知书认领"}
        return str(world.hall.submit_application(person, CODE, form, keys[number])["id"])

    answers = at_once(submit)
    won = [answer for answer in answers if isinstance(answer, str)]
    lost = [answer for answer in answers if isinstance(answer, InvalidForm)]
    assert (len(won), len(lost)) == (1, PEOPLE - 1), [repr(one) for one in answers if one not in won + lost]
    assert {error.errors[0].pointer for error in lost} == {"/form/receipt"}
    assert rows.held_by(world, "incoming-receipts", "R1") == won[0]
    assert world.load(won[0]).form["receipt"]["key"] == "R1"


STAFF = [f"12{college:02d}{place:02d}" for college in range(1, 9) for place in range(4, 14)][:PEOPLE]
