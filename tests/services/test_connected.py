"""The library is asked for what a graduate has on loan; and what happens while its system does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.applications import EventType
from local.department import PATH, SECRET, Library
from local.stand_in import Odd
from tests.hall_world import HallWorld

CODE, GRADUATE = "graduation-clearance", "2022010101"
FIELDS = ("books_on_loan", "library_owed")


@pytest.fixture
def library() -> Iterator[Library]:
    with Library() as made:
        made.any_clock = True
        made.as_of = "2026-11-23T00:30:00.000Z"
        made.loans[GRADUATE] = {"count": 3, "overdue": 0, "owed": "2.50"}
        yield made


@pytest.fixture
def world(aws: Any, library: Library) -> HallWorld:
    made = HallWorld(aws, [CODE, "data-correction"])
    known = {"connectors": f"library-loans={library.url}{PATH}", "connector_secrets": f"library={SECRET}"}
    made.hall.settings = replace(made.hall.settings, **known)
    assert made.refused == {}
    return made


def fields(world: HallWorld, code: str = CODE) -> dict[str, Any]:
    return {one["name"]: one for one in world.hall.service_form(world.person(GRADUATE), code)["fields"]}


def rows(world: HallWorld, id: str, person: str) -> dict[str, Any]:
    seen = world.hall.view_application(world.person(person), id, None)
    assert seen
    return {one["name"]: one for one in seen["form"]}


@pytest.mark.req("Z-01", "Z-02", "Z-16")
def test_the_form_opens_with_what_the_library_says(world: HallWorld, library: Library) -> None:
    loans, owed = (fields(world)[name] for name in FIELDS)
    assert (loans["value"], owed["value"]) == (3, 250)
    assert (loans["source"]["zh"], loans["owner"]["zh"]) == ("图书借阅系统", "图书馆")
    assert loans["fresh_at"] == library.as_of
    assert loans["editable"] is False
    assert len(library.calls) == 2, "one call a form, whatever it is asked for"
    person = world.person(GRADUATE)
    form = world.answers(person, CODE)
    library.loans[GRADUATE] = {"count": 0, "overdue": 0, "owed": "0"}
    id = world.submit(person, CODE, form)
    assert world.load(id).form["books_on_loan"] == 0, "looked up again when it is sent"
    assert "typed" not in world.load(id).events[0].data


@pytest.mark.req("Z-02")
def test_what_is_typed_while_it_is_down_is_verified_later_and_the_handlers_are_told(
    world: HallWorld, library: Library
) -> None:
    person = world.person(GRADUATE)
    library.script = [Odd(status=500), Odd(drop=True), Odd(status=500), Odd(status=500), Odd(body=b"<html>")]
    down = fields(world)["books_on_loan"]
    assert (down["down"], down["editable"], "value" in down) == ("later", True, False)
    form = world.answers(person, CODE, books_on_loan=3, library_owed=100)
    id = world.submit(person, CODE, form)
    assert world.load(id).form["books_on_loan"] == 3
    officer = next(t for t in world.load(id).open_tasks if t.step == "library_clearance")
    handler = world.holder_of(officer.holder).id
    assert rows(world, id, handler)["books_on_loan"]["checked"] == {"state": "later", "found": None}
    assert len(library.calls) == 3, "asked once a form also when it is down"
    world.now += timedelta(minutes=16)
    world.hall.sweep()
    assert not [e for e in world.load(id).events if e.type is EventType.VERIFIED], "the library still is down"
    world.now += timedelta(minutes=16)
    world.hall.sweep()
    world.settle()
    said = {e.data["field"]: e.data["same"] for e in world.load(id).events if e.type is EventType.VERIFIED}
    assert said == {"books_on_loan": True, "library_owed": False}
    shown = rows(world, id, handler)
    assert shown["books_on_loan"]["checked"]["state"] == "same"
    assert shown["library_owed"]["checked"]["state"] == "differs"
    assert "2.50" in shown["library_owed"]["checked"]["found"]["zh"]
    told = [one["message"] if "message" in one else str(one) for one in
            world.hall.list_notices(world.person(handler), None, 50)["items"]]  # fmt: skip
    assert any("value_verified" in one or "已核实" in one for one in told), told
    world.now += timedelta(minutes=16)
    before = world.load(id).seq
    world.hall.sweep()
    assert len([e for e in world.load(id).events if e.type is EventType.VERIFIED]) == 2 and world.load(id).seq >= before
    seen = world.hall.view_application(person, id, None)
    assert any("与数据来源不一致" in entry["text"]["zh"] for entry in seen["timeline"] if entry.get("text"))  # type: ignore[index]


@pytest.mark.req("Z-16", "X4")
def test_a_value_of_the_library_is_disputed_and_marked_also_to_the_handler(world: HallWorld, library: Library) -> None:
    person = world.person(GRADUATE)
    place = fields(world)["books_on_loan"]["place"]
    assert place == f"connector:library-loans:R{GRADUATE}:on_loan"
    first = world.submit(person, CODE)
    told = world.hall.registers.value_at(person, place)
    assert (told["owner"], told["display"]["zh"]) == ("library", "3")
    id = world.submit(person, "data-correction", value=place, should_be="0")
    (task,) = world.load(id).open_tasks
    assert task.holder == "position:officer@library", "it goes to whoever keeps the value"
    assert fields(world)["books_on_loan"]["disputed"] is True
    officer = world.holder_of("position:officer@library")
    assert rows(world, first, officer.id)["books_on_loan"]["disputed"] is True
    assert "disputed" not in rows(world, first, officer.id)["library_owed"]
    answer = {"verdict": "corrected", "right": "0", "reply": "已在借阅系统中更正"}
    world.decide(id, task.key, officer, fields=answer)
    assert "disputed" not in fields(world)["books_on_loan"]
    assert "disputed" not in rows(world, first, officer.id)["books_on_loan"]
