"""Publishing wired together: what refuses a definition, and that twice is once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.catalogue import load_definitions
from chalicelib.checking import problems_of
from chalicelib.proof import Staff
from chalicelib.publishing import publish_all, publishing_of
from local.demo import demo_university
from tests.hall_world import HallWorld
from tools.prove import InMemory, lines_of, main

UNITS = [unit.id for unit in demo_university().units]


def test_every_definition_may_be_published_now() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert [str(p) for definition in load_definitions() for p in problems_of(definition, UNITS, now)] == []


@pytest.mark.req("R18")
def test_a_year_the_calendar_does_not_know_refuses_publication() -> None:
    """A limit in working days cannot be promised without knowing the holidays (PROMISES R18)."""
    definition = next(one for one in load_definitions() if one.raw["service"] == "student-leave")
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


@pytest.mark.req("Z-14", "R20")
def test_a_position_vacant_in_one_college_is_told_and_the_service_published(aws: Any) -> None:
    world = HallWorld(aws, [])
    people = world.hall.people
    roster = people.get_roster("league_secretary", "college-cs")
    people.set_roster("league_secretary", "college-cs", [], roster.owner_unit)
    (outcome,) = publishing_of(world.hall, only=["graduation-clearance"])
    assert outcome.service and outcome.service.version == 1
    (warning,) = outcome.warnings
    assert "8 个学院中有 1 个团委书记岗位无人（计算机与人工智能学院）" in warning.message.zh
    assert warning.path.endswith("graduation-clearance.yaml") and warning.line > 1


@pytest.mark.req("R20")
def test_the_catalogue_proves_itself_and_a_promise_it_cannot_keep_is_found(capsys: Any) -> None:
    assert main([]) == 0
    assert f"{len(load_definitions())} services, 0 errors" in capsys.readouterr().out
    definition = next(one for one in load_definitions() if one.raw["service"] == "student-leave")
    hasty = replace(definition, raw={**definition.raw, "limit": "3 workdays"})
    (line,) = lines_of(
        [hasty], Staff(InMemory(demo_university()), date(2026, 11, 23)), datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert line.level == "error" and line.place.endswith("student-leave.yaml:15")
    assert "4 working days" in line.message.en


@pytest.mark.req("C-R1")
@pytest.mark.parametrize("code", ["nothing", 7])
def test_a_service_leads_to_a_register_that_can_be_asked(code: Any) -> None:
    (definition,) = (one for one in load_definitions() if one.raw["service"] == "research-inquiry")
    wrong = replace(definition, raw={**definition.raw, "inquiry": code})
    (problem,) = problems_of(wrong, UNITS, datetime(2026, 11, 23, tzinfo=UTC))
    assert "no register with a page of its own" in problem.message.en and problem.line > 1
