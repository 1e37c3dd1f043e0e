"""Units and persons kept by the departments that own them: one by one, by file, with history (H-19)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.errors import InvalidForm, NotAllowed, NotFound, StaleVersion
from chalicelib.forms import parse_form, prefill
from tests.hall_world import HallWorld

PERSONNEL, REGISTRY, FINANCE, STUDENT, TEACHER = "110302", "110402", "111102", "2023010101", "120111"
COUNSELLOR = "120110"


def change(world: HallWorld, who: str, what: str, id: str, mark: int | None = None, **row: str) -> dict[str, Any]:
    desk = world.hall.rosters.directory
    known = desk.view(world.person(who), what, id)[1] if mark is None else mark
    return desk.change(world.person(who), what, id, known, {name.rstrip("_"): v for name, v in row.items()}, "调整")[0]


@pytest.mark.req("H-19")
def test_the_personnel_department_changes_units_and_staff_and_it_is_on_record(world: HallWorld) -> None:
    desk, person = world.hall.rosters.directory, world.person(PERSONNEL)
    shown = change(world, PERSONNEL, "unit", "library", phone="0000-88119999", until="2030-12-31")
    assert shown["row"]["phone"] == "0000-88119999" and not shown["over"]
    assert shown["names"]["kind"] == {"zh": "部门", "en": "Department"}
    assert world.hall.people.get_unit("library").phone == "0000-88119999", "seen at once"
    (entry,) = desk.history(person, "unit", "library")["items"]
    assert (entry["by"], entry["note"], entry["by_file"]) == (PERSONNEL, "调整", False)
    assert {one["column"] for one in entry["changes"]} == {"phone", "until"}

    before = world.person(TEACHER)
    shown = change(world, PERSONNEL, "person", TEACHER, department="library", college="")
    after = world.person(TEACHER)
    assert after.units["department"] == "library" and "college" not in after.units
    assert (after.positions, after.extra, after.lang) == (before.positions, before.extra, before.lang)
    assert any(one["row"]["id"] == TEACHER for one in desk.list_people(person, "library", "", "", 100)["items"])
    added = change(world, PERSONNEL, "unit", "new-office", 0, name_zh="新办", name_en="New Office", kind="department",
                   parent="yizhan", campus="campus-new")  # fmt: skip
    assert added["row"]["id"] == "new-office" and added["may_change"]


@pytest.mark.req("H-19")
def test_each_keeps_its_own_and_others_only_look(world: HallWorld) -> None:
    desk = world.hall.rosters.directory
    change(world, REGISTRY, "person", STUDENT, name_en="Li Ming")
    for who, what, id in ((REGISTRY, "person", TEACHER), (REGISTRY, "unit", "library"), (PERSONNEL, "person", STUDENT),
                          (FINANCE, "unit", "library")):  # fmt: skip
        assert not desk.view(world.person(who), what, id)[0]["may_change"]
        with pytest.raises(NotAllowed):
            change(world, who, what, id, name_en="X")
    with pytest.raises(NotAllowed):  # nobody makes a student a member of staff alone
        change(world, REGISTRY, "person", STUDENT, category="staff")
    with pytest.raises(NotAllowed):
        desk.list_units(world.person(STUDENT), "", "", 10)
    with pytest.raises(NotFound):
        desk.view(world.person(FINANCE), "unit", "nowhere")
    with pytest.raises(NotFound):
        desk.view(world.person(FINANCE), "roster", "library")


def test_every_fault_names_its_column_and_a_slower_change_is_refused(world: HallWorld) -> None:
    def faults(what: str, id: str, **row: str) -> dict[str, str]:
        with pytest.raises(InvalidForm) as refused:
            change(world, PERSONNEL, what, id, **row)
        return {one.pointer: one.code for one in refused.value.errors}

    assert faults("unit", "library", name_zh="", kind="shop", parent="nowhere", since="soon") == {
        "/name_zh": "required", "/kind": "unknown", "/parent": "unknown", "/since": "date",
    }  # fmt: skip
    assert faults("unit", "library", parent="library") == {"/parent": "ring"}
    assert faults("unit", "library", since="2026-09-02", until="2026-09-01") == {"/until": "range"}
    assert faults("person", TEACHER, department="class-cs2301", until="x") == {
        "/department": "kind", "/until": "date",
    }  # fmt: skip
    assert faults("person", TEACHER, since="2027-12-01") == {"/since": "far"}
    assert faults("person", TEACHER, since="2026-09-01", until="2026-08-31") == {"/until": "range"}
    change(world, PERSONNEL, "unit", "archives", until="2026-01-01")
    assert faults("person", TEACHER, department="archives") == {"/department": "ended"}
    mark = world.hall.rosters.directory.view(world.person(PERSONNEL), "unit", "library")[1]
    change(world, PERSONNEL, "unit", "library", phone="1")
    with pytest.raises(StaleVersion):
        change(world, PERSONNEL, "unit", "library", mark, phone="2")
    with pytest.raises(StaleVersion):
        change(world, PERSONNEL, "unit", "library", 0, phone="2")


@pytest.mark.req("H-19")
@pytest.mark.parametrize(("what", "unit", "who"), [("unit", "", PERSONNEL), ("person", "class-cs2301", REGISTRY)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_taken_away_comes_back_without_a_change(
    world: HallWorld, what: str, unit: str, who: str, lang: str
) -> None:
    files, person = world.hall.rosters.directory_file, world.person(who)
    made = files.export(person, what, unit, lang)
    shown, mark = files.preview(person, what, made["csv"])
    assert not shown["faults"] and not shown["changes"] and shown["unchanged"] > 5
    assert files.confirm(person, what, made["csv"], mark, "") == {"added": 0, "changed": 0}


@pytest.mark.req("H-19")
def test_a_file_is_shown_then_carried_out_as_shown(world: HallWorld) -> None:
    files, person = world.hall.rosters.directory_file, world.person(PERSONNEL)
    text = (
        "单位代码,名称,英文名称,类别,上级单位,校区\r\n"
        "new-lab,新实验中心,New Laboratory,department,new-hub,campus-new\r\n"
        "new-hub,新中心,New Hub,department,yizhan,campus-new\r\n"
        "library,图书信息中心,Library,department,yizhan,campus-south\r\n"
    )
    shown, mark = files.preview(person, "unit", text)
    assert (shown["added"], shown["changed"], shown["faults"]) == (2, 1, [])
    with pytest.raises(NotFound):
        world.hall.people.get_unit("new-lab")
    change(world, PERSONNEL, "unit", "library", phone="0000-1")
    with pytest.raises(StaleVersion):
        files.confirm(person, "unit", text, mark, "机构改革")
    _, mark = files.preview(person, "unit", text)
    assert files.confirm(person, "unit", text, mark, "机构改革") == {"added": 2, "changed": 1}
    library = world.hall.people.get_unit("library")
    assert (library.name.zh, library.phone) == ("图书信息中心", "0000-1"), "columns the file leaves out stay"
    entry = world.hall.rosters.directory.history(person, "unit", "library")["items"][0]
    assert entry["by_file"] and entry["note"] == "机构改革"
    assert files.confirm(person, "unit", text, mark, "") == {"added": 0, "changed": 0}, "confirmed before"


def test_faults_of_a_file_say_their_lines_and_stop_everything(world: HallWorld) -> None:
    files, person = world.hall.rosters.directory_file, world.person(PERSONNEL)
    text = f"学工号,姓名,所在部门\r\n{TEACHER},王老师,nowhere\r\n{STUDENT},李明,library\r\n{TEACHER},王老师,library\r\n"
    shown, mark = files.preview(person, "person", text)
    assert [(one["line"], one["code"]) for one in shown["faults"]] == [(2, "unknown"), (3, "keeper"), (4, "twice")]
    with pytest.raises(InvalidForm) as refused:
        files.confirm(person, "person", text, mark, "")
    assert refused.value.errors[0].message.zh.startswith("第 2 行：所在部门")
    assert files.preview(person, "unit", "名称\r\nx\r\n")[0]["faults"][0]["line"] == 0


@pytest.mark.req("H-19", "C-11")
def test_the_day_somebody_joined_is_entered_by_page_and_file_and_known_to_forms(world: HallWorld) -> None:
    assert change(world, PERSONNEL, "person", TEACHER, since="2015-07-01")["row"]["since"] == "2015-07-01"
    assert world.person(TEACHER).since == date(2015, 7, 1)
    assert prefilled(world, TEACHER) == "2015-07-01"
    files, keeper = world.hall.rosters.directory_file, world.person(PERSONNEL)
    text = f"学工号,到校日期\r\n{TEACHER},2016-07-01\r\n"
    shown, mark = files.preview(keeper, "person", text)
    assert [(one["before"], one["after"]) for one in shown["changes"][0]["changes"]] == [("2015-07-01", "2016-07-01")]
    files.confirm(keeper, "person", text, mark, "")
    assert prefilled(world, TEACHER) == "2016-07-01"
    late = files.preview(keeper, "person", text.replace("2016", "2030"))[0]
    assert [one["code"] for one in late["faults"]] == ["far"]


def prefilled(world: HallWorld, id: str) -> str:
    """The value a date field that is filled from the directory begins with."""
    label = {"zh": "到校日期", "en": "Joined"}
    field = {"field": "joined", "type": "date", "label": label, "prefill": "applicant.since"}
    person = world.person(id)
    return str(prefill(parse_form([field]), person, {})["joined"].value)


@pytest.mark.req("H-19", "R39")
def test_open_tasks_of_who_leaves_are_handed_over(world: HallWorld) -> None:
    """The counsellor is given a last day: the task goes to whoever is above, as when a roster changes."""
    id = world.submit(world.person(STUDENT), "student-leave")
    assert [task.holder for task in world.load(id).open_tasks] == ["position:counsellor@class-cs2301"]
    before = image(world, COUNSELLOR)
    assert change(world, PERSONNEL, "person", COUNSELLOR, until="2026-11-22")["over"]
    keys = {"pk": {"S": f"P#{COUNSELLOR}"}, "sk": {"S": "PERSON"}}
    images = {"OldImage": before, "NewImage": image(world, COUNSELLOR)}
    record = {"dynamodb": {"Keys": keys, "SequenceNumber": "1", **images}}
    assert world.hall.on_directory({"Records": [record]}) == {"batchItemFailures": []}
    world.settle()
    (task,) = world.load(id).open_tasks
    assert task.holder != "position:counsellor@class-cs2301"


def image(world: HallWorld, id: str) -> Any:
    key = {"pk": {"S": f"P#{id}"}, "sk": {"S": "PERSON"}}
    table = world.hall.settings.table("people")
    return world.aws.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
