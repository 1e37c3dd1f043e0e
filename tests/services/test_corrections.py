"""“Report an error” is an application to the data's owner: marked at once, answered once, put right (Z-16)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.errors import InvalidForm
from tests.hall_world import HallWorld
from tests.registers.conftest import grade
from tests.services import rows

CODE, STUDENT, ANOTHER = "data-correction", "2023010101", "2023010102"
PLACE = "register:grades:g1:score"


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, [CODE, "student-leave"])
    assert made.refused == {}
    rows.load(made, grades=[grade("g1", STUDENT), grade("g2", ANOTHER)])
    return made


def answer(world: HallWorld, id: str, **fields: Any) -> None:
    (task,) = world.load(id).open_tasks
    world.decide(id, task.key, world.holder_of(task.holder), fields={"reply": "已核实", **fields})


def refused(world: HallWorld, who: str, **form: Any) -> Any:
    with pytest.raises(InvalidForm) as told:
        world.submit(world.person(who), CODE, **form)
    (error,) = told.value.errors
    return error


@pytest.mark.req("Z-16", "X4")
def test_the_owner_puts_a_grade_right(world: HallWorld) -> None:
    person, reading = world.person(STUDENT), world.hall.registers.reading
    id = world.submit(person, CODE, value=PLACE, should_be="92", why="试卷分数为 92 分")
    assert world.load(id).open_tasks[0].holder == "position:officer@registry"
    shown = world.load(id).form["value"]
    assert (shown["source"]["zh"], shown["label"]["zh"], shown["display"]["zh"]) == ("学生成绩", "成绩", "91")
    assert reading.view_row(person, "grades", "g1")["disputed"] == ["score"]
    error = refused(world, STUDENT, value=PLACE)
    assert (error.pointer, error.code) == ("/form/value", "disputed")
    assert world.load(id).head.number in error.message.zh
    (task,) = world.load(id).open_tasks
    officer = world.holder_of(task.holder)
    with pytest.raises(InvalidForm) as wrong:
        world.decide(id, task.key, officer, fields={"verdict": "corrected", "right": "九十二", "reply": "x"})
    assert "须为数字" in wrong.value.errors[0].message.zh, "said to the owner, before anything is decided"
    answer(world, id, verdict="corrected", right="92")
    row = reading.view_row(person, "grades", "g1")
    assert (row["cells"]["score"]["value"], row["disputed"]) == (92, [])
    assert world.load(id).head.state is State.COMPLETED
    newest = reading.history(officer, "grades", "g1")["items"][0]
    assert newest["by"]["why"].startswith(f"application:{id}:")


@pytest.mark.req("Z-16")
def test_what_is_right_stays_and_who_takes_it_back_takes_the_mark_away(world: HallWorld) -> None:
    person, reading = world.person(STUDENT), world.hall.registers.reading
    id = world.submit(person, CODE, value=PLACE)
    answer(world, id, verdict="kept")
    assert reading.view_row(person, "grades", "g1")["cells"]["score"]["value"] == 91
    assert reading.view_row(person, "grades", "g1")["disputed"] == []
    again = world.submit(person, CODE, value=PLACE)
    assert reading.view_row(person, "grades", "g1")["disputed"] == ["score"]
    world.hall.withdraw_application(person, again, world.load(again).seq, "")
    world.settle()
    assert reading.view_row(person, "grades", "g1")["disputed"] == []


@pytest.mark.req("Z-16", "R41")
@pytest.mark.parametrize("place", ["register:grades:g2:score", "register:grades:g1:colour", "register:no:g1:score",
                                   "directory:applicant.password", "nonsense"])  # fmt: skip
def test_only_what_one_sees_can_be_named(world: HallWorld, place: str) -> None:
    assert refused(world, STUDENT, value=place).code == "unknown_value"


@pytest.mark.req("Z-16", "X4")
def test_a_value_of_the_directory_is_marked_where_forms_are_filled_with_it(world: HallWorld) -> None:
    person = world.person(STUDENT)

    def major(code: str) -> dict[str, Any]:
        found = world.hall.service_form(world.person(STUDENT), code)["fields"]
        return next(one for one in found if one["name"] == "applicant_name")

    place = major("student-leave")["place"]
    assert place == "directory:applicant.name"
    leave = world.submit(person, "student-leave")
    id = world.submit(person, CODE, value=place, should_be="林二")
    assert world.load(id).open_tasks[0].holder == "position:officer@registry"
    assert major("student-leave")["disputed"] is True
    holder = world.holder_of(world.load(leave).open_tasks[0].holder)
    seen = world.hall.view_application(holder, leave, None)
    assert seen and [row["name"] for row in seen["form"] if row.get("disputed")] == ["applicant_name"]
    answer(world, id, verdict="corrected", right="林二")
    assert "disputed" not in major("student-leave")
    assert world.load(id).head.state is State.COMPLETED
