"""Feedback: led to from every page, it goes to whoever is in charge of the service it is about (H-21, W-22)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.errors import InvalidForm
from tests.hall_world import HallWorld

CODE, STUDENT = "feedback", "2023010101"
SAID = {"kind": "wrong", "feedback_title": "缓考指南的电话打不通", "content": "拨打指南上的电话，提示为空号。",
        "may_publish": False}  # fmt: skip


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, [CODE, "deferred-exam"])
    assert made.refused == {}
    return made


@pytest.mark.req("H-21", "N21", "W-22")
@pytest.mark.parametrize(
    ("about", "holder", "field"),
    [
        ({"service": "deferred-exam"}, "position:officer@registry", "answer"),
        ({}, "position:officer@network-centre", "desk_answer"),
    ],
)
def test_it_goes_to_whoever_is_in_charge_of_what_it_is_about(
    world: HallWorld, about: dict[str, str], holder: str, field: str
) -> None:
    person = world.person(STUDENT)
    described = {one["name"]: one for one in world.hall.service_form(person, CODE)["fields"]}
    assert [described[name]["address"] for name in ("service", "page")] == ["service", "page"]
    offered = {option["value"] for option in described["service"]["options"]}
    assert {CODE, "deferred-exam"} <= offered
    id = world.submit(person, CODE, {**SAID, "page": "/zh/services/deferred-exam/", **about})
    (task,) = world.load(id).open_tasks
    assert task.holder == holder
    world.decide(id, task.key, world.holder_of(holder), fields={field: "电话已更正，谢谢。"})
    done = world.load(id)
    assert done.head.state is State.COMPLETED and done.form[field].startswith("电话已更正")


@pytest.mark.parametrize("service", ["no-such-service", "ip-address", 7, {"id": "deferred-exam2"}])
def test_a_service_there_is_not_cannot_be_named(world: HallWorld, service: Any) -> None:
    with pytest.raises(InvalidForm) as refused:
        world.submit(world.person(STUDENT), CODE, {**SAID, "service": service})
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/form/service", "unknown_service")
    assert "重新选择" in error.message.zh and "choose again" in error.message.en
