"""The library is asked for what a graduate has on loan; and what happens while its system does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.applications import EventType
from chalicelib.errors import InvalidForm
from local.department import PATH, SECRET, Library
from local.stand_in import Odd
from tests.hall_world import HallWorld
from tests.service_shape import bare_service

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


CARD = [
    {"field": "card", "type": "register_row", "label": {"zh": "读者证", "en": "Reader's card"}, "required": True,
     "register": {"code": "library-loans", "view": "own", "show": "reader on_loan", "fill": "on_loan owed"}},
    {"field": "on_loan", "type": "number", "label": {"zh": "在借册数", "en": "Books on loan"},
     "prefill": "row.card.on_loan", "editable": False},
    {"field": "owed", "type": "money", "label": {"zh": "未缴费用", "en": "Owed"},
     "prefill": "row.card.owed", "editable": False},
]  # fmt: skip
LOOK = [{"step": "look", "title": {"zh": "核对", "en": "Look"}, "by": {"role": "officer", "unit": "library"}}]


@pytest.mark.req("Z-01", "Z-02")
def test_a_row_of_the_librarys_system_is_chosen_and_looked_at_again_when_it_is_sent(
    aws: Any, library: Library
) -> None:
    world = HallWorld(aws, [])
    known = {"connectors": f"library-loans={library.url}{PATH}", "connector_secrets": f"library={SECRET}"}
    world.hall.settings = replace(world.hall.settings, **known)
    world.publish(bare_service("card", 1, CARD, LOOK))
    person = world.person(GRADUATE)
    (offered,) = world.hall.registers.look_up(person, "card", "card", "r2022")["items"]
    assert offered["label"]["zh"] == f"R{GRADUATE} · 3" and offered["source"]["zh"] == "图书借阅系统"
    assert {name: one["value"] for name, one in offered["fills"].items()} == {"on_loan": 3, "owed": 250}
    assert world.hall.registers.look_up(person, "card", "card", "nobody")["items"] == []

    library.loans[GRADUATE] = {"count": 1, "overdue": 0, "owed": "0"}
    id = world.submit(person, "card", {"card": offered["value"], "on_loan": 3, "owed": 250})
    sent = world.load(id).form
    assert (sent["on_loan"], sent["owed"]) == (1, 0), "what the page showed was an hour old"
    for strange in ("R1", "", "R" * 90):
        with pytest.raises(InvalidForm) as refused:
            world.submit(person, "card", {"card": strange, "on_loan": 0, "owed": 0})
        assert refused.value.errors[0].pointer == "/form/card"

    library.script = [Odd(status=500)] * 3
    told = world.hall.registers.look_up(person, "card", "card", "")
    assert told == {"items": [], "down": {"label": {"zh": "读者证", "en": "Reader's card"}, "when_down": "block"}}
    with pytest.raises(InvalidForm) as blocked:
        world.submit(person, "card", {"card": offered["value"], "on_loan": 1, "owed": 0})
    assert blocked.value.errors[0].pointer == "/form/card" and "暂时" in blocked.value.errors[0].message.zh
