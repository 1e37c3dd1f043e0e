"""Publishing wired together: what refuses a definition, and that twice is once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.catalogue import load_definitions
from chalicelib.publishing import problems_of, publish_all
from local.demo import demo_university
from tests.hall_world import HallWorld

UNITS = [unit.id for unit in demo_university().units]


def test_every_definition_may_be_published_now() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert [str(p) for definition in load_definitions() for p in problems_of(definition, UNITS, now)] == []


@pytest.mark.req("R18")
def test_a_year_the_calendar_does_not_know_refuses_publication() -> None:
    """A limit in working days cannot be promised without knowing the holidays (PROMISES R18)."""
    definition = load_definitions()[0]
    problems = problems_of(definition, UNITS, datetime(2027, 9, 1, tzinfo=UTC))
    assert problems
    assert all("2028" in problem.message.en and problem.line > 1 for problem in problems)


def test_publishing_twice_makes_no_second_version(aws: Any) -> None:
    world = HallWorld(aws, ["ip-address"])
    assert publish_all(world.hall, only=["ip-address"]) == ({"ip-address": 1}, {})


@pytest.mark.req("Z-14")
def test_a_service_nobody_can_handle_is_not_published(aws: Any) -> None:
    world = HallWorld(aws, [])
    people = world.hall.people
    roster = people.get_roster("officer", "network-centre")
    people.set_roster("officer", "network-centre", [], roster.owner_unit)
    published, refused = publish_all(world.hall, only=["ip-address"])
    assert published == {}
    ((_, problems),) = refused.items()
    assert any("没有人可以办理" in problem for problem in problems)
    people.set_roster("officer", "network-centre", roster.members, roster.owner_unit)
    assert publish_all(world.hall, only=["ip-address"])[0] == {"ip-address": 1}
