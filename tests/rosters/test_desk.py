"""The desk of those who keep rosters: each department its own, dated, with a history; tasks follow (H-18)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.applications import todo_box
from chalicelib.errors import InvalidForm, NotAllowed, NotFound, StaleVersion
from chalicelib.people import REVIEWERS, Member
from tests.hall_world import HallWorld

KEEPER, REGISTRY, COORDINATOR, STUDENT, TEACHER = "110602", "110402", "110102", "2023010101", "120111"
COUNSELLOR, OTHER = "120110", "120109"
CLASS = ("counsellor", "class-cs2301")
TODAY = "2026-11-23"
FORMER = {"person": "120109", "since": "2023-09-01", "until": "2025-08-31"}


def line(person: str, since: str = "", until: str = "") -> dict[str, str]:
    return {"person": person, "since": since, "until": until}


def change(world: HallWorld, who: str, lines: list[dict[str, str]], rev: int = 1, **more: Any) -> dict[str, Any]:
    role, unit = more.get("at", CLASS)
    desk = world.hall.rosters.desk
    found: dict[str, Any] = desk.change(world.person(who), role, unit, rev, lines, more.get("note", ""))
    return found


@pytest.mark.req("H-18")
def test_the_seven_reviewers_come_first_each_with_its_owner(world: HallWorld) -> None:
    told = world.hall.rosters.desk.roles(world.person(KEEPER))
    assert [one["code"] for one in told["items"][:7]] == list(REVIEWERS)
    owners = {one["code"]: one["owner"]["id"] for one in told["items"]}
    assert owners["counsellor"] == "student-affairs" and owners["teaching_secretary"] == "registry"
    kept = {one["code"] for one in told["items"] if one["keeps"]}
    assert kept == {"counsellor", "student_affairs_leader", "hall_helper"}  # the last each department for itself


@pytest.mark.req("H-19", "R40")
def test_a_department_changes_its_own_rosters_and_nobody_elses(world: HallWorld) -> None:
    for who in (REGISTRY, COORDINATOR, COUNSELLOR):
        with pytest.raises(NotAllowed):
            change(world, who, [line(OTHER)])
    assert world.hall.people.get_roster(*CLASS).rev == 1
    assert change(world, KEEPER, [line(OTHER, TODAY)])["rev"] == 2


@pytest.mark.req("R40")
def test_students_and_plain_teachers_see_no_rosters(world: HallWorld) -> None:
    desk = world.hall.rosters.desk
    for who in (STUDENT, TEACHER):
        person = world.person(who)
        asked = [
            lambda person=person: desk.roles(person),
            lambda person=person: desk.list_rosters(person, "counsellor", "", "", 50),
            lambda person=person: desk.view(person, *CLASS),
            lambda person=person: desk.history(person, *CLASS),
            lambda person=person: desk.vacancies(person),
            lambda person=person: desk.look_up(person, KEEPER),
            lambda person=person: desk.export_file(person, "counsellor", "zh"),
            lambda person=person: world.hall.rosters.imports.preview(person, "x"),
        ]
        for ask in asked:
            with pytest.raises(NotAllowed):
                ask()


@pytest.mark.req("H-19")
def test_another_owner_than_the_roles_is_respected(world: HallWorld) -> None:
    """The social sciences' office keeps the research secretaries of its schools."""
    at = ("research_secretary", "college-em")
    desk = world.hall.rosters.desk
    assert desk.view(world.person(REGISTRY), *at)["owner"]["id"] == "humanities"
    with pytest.raises(NotAllowed):
        change(world, "110902", [line("120405")], at=at)
    assert change(world, "111002", [line("120405", TODAY)], at=at)["rev"] == 2
    assert world.hall.people.get_roster(*at).owner_unit == "humanities"


@pytest.mark.req("H-19")
def test_membership_is_dated(world: HallWorld) -> None:
    lines = [
        line(COUNSELLOR, "2025-09-01", "2026-11-22"),
        line(OTHER, "2026-11-23", "2027-08-31"),
        line("120210", "2027-09-01"),
    ]
    shown = change(world, KEEPER, lines)
    assert [one["state"] for one in shown["members"]] == ["over", "now", "coming"]
    assert not shown["vacant"]
    roster = world.hall.people.get_roster(*CLASS)
    assert roster.active_ids(date(2026, 11, 22)) == (COUNSELLOR,)
    assert roster.active_ids(date(2026, 11, 23)) == (OTHER,)
    assert roster.active_ids(date(2027, 9, 1)) == ("120210",)
    assert world.person(OTHER).holds("counsellor@class-cs2301", date(2027, 1, 1))
    assert not world.person(COUNSELLOR).holds("counsellor@class-cs2301", date(2026, 11, 23))


def test_every_fault_is_told_at_its_line(world: HallWorld) -> None:
    lines = [
        line("", TODAY),
        line(OTHER, "23.11.2026"),
    ]
    with pytest.raises(InvalidForm) as refused:
        change(world, KEEPER, lines)
    assert [error.pointer for error in refused.value.errors] == ["/members/0/person", "/members/1/since"]
    lines = [
        line("999999", TODAY),
        line(OTHER, "2026-12-01", "2026-11-30"),
        line(COUNSELLOR, "2025-09-01"),
        line(COUNSELLOR, "2026-09-01"),
    ]
    with pytest.raises(InvalidForm) as refused:
        change(world, KEEPER, lines)
    found = [(error.pointer, error.code) for error in refused.value.errors]
    assert found == [
        ("/members/0/person", "unknown"),
        ("/members/1/until", "range"),
        ("/members/3/since", "overlap"),
    ]
    assert world.hall.people.get_roster(*CLASS).rev == 1


def test_who_has_left_can_join_nothing_but_keeps_old_lines(world: HallWorld) -> None:
    from dataclasses import replace

    world.hall.people.put_person(replace(world.person(COUNSELLOR), until=date(2026, 10, 31)))
    with pytest.raises(InvalidForm) as refused:
        change(world, KEEPER, [line(COUNSELLOR, TODAY)])
    assert refused.value.errors[0].code == "left"
    shown = change(world, KEEPER, [line(COUNSELLOR, "2025-09-01"), line(OTHER, TODAY)])
    assert [one["state"] for one in shown["members"]] == ["over", "now"]


def test_a_second_editor_is_told_and_the_same_again_is_done(world: HallWorld) -> None:
    change(world, KEEPER, [line(OTHER, TODAY)])
    with pytest.raises(StaleVersion):
        change(world, KEEPER, [line("120210", TODAY)])
    assert change(world, KEEPER, [line(OTHER, TODAY)])["rev"] == 2, "the answer was lost, not the change"
    assert world.hall.people.get_roster(*CLASS).members == (Member(OTHER, date(2026, 11, 23)),)


@pytest.mark.req("H-19")
def test_the_history_says_who_changed_what_when_and_why(world: HallWorld) -> None:
    change(world, KEEPER, [FORMER, line(COUNSELLOR, "2025-09-01"), line(OTHER, TODAY)], note="增配辅导员")
    change(world, "110601", [FORMER, line(COUNSELLOR, "2025-09-01", "2026-11-22"), line(OTHER, TODAY)], rev=2)
    desk = world.hall.rosters.desk
    last, first = desk.history(world.person(REGISTRY), *CLASS)["items"]
    assert (first["by"]["id"], first["note"], last["by"]["id"]) == (KEEPER, "增配辅导员", "110601")
    assert first["at"] == "2026-11-23T01:00:00.000Z"
    kinds = {(one["kind"], one["person"]) for one in first["changes"]}
    assert kinds == {("added", OTHER)}
    (ended,) = last["changes"]
    assert ended["kind"] == "ended" and ended["person"] == COUNSELLOR
    assert ended["after"] == {"since": "2025-09-01", "until": "2026-11-22"}
    assert ended["name"] == world.person(COUNSELLOR).name.to_dict()


@pytest.mark.req("H-18")
def test_who_is_missing_where_with_the_services_that_need_it(world: HallWorld) -> None:
    desk = world.hall.rosters.desk
    assert desk.vacancies(world.person(KEEPER))["items"] == []
    change(world, KEEPER, [])
    (gap,) = desk.vacancies(world.person(KEEPER))["items"]
    assert [one["code"] for one in gap["roles"]] == ["counsellor"] and gap["mine"]
    assert gap["unit"]["id"] == "class-cs2301" and gap["owner"]["id"] == "student-affairs"
    assert "student-leave" in [one["code"] for one in gap["services"]]
    assert not desk.vacancies(world.person(REGISTRY))["items"][0]["mine"]
    shown = desk.view(world.person(KEEPER), *CLASS)
    assert shown["vacant"] and "student-leave" in [one["code"] for one in shown["services"]]


def test_lists_are_read_by_pages_and_searched(world: HallWorld) -> None:
    desk, keeper = world.hall.rosters.desk, world.person(KEEPER)
    first = desk.list_rosters(keeper, "counsellor", "", "", 25)
    second = desk.list_rosters(keeper, "counsellor", "", first["next"], 25)
    assert len(first["items"]) == 25 and len(second["items"]) == 17 and second["next"] is None
    found = desk.list_rosters(keeper, "counsellor", "计算机", "", 50)["items"]
    assert {one["unit"]["within"]["zh"] for one in found} == {"计算机与人工智能学院"} and len(found) == 6
    with pytest.raises(NotFound):
        desk.list_rosters(keeper, "nobody", "", "", 50)
    with pytest.raises(NotFound):
        desk.view(keeper, "counsellor", "registry")
    assert desk.look_up(keeper, COUNSELLOR)["name"] == world.person(COUNSELLOR).name.to_dict()
    with pytest.raises(NotFound):
        desk.look_up(keeper, "999999")


@pytest.mark.req("Z-18")
def test_the_coordinator_stands_in_for_a_department_that_has_nobody(world: HallWorld) -> None:
    for role in ("department_head", "officer"):
        roster = world.hall.people.get_roster(role, "student-affairs")
        world.hall.people.set_roster(role, "student-affairs", [], roster.owner_unit)
    assert change(world, COORDINATOR, [line(OTHER, TODAY)])["rev"] == 2


@pytest.mark.req("H-19", "R39")
def test_open_tasks_follow_and_the_handover_is_listed(world: HallWorld) -> None:
    student = world.person(STUDENT)
    id = world.submit(student, "student-leave")
    assert [task.holder for task in world.load(id).open_tasks] == ["position:counsellor@class-cs2301"]
    change(world, KEEPER, [line(COUNSELLOR, "2025-09-01", "2026-11-22")])
    key = {"pk": {"S": "R#counsellor@class-cs2301"}, "sk": {"S": "ROSTER"}}
    record = {"dynamodb": {"Keys": key, "SequenceNumber": "1"}}
    assert world.hall.on_directory({"Records": [record]}) == {"batchItemFailures": []}
    world.settle()
    (task,) = world.load(id).open_tasks
    assert task.holder != "position:counsellor@class-cs2301"
    assert world.hall.store.box(todo_box(task.holder), limit=5, after=None, newest_first=False)
    handed = world.hall.desk.handovers(world.person("120101"), None, 25)["items"]
    assert [one["number"] for one in handed] == [world.load(id).head.number]
