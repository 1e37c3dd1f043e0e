"""What ends is told of before, once for each reminder, and renewed by an application that leads to its row (Z-F27)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.publishing import define_all
from chalicelib.registers import expiring
from chalicelib.registers.check_register import check_register
from chalicelib.reminding import remind_expiring
from tests.hall_world import HallWorld
from tests.services.rows import TEACHER, load, value

CODE, IP = "renew-ip-address", "10.9.8.7"
NOTHING_ELSE: dict[str, list[Any]] = {"virtual_servers": [], "domain_names": [], "unit_websites": [], "mailboxes": []}


@pytest.fixture
def world(aws: Any) -> HallWorld:
    world = HallWorld(aws, services=[CODE, "ip-address"])
    define_all(world.hall)
    world.hall.registers.definitions.forget()
    return world


def lines(world: HallWorld) -> list[dict[str, Any]]:
    found = world.hall.list_notices(world.person(TEACHER), None, 25)["items"]
    return [one for one in found if one["message"] == "expires_soon"]


@pytest.mark.req("Z-F22", "Z-F27")
def test_who_answers_for_it_is_told_thirty_and_seven_days_before_and_renews_it(world: HallWorld) -> None:
    today = world.now.date()
    ends = today + timedelta(days=31)
    row = {"address": IP, "device": "node", "keeper": TEACHER, "until": ends.isoformat()}
    over = row | {"address": "10.0.0.1", "until": (today - timedelta(days=1)).isoformat()}
    load(world, ip_addresses=[row, over], **NOTHING_ELSE)
    told = []
    for day in range(26):
        world.now += timedelta(days=day > 0)
        remind_expiring(world.hall)
        remind_expiring(world.hall)
        world.settle()
        told.append(len(lines(world)))
    assert told == [0] + [1] * 23 + [2, 2], "31 days before nothing, from the 30th on once, from the 7th on once more"
    link = lines(world)[0]["link"]["zh"]
    assert link == f"/zh/apply/{CODE}/?row={IP}"
    teacher = world.person(TEACHER)
    longer = (ends + timedelta(days=300)).isoformat()
    id = world.submit(teacher, CODE, resource=IP, until=longer)
    for _ in range(2):
        [task] = world.load(id).open_tasks
        world.decide(id, task.key, world.holder_of(task.holder))
    assert world.load(id).head.state == "completed"
    assert value(world, "ip-addresses", IP, "until") == longer
    assert not list(expiring(world.hall.registers.definitions.get("ip-addresses"), world.hall.registers.store, ends))


@pytest.mark.req("Z-F22")
def test_an_address_is_recorded_with_its_last_day_and_given_to_nobody_else(world: HallWorld) -> None:
    load(world, ip_addresses=[], virtual_servers=[])
    teacher = world.person(TEACHER)
    for again in (False, True):
        id = world.submit(teacher, "ip-address")
        [task] = world.load(id).open_tasks
        world.decide(id, task.key, world.holder_of(task.holder))
        [task] = world.load(id).open_tasks
        fields = {"ip_address": IP, "valid_until": "2027-06-30"}
        world.decide(id, task.key, world.holder_of(task.holder), fields=fields)
        assert (world.load(id).head.state == "completed") is not again, "the same address comes back to be chosen anew"
    assert value(world, "ip-addresses", IP, "keeper") == TEACHER
    assert value(world, "ip-addresses", IP, "until") == "2027-06-30"


@pytest.mark.parametrize(
    "said",
    [
        "until",
        {"column": "until", "remind": [30]},
        {"column": "name", "remind": [30], "renew": "x"},
        {"column": "until", "remind": [], "renew": "x"},
        {"column": "until", "remind": [0], "renew": "x"},
        {"column": "until", "remind": [True], "renew": "x"},
        {"column": "until", "remind": [30], "renew": "Not a code"},
    ],
)
def test_a_rule_that_cannot_work_is_refused(said: Any) -> None:
    text = {"zh": "资源", "en": "Resources"}
    kinds = {"name": "text", "who": "person", "until": "date"}
    raw = {
        "register": "things", "name": text, "about": text, "owner_unit": "u", "key": "name", "person": "who",
        "sort": "until",
        "columns": [{"column": column, "kind": kind, "label": text} for column, kind in kinds.items()],
    }  # fmt: skip
    good = {"column": "until", "remind": [30, 7], "renew": "renew-thing"}
    assert check_register(raw | {"expires": good}, units=["u"], registers=["things"]) == []
    found = check_register(raw | {"expires": said}, units=["u"], registers=["things"])
    assert found and all(one.path[0] == "expires" for one in found)
