"""What a department collects, as its people see it: who has answered, who has not, sums, and reminding (COLLECT)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.people import Member, Person, Position, Roster, Unit, University
from chalicelib.shared.text import Text
from tests.hall_world import HallWorld
from tests.services.rows import value
from tests.services.walking import walk

DEPUTY, HEAD = "110903", "110901"


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, ["theory-study", "team-summary", "insurance-opt-out"])
    assert made.refused == {}
    return made


def of(world: HallWorld, unit: str) -> Person:
    return world.holder_of(f"position:officer@{unit}")


def pages(world: HallWorld, code: str, who: Person, period: str = "2026") -> dict[str, Any]:
    """Every unit of a collection by id, page after page."""
    found, cursor = dict[str, Any](), None
    while True:
        page = world.hall.registers.collections.view(who, code, period, cursor)
        assert len(page["items"]) <= 10
        found |= {unit["id"]: unit for unit in page["items"]}
        cursor = page["next"]
        if cursor is None:
            return found


def remind(world: HallWorld, code: str, who: Person) -> tuple[int, int]:
    reminded = waiting = 0
    cursor = None
    while True:
        done = world.hall.registers.collections.remind(who, code, "2026", cursor)
        reminded, waiting, cursor = reminded + done["reminded"], waiting + done["waiting"], done["next"]
        if cursor is None:
            return reminded, waiting


def sums(world: HallWorld, by: str, year: str = "2026") -> tuple[Any, Any]:
    """Times and hours of a person or a unit."""
    register = "study-hours" if by == DEPUTY else "study-hours-of-units"
    return tuple(value(world, register, f"{year}:{by}", name) for name in ("times", "hours"))  # type: ignore[return-value]


@pytest.mark.req("C-S1", "C-S8", "S-08")
def test_hours_by_person_and_unit(world: HallWorld) -> None:
    publicity, person = of(world, "publicity"), world.person(DEPUTY)
    assert [one["code"] for one in world.hall.registers.collections.list_collections(publicity)["items"]] == [
        "theory-study"
    ]
    before = pages(world, "theory-study", publicity)["science"]
    assert (before["answered"], before["sums"]) == (0, {})
    for hours in (2, 3.5):
        walk(world, world.submit(person, "theory-study", hours=hours))
    every = pages(world, "theory-study", publicity)
    unit = every["science"]
    assert {name: one["value"] for name, one in unit["sums"].items() if name in ("times", "hours")} == {
        "times": 2, "hours": 5.5,
    }  # fmt: skip
    told = {one["id"]: one for one in unit["people"]}
    assert set(told) == {HEAD, DEPUTY}
    assert (told[DEPUTY]["state"], told[DEPUTY]["values"]["hours"]["value"]) == ("entered", 5.5)
    assert (told[HEAD]["state"], unit["answered"], unit["expected"]) == (None, 1, 2)
    entered = world.hall.registers.reading.list_rows(person, "theory-study", "own", "", None, 5)["items"]
    number = next(row["key"] for row in entered if row["cells"]["hours"]["value"] == 2)
    assert [sums(world, by) for by in (DEPUTY, "science")] == [(2, 5.5), (2, 5.5)]
    world.hall.registers.disputes.correct_row(publicity, "theory-study", number, 1, {"hours": 4})
    assert [sums(world, by) for by in (DEPUTY, "science")] == [(2, 7.5), (2, 7.5)], "a corrected entry changes the sums"
    world.hall.registers.disputes.correct_row(publicity, "theory-study", number, 2, {"year": "2025"})
    assert [sums(world, by) for by in (DEPUTY, "science")] == [(1, 3.5), (1, 3.5)]
    assert sums(world, DEPUTY, "2025") == (1, 4)
    ids = [one["id"] for each in every.values() for one in each["people"]]
    assert len(ids) == len(set(ids)), "nobody is expected twice"


@pytest.mark.req("C-S1", "C-S3", "R41")
def test_only_the_department_that_collects_sees_it(world: HallWorld) -> None:
    for stranger in (of(world, "organisation"), world.person(DEPUTY), world.person("2023010101")):
        with pytest.raises(NotFound):
            world.hall.registers.collections.view(stranger, "theory-study", "2026", None)
        with pytest.raises(NotFound):
            world.hall.registers.collections.remind(stranger, "theory-study", "2026", None)
    publicity = of(world, "publicity")
    cursor = world.hall.registers.collections.view(publicity, "theory-study", "", None)["next"]
    for bad in (("2019", None), ("2026", cursor[:-2] + "xx")):
        with pytest.raises(InvalidRequest):
            world.hall.registers.collections.view(publicity, "theory-study", *bad)


@pytest.mark.req("C-S1", "C-19")
def test_who_has_not_answered_is_reminded_once_in_two_days(world: HallWorld) -> None:
    publicity, person = of(world, "publicity"), world.person(DEPUTY)
    walk(world, world.submit(person, "theory-study"))
    every = pages(world, "theory-study", publicity)
    missing = sum(unit["expected"] - unit["answered"] for unit in every.values())
    assert remind(world, "theory-study", publicity) == (missing, 0)
    world.settle()

    def told(id: str) -> list[Any]:
        notices = world.hall.list_notices(world.person(id), None, 50)["items"]
        return [one for one in notices if one["message"] == "collect_reminder"]

    (notice,) = told(HEAD)
    assert notice["link"]["zh"] == "/zh/apply/theory-study/" and told(DEPUTY) == []
    assert pages(world, "theory-study", publicity)["science"]["reminded_at"]
    assert remind(world, "theory-study", publicity) == (0, missing)
    world.now += timedelta(days=2, minutes=1)
    assert remind(world, "theory-study", publicity) == (missing, 0)
    world.settle()
    assert len(told(HEAD)) == 2


@pytest.mark.req("C-S2")
def test_a_unit_that_answers_as_one(world: HallWorld) -> None:
    organisation = of(world, "organisation")
    id = world.submit(world.person(DEPUTY), "team-summary")
    unit = pages(world, "team-summary", organisation)["science"]
    assert (unit["state"], unit["answered"], unit["values"]) == ("sent", 1, {}), "on its way"
    walk(world, id)
    unit = pages(world, "team-summary", organisation)["science"]
    assert (unit["state"], unit["values"]["number"]["value"]) == ("entered", world.load(id).head.number)
    remind(world, "team-summary", organisation)
    world.settle()
    notices = world.hall.list_notices(world.person(HEAD), None, 50)["items"]
    assert not [one for one in notices if one["message"] == "collect_reminder"], "its unit has answered"


@pytest.mark.req("S-F6")
def test_who_opted_out_is_counted_by_school_and_nobody_is_expected_to(world: HallWorld) -> None:
    walk(world, world.submit(world.person("2023010101"), "insurance-opt-out"))
    unit = pages(world, "insurance-opt-out", of(world, "student-affairs"), "2027")["college-cs"]
    assert (unit["sums"]["people"]["value"], unit["expected"]) == (1, 0)
    with pytest.raises(InvalidRequest):
        world.hall.registers.collections.remind(of(world, "student-affairs"), "insurance-opt-out", "2027", None)


@pytest.mark.req("C-S1", "S-08")
def test_a_large_unit_goes_on_on_the_next_page_and_everybody_is_reminded_once(world: HallWorld) -> None:
    """A page has a hundred people at most, however many a unit expects."""
    unit = Unit("college-large", Text("大学院", "Large School"), "college", "university")
    at = {"department": unit.id, "college": unit.id}
    held = (Position("college_leader", unit.id),)
    many = [Person(f"77{n:05d}", Text("张三", "Zhang San"), "cadre", at, held) for n in range(130)]
    roster = Roster("college_leader", unit.id, tuple(Member(one.id) for one in many))
    world.hall.people.load_seed("large", "1", University((unit,), tuple(many), (roster,), {}))
    publicity, found, cursor = of(world, "publicity"), list[dict[str, Any]](), None
    while True:
        page = world.hall.registers.collections.view(publicity, "theory-study", "2026", cursor)
        assert sum(len(one["people"]) for one in page["items"]) <= 100
        found += page["items"]
        if (cursor := page["next"]) is None:
            break
    parts = [one for one in found if one["id"] == unit.id]
    assert len(parts) == 2
    assert [one["id"] for part in parts for one in part["people"]] == [one.id for one in many]
    expected = sum(one["expected"] for one in found)
    assert remind(world, "theory-study", publicity) == (expected, 0)
    assert remind(world, "theory-study", publicity) == (0, expected)
