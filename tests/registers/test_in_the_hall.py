"""The whole hall with a service whose form refers to a register: wired, looked up as the person, kept in the record."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import InvalidForm, NotFound, NotYourTurn
from chalicelib.registers import load_rows
from chalicelib.shared.ids import new_id
from tests.hall_world import HallWorld
from tests.registers.conftest import project
from tests.world import STANDARD_FLOW, OneService, service_of

FORM = [
    {
        "field": "project",
        "type": "register_row",
        "label": {"zh": "科研项目", "en": "Research project"},
        "register": {"code": "research-projects", "show": "number title", "fill": "leader_name balance"},
        "required": True,
        "fact": True,
    },
    {
        "field": "balance",
        "type": "money",
        "label": {"zh": "余额", "en": "Balance"},
        "prefill": "row.project.balance",
        "editable": False,
    },
]


@pytest.mark.req("C-25", "C-11", "R41")
def test_an_application_keeps_the_row_it_was_about(aws: Any) -> None:
    catalogue: Any = OneService(service_of(STANDARD_FLOW, FORM))
    world = HallWorld(aws, services=[], catalogue=catalogue)
    hall, leader, stranger = world.hall, world.person("120111"), world.person("120112")
    assert world.refused == {}
    rows = {"research-projects": [project("P1", 700, leader="120111")]}
    assert load_rows(hall.registers.store, hall.registers.definitions, rows, "1", world.now)

    (item,) = hall.registers.look_up(leader, "standard", "project", "识别")["items"]
    assert item["value"] == "P1" and item["fills"]["balance"]["value"] == 700
    assert item["owner"]["zh"] == "财务处" and item["fresh_at"]
    assert hall.registers.look_up(stranger, "standard", "project", "")["items"] == []
    with pytest.raises(NotFound):
        hall.registers.look_up(leader, "standard", "balance", "")

    made = hall.submit_application(leader, "standard", {"project": "P1", "balance": 1}, new_id())
    application = world.load(made["id"])
    assert application.form["balance"] == 700 and application.form["project"]["key"] == "P1"
    assert application.head.facts["project"] == "P1"
    with pytest.raises(InvalidForm) as refused:
        hall.submit_application(stranger, "standard", {"project": "P1"}, new_id())
    assert refused.value.errors[0].pointer == "/form/project"


@pytest.mark.req("Z-16", "Z-07")
def test_a_dispute_tells_the_keepers_and_its_answer_the_reporter_each_once(aws: Any) -> None:
    catalogue: Any = OneService(service_of(STANDARD_FLOW, FORM))
    world = HallWorld(aws, services=[], catalogue=catalogue)
    hall, leader = world.hall, world.person("120111")
    rows = {"research-projects": [project("P1", 700, leader="120111")]}
    load_rows(hall.registers.store, hall.registers.definitions, rows, "1", world.now)
    keeper = world.holder_of("position:officer@finance")
    room = hall.registers.disputes
    for _ in range(2):  # a double click, or a queue that did not answer the first time
        dispute = room.report_error(leader, "research-projects", "P1", "balance", "余额不对")
        world.settle()
    told = [line for line in hall.list_notices(keeper, None, 25)["items"] if line["message"] == "dispute"]
    assert len(told) == 1 and told[0]["link"]["zh"] == "/zh/data/?r=research-projects"
    assert hall.list_notices(leader, None, 25)["items"] == []
    room.answer_dispute(keeper, "research-projects", dispute["id"], "kept", None, "已核对，余额无误")
    with pytest.raises(NotYourTurn):
        room.answer_dispute(keeper, "research-projects", dispute["id"], "kept", None, "已核对")
    world.settle()
    told = [line["message"] for line in hall.list_notices(leader, None, 25)["items"]]
    assert told == ["dispute_answered"]
    assert all("余额" not in body for body in (mail.body for mail in world.mails()))
