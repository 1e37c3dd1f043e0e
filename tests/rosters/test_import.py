"""Files of rosters: what they would change is shown first, faults by line, then all of it or nothing (H-19)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.errors import InvalidForm, NotAllowed, StaleVersion
from tests.hall_world import HallWorld

KEEPER, REGISTRY, STUDENT = "110602", "110402", "2023010101"
HEAD = "岗位代码,单位代码,学工号,开始日期,结束日期\r\n"
THREE = HEAD + (
    "counsellor,class-cs2301,120109,2026-12-01,2027-08-31\r\n"
    "counsellor,class-cs2301,120110,2025-09-01,2026-11-30\r\n"
    "辅导员,计科2401班,120110,,\r\n"
    "counsellor,class-cs2501,120110,,\r\n"
)


def preview(world: HallWorld, text: str, who: str = KEEPER) -> tuple[dict[str, Any], int]:
    found: tuple[dict[str, Any], int] = world.hall.rosters.imports.preview(world.person(who), text)
    return found


def confirm(world: HallWorld, text: str, mark: int, who: str = KEEPER) -> dict[str, Any]:
    found: dict[str, Any] = world.hall.rosters.imports.confirm(world.person(who), text, mark, "学期调整")
    return found


def held(world: HallWorld, unit: str, on: date = date(2026, 11, 23)) -> tuple[str, ...]:
    return tuple(world.hall.people.get_roster("counsellor", unit).active_ids(on))


@pytest.mark.req("H-19")
def test_a_preview_shows_what_would_change_and_writes_nothing(world: HallWorld) -> None:
    shown, _ = preview(world, THREE)
    assert (shown["added"], shown["ended"], shown["changed"], shown["removed"]) == (2, 2, 0, 0)
    assert shown["unchanged"] == 1 and shown["faults"] == []
    first, second = shown["positions"]
    kinds = sorted((one["kind"], one["person"]) for one in first["changes"])
    assert kinds == [("added", "120109"), ("ended", "120110")]
    ended = next(one for one in second["changes"] if one["kind"] == "ended")
    assert (ended["person"], ended["after"]["until"]) == ("120109", "2026-11-22"), "not in the file any more"
    assert held(world, "class-cs2401") == ("120109",)


@pytest.mark.req("H-19")
def test_confirmed_as_it_was_shown(world: HallWorld) -> None:
    _, mark = preview(world, THREE)
    done = confirm(world, THREE, mark)
    assert done == {"positions": 2, "added": 2, "ended": 2, "changed": 0, "removed": 0}
    assert held(world, "class-cs2401") == ("120110",)
    assert held(world, "class-cs2301") == ("120110",)
    assert held(world, "class-cs2301", date(2026, 12, 1)) == ("120109",)
    assert world.person("120110").holds("counsellor@class-cs2401", date(2026, 11, 23))
    (entry,) = world.hall.rosters.desk.history(world.person(KEEPER), "counsellor", "class-cs2401")["items"]
    assert entry["by_file"] and entry["note"] == "学期调整"
    again, mark = preview(world, THREE)
    assert again["positions"] == [] and again["unchanged"] == 3
    assert confirm(world, THREE, mark)["positions"] == 0, "the same file again is no error"


@pytest.mark.req("H-19")
def test_a_stale_preview_is_refused(world: HallWorld) -> None:
    _, mark = preview(world, THREE)
    desk = world.hall.rosters.desk
    desk.change(world.person(KEEPER), "counsellor", "class-cs2401", 1, [], "")
    with pytest.raises(StaleVersion):
        confirm(world, THREE, mark)
    assert held(world, "class-cs2401") == (), "nothing of it was written"
    assert world.hall.people.get_roster("counsellor", "class-cs2301").rev == 1
    with pytest.raises(StaleVersion):
        confirm(world, THREE + "counsellor,class-me2301,120209,,\r\n", mark)


@pytest.mark.req("H-19")
def test_faults_are_told_by_line_and_stop_everything(world: HallWorld) -> None:
    text = HEAD + (
        "counsellor,class-cs2301,120109,2026-09-01,\r\n"  # 2: fine
        "counsellor,class-cs2301,999999,,\r\n"  # 3: unknown
        "counsellor,class-cs2301,120109,2026-10-01,\r\n"  # 4: overlaps line 2
        "nobody,class-cs2301,120109,,\r\n"  # 5: no such role
        "counsellor,class-zz9999,120109,,\r\n"  # 6: no such unit
        "counsellor,class-cs2401,120109,morgen,\r\n"  # 7: no day
        "counsellor,class-cs2201,120109,2026-09-01,2026-08-31\r\n"  # 8: ends before it begins
        "teaching_secretary,college-cs,120104,,\r\n"  # 9: the registrar's
        "counsellor,registry,120109,,\r\n"  # 10: no office has one
    )
    shown, mark = preview(world, text)
    found = [(one["line"], one["code"]) for one in shown["faults"]]
    assert found == [
        (3, "unknown"), (4, "overlap"), (5, "role"), (6, "unit"), (7, "since"), (8, "range"), (9, "position"),
        (10, "position"),
    ]  # fmt: skip
    assert "教务处" in shown["faults"][6]["message"]["zh"]
    with pytest.raises(InvalidForm) as refused:
        confirm(world, text, mark)
    assert len(refused.value.errors) == 8 and "第 3 行" in refused.value.errors[0].message.zh
    assert world.hall.people.get_roster("counsellor", "class-cs2301").rev == 1


def test_the_same_line_twice_overlaps_itself(world: HallWorld) -> None:
    text = HEAD + "counsellor,class-cs2301,120109,2026-09-01,\r\n" * 2
    assert [(one["line"], one["code"]) for one in preview(world, text)[0]["faults"]] == [(3, "overlap")]


def test_a_line_without_a_person_empties_the_position_and_says_so(world: HallWorld) -> None:
    text = HEAD + "counsellor,class-cs2301,,,\r\n"
    shown, mark = preview(world, text)
    assert shown["positions"][0]["vacated"] and shown["ended"] == 1
    confirm(world, text, mark)
    assert held(world, "class-cs2301") == ()


@pytest.mark.parametrize("text", ["", "a,b\r\n1,2\r\n", "学工号\r\n120109\r\n", '"'])
def test_a_file_without_its_columns_is_told_so(world: HallWorld, text: str) -> None:
    shown, _ = preview(world, text)
    assert [(one["line"], one["code"]) for one in shown["faults"]] == [(0, "head")]


def test_tabs_english_headings_and_other_days_are_read(world: HallWorld) -> None:
    text = "\ufeffRole\tUnit\tPerson\tSince\tUntil\nCounsellor\tClass CS2301\t120109\t2026/9/1\t2027年8月31日\n"
    shown, _ = preview(world, text)
    assert shown["faults"] == []
    added = next(one for one in shown["positions"][0]["changes"] if one["kind"] == "added")
    assert added["after"] == {"since": "2026-09-01", "until": "2027-08-31"}


@pytest.mark.req("H-19")
def test_an_exported_file_comes_back_without_a_change(world: HallWorld) -> None:
    desk = world.hall.rosters.desk
    for lang in ("zh", "en"):
        file = desk.export_file(world.person(KEEPER), "", lang)
        assert file["csv"].count("\r\n") == 1 + 42 + 8 + 1
        shown, _ = preview(world, file["csv"])
        assert shown["faults"] == [] and shown["positions"] == [] and shown["unchanged"] == 51


@pytest.mark.req("R34")
def test_cells_of_a_file_are_no_formulas(world: HallWorld) -> None:
    from dataclasses import replace

    from chalicelib.shared.text import Text

    person = world.person("120110")
    world.hall.people.put_person(replace(person, name=Text("=1+1", "=1+1")))
    file = world.hall.rosters.desk.export_file(world.person(KEEPER), "counsellor", "zh")
    assert "'=1+1" in file["csv"] and ",=1+1" not in file["csv"]


@pytest.mark.req("H-19")
def test_a_file_for_every_class_is_written_whole(world: HallWorld) -> None:
    """More than one transaction takes: 42 rosters, their histories and sixteen people."""
    file = world.hall.rosters.desk.export_file(world.person(KEEPER), "counsellor", "zh")["csv"]
    rows = [line.split(",") for line in file.splitlines()]
    pairs = [(f"12{n:02d}09", f"12{n:02d}10") for n in range(1, 9)]
    swapped = dict(pairs) | {second: first for first, second in pairs}
    text = "\r\n".join(",".join([*row[:4], swapped.get(row[4], row[4]), "", "", ""]) for row in rows)
    shown, mark = preview(world, text)
    assert shown["faults"] == [] and (shown["added"], shown["ended"]) == (42, 42)
    assert confirm(world, text, mark)["positions"] == 42
    assert preview(world, text)[0]["positions"] == []
    assert held(world, "class-md2401") != () and world.person(held(world, "class-md2401")[0]).holds(
        "counsellor@class-md2401", date(2026, 11, 23)
    )


@pytest.mark.req("R40")
def test_others_import_nothing(world: HallWorld) -> None:
    shown, mark = preview(world, THREE, REGISTRY)
    assert {one["code"] for one in shown["faults"]} == {"position"}
    with pytest.raises(InvalidForm):
        confirm(world, THREE, mark, REGISTRY)
    with pytest.raises(NotAllowed):
        preview(world, THREE, STUDENT)
