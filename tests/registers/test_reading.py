"""Who sees which rows: judged row by row, in lists whose cost does not depend on what is stored."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import InvalidRequest, NotFound
from tests.registers.conftest import (
    COUNSELLOR,
    FINANCE,
    LEADER,
    LIN,
    OTHER_LEADER,
    REGISTRAR,
    WU,
    World,
    grade,
    project,
    receipt,
)


def keys(found: dict[str, Any]) -> list[str]:
    return [item["key"] for item in found["items"]]


@pytest.fixture
def filled(world: World) -> World:
    world.load(
        grades=[
            grade("g1"),
            grade("g2", score=58),
            grade("g3", "wu", **{"class": "class-cs2201"}),
        ],
        research_projects=[project("P1"), project("P2", leader="leader2")],
        project_entries=[
            {
                "entry": f"{of}-{n}",
                "day": f"2026-0{n}-01",
                "project": of,
                "amount": 100,
                "subject": {"zh": "费", "en": "fee"},
            }
            for of in ("P1", "P2")
            for n in (1, 2, 3)
        ],
        incoming_receipts=[receipt("R1"), receipt("R2", state="claimed"), receipt("R3", account="99991234567")],
    )
    return world


@pytest.mark.req("S-F10", "R41")
def test_own_rows_and_nobody_elses(filled: World) -> None:
    reading = filled.room.reading
    assert keys(reading.list_rows(LIN, "grades", "own", "", None, 25)) == ["g1", "g2"]
    assert keys(reading.list_rows(WU, "grades", "own", "", None, 25)) == ["g3"]
    assert reading.view_row(LIN, "grades", "g1")["cells"]["score"]["value"] == 91
    for hidden in ("g3", "no"):
        with pytest.raises(NotFound):
            reading.view_row(LIN, "grades", hidden)
    with pytest.raises(NotFound):
        reading.list_rows(LIN, "grades", "all", "", None, 25)


@pytest.mark.req("S-F10")
def test_a_counsellor_sees_their_class_and_no_other(filled: World) -> None:
    reading = filled.room.reading
    assert keys(reading.list_rows(COUNSELLOR, "grades", "group", "", None, 25)) == ["g1", "g2"]
    assert keys(reading.list_rows(COUNSELLOR, "grades", "group", "class-cs2201", None, 25)) == []
    with pytest.raises(NotFound):
        reading.view_row(COUNSELLOR, "grades", "g3")
    with pytest.raises(NotFound):
        reading.list_rows(LIN, "grades", "group", "class-cs2301", None, 25)


def test_keepers_see_all_of_what_they_keep(filled: World) -> None:
    reading, items = filled.room.reading, []
    page = reading.list_rows(REGISTRAR, "grades", "all", "", None, 2)
    for _ in range(12):
        items += keys(page)
        if not page["next"]:
            break
        page = reading.list_rows(REGISTRAR, "grades", "all", "", page["next"], 2)
    assert sorted(items) == ["g1", "g2", "g3"]
    with pytest.raises(NotFound):
        reading.list_rows(FINANCE, "grades", "all", "", None, 25)


@pytest.mark.req("C-R1", "Z-F13", "R41")
def test_a_projects_entries_are_its_leaders_alone(filled: World) -> None:
    reading = filled.room.reading
    assert keys(reading.list_rows(LEADER, "project-entries", "group", "P1", None, 25)) == ["P1-1", "P1-2", "P1-3"]
    assert keys(reading.list_rows(LEADER, "project-entries", "group", "P2", None, 25)) == []
    assert reading.view_row(OTHER_LEADER, "project-entries", "P2-1")["key"] == "P2-1"
    with pytest.raises(NotFound):
        reading.view_row(OTHER_LEADER, "project-entries", "P1-1")


@pytest.mark.req("C-R2")
def test_the_open_list_holds_what_is_open_and_masks_what_is_private(filled: World) -> None:
    reading = filled.room.reading
    found = reading.list_rows(LEADER, "incoming-receipts", "all", "", None, 25)
    assert keys(found) == ["R1", "R3"]
    account = found["items"][1]["cells"]["account"]
    assert account == {"value": None, "display": {"zh": "****67", "en": "****67"}}
    assert reading.view_row(FINANCE, "incoming-receipts", "R3")["cells"]["account"]["value"] == "99991234567"
    with pytest.raises(NotFound):
        reading.view_row(LEADER, "incoming-receipts", "R2")
    with pytest.raises(NotFound):
        reading.list_rows(LIN, "incoming-receipts", "all", "", None, 25)


def test_the_registers_of_a_person(filled: World) -> None:
    found = filled.room.reading.list_registers(LIN)["items"]
    views = {item["code"]: item["views"] for item in found}
    assert views["grades"] == ["own"] and views["timetable"] == ["group"] and views["university-calendar"] == ["all"]
    assert "incoming-receipts" not in views and not any(item["keeper"] for item in found)
    kept = {item["code"] for item in filled.room.reading.list_registers(REGISTRAR)["items"] if item["keeper"]}
    assert kept == {"grades", "timetable", "exams"}
    told = filled.room.reading.describe(LIN, "grades")
    assert told["owner"]["zh"] == "教务处" and told["fresh_at"] == "2026-11-23T04:00:00.000Z"
    with pytest.raises(NotFound):
        filled.room.reading.describe(LIN, "incoming-receipts")


def test_a_cursor_is_of_one_list_and_one_person(filled: World) -> None:
    reading = filled.room.reading
    following = reading.list_rows(LIN, "grades", "own", "", None, 1)["next"]
    assert keys(reading.list_rows(LIN, "grades", "own", "", following, 1)) == ["g2"]
    with pytest.raises(InvalidRequest):
        reading.list_rows(WU, "grades", "own", "", following, 1)
    with pytest.raises(InvalidRequest):
        reading.list_rows(LIN, "exams", "own", "", following, 1)


@pytest.mark.req("Z-16")
class TestDisputes:
    def test_a_wrong_value_is_marked_until_its_application_ends(self, filled: World) -> None:
        disputes, reading, place = filled.room.disputes, filled.room.reading, "register:grades:g1:score"
        for _ in range(2):  # the reaction may run twice
            disputes.mark("a1", place, "lin")
        assert reading.view_row(LIN, "grades", "g1")["disputed"] == ["score"]
        assert disputes.disputed_by(place, "lin") == "a1"
        disputes.mark("a2", place, "lin")
        disputes.release("a2")
        assert disputes.disputed_by(place, "lin") == "a1", "the first one's mark stays"
        for _ in range(2):
            disputes.release("a1")
        assert reading.view_row(LIN, "grades", "g1")["disputed"] == []
        assert disputes.disputed_by(place, "lin") == ""

    def test_the_owners_answer_is_carried_out_once(self, filled: World) -> None:
        disputes, place = filled.room.disputes, "register:grades:g1:score"
        disputes.mark("a1", place, "lin")
        done = disputes.settle("a1", place, 92)
        assert done["changes"] == {"score": {"before": 91, "after": 92}}
        disputes.settle("a1", place, 92)
        disputes.release("a1")
        row = filled.room.reading.view_row(LIN, "grades", "g1")
        assert (row["cells"]["score"]["value"], row["disputed"], row["rev"]) == (92, [], 3)

    def test_history_says_who_when_before_and_after(self, filled: World) -> None:
        filled.pass_time(hours=1)
        done = filled.room.disputes.correct_row(REGISTRAR, "grades", "g1", 1, {"score": "92.5", "points": None})
        assert done == {"key": "g1", "rev": 2}
        newest, first = filled.room.reading.history(REGISTRAR, "grades", "g1")["items"]
        (change,) = newest["changes"]
        assert (change["column"], change["before"], change["after"]) == ("score", 91, 92.5)
        assert (newest["by"]["id"], newest["by"]["why"], newest["at"]) == (
            "registrar", "correction", "2026-11-23T05:00:00.000Z",
        )  # fmt: skip
        assert first["rev"] == 1 and first["by"]["why"] == "seed"
        with pytest.raises(NotFound):
            filled.room.reading.history(LIN, "grades", "g1")
