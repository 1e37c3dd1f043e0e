"""The proof and the versions of published services, for those who look after them and for nobody else."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue import load_definitions
from chalicelib.errors import NotFound
from chalicelib.people import Person, Position
from chalicelib.proof import administers
from chalicelib.publishing import publish_one
from chalicelib.shared.text import Text
from tests.hall_world import HallWorld

COORDINATOR, REGISTRY_HEAD, NETWORK_HEAD, STUDENT = "110102", "110401", "111401", "2023010101"


@pytest.mark.parametrize(
    ("position", "may"),
    [
        ("department_head@registry", True),
        ("officer@registry", True),
        ("business_coordinator@presidents-office", True),
        ("technical_administrator@network-centre", True),
        ("department_leader@registry", False),
        ("officer@library", False),
    ],
)
def test_who_looks_after_a_service(position: str, may: bool) -> None:
    person = Person("1", Text("某", "X"), "staff", {}, (Position(*position.split("@"), until=date(2026, 12, 31)),))
    assert administers(person, "registry", date(2026, 11, 23)) is may
    assert not administers(person, "registry", date(2027, 1, 1))


@pytest.mark.req("Z-18", "R40")
def test_findings_are_told_to_those_who_look_after_the_service(aws: Any) -> None:
    world = HallWorld(aws, ["graduation-clearance", "ip-address"])
    people, proving = world.hall.people, world.hall.proving
    roster = people.get_roster("league_secretary", "college-cs")
    people.set_roster("league_secretary", "college-cs", [], roster.owner_unit)
    everything = proving.proofs(world.person(COORDINATOR))
    assert [one["service"]["code"] for one in everything["items"]] == ["graduation-clearance", "ip-address"]
    own = proving.proofs(world.person(REGISTRY_HEAD))
    (clearance,) = own["items"]
    assert (clearance["errors"], clearance["warnings"]) == (0, 1)
    (finding,) = clearance["findings"]
    assert finding["step"] == "league_clearance" and finding["pointer"] == "/flow/0/parallel/6/0/by"
    assert [unit["id"] for unit in finding["units"]] == ["college-cs"]
    assert proving.proof(world.person(REGISTRY_HEAD), "graduation-clearance")["findings"] == [finding]
    for person in (NETWORK_HEAD, STUDENT):
        with pytest.raises(NotFound):
            proving.proof(world.person(person), "graduation-clearance")
    with pytest.raises(NotFound):
        proving.proofs(world.person(STUDENT))


@pytest.mark.req("R19")
def test_versions_can_be_compared_and_publishing_says_what_changed(aws: Any) -> None:
    world = HallWorld(aws, ["ip-address"])
    hall, head = world.hall, world.person(NETWORK_HEAD)
    definition = next(one for one in load_definitions() if one.raw["service"] == "ip-address")
    raw = copy.deepcopy(dict(definition.raw))
    raw["flow"][1]["within"] = "1 workday"
    units = [unit.id for unit in hall.people.all_units()]
    assert publish_one(hall, replace(definition, raw=raw), units).version == 2
    listed = hall.proving.versions(head, "ip-address")
    assert [one["version"] for one in listed["items"]] == [2, 1]
    compared = hall.proving.compare(head, "ip-address", 2, 1)
    (difference,) = compared["differences"]
    assert difference["what"]["zh"] == "网络管理中心分配地址 · 时限"
    assert (difference["before"]["zh"], difference["after"]["zh"]) == ("2 个工作日", "1 个工作日")
    with pytest.raises(NotFound):
        hall.proving.compare(head, "ip-address", 3, 1)
    with pytest.raises(NotFound):
        hall.proving.compare(world.person(REGISTRY_HEAD), "ip-address", 2, 1)
    told = hall.publish({"services": ["ip-address"]})
    assert told["changes"] == {"ip-address": ["修改 办理流程 · 网络管理中心分配地址 · 时限：1 个工作日 → 2 个工作日"]}
