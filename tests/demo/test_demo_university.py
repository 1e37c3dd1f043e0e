import re
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from chalicelib.people import CATEGORY_NAMES, REVIEWERS, ROLES, STUDENTS, Member, PeopleStore
from local.demo import demo_accounts, demo_university, load_demo

DAY = date(2026, 11, 23)
UNIVERSITY = demo_university()
PEOPLE = {person.id: person for person in UNIVERSITY.people}
UNITS = {unit.id: unit for unit in UNIVERSITY.units}
ROSTERS = {roster.key: roster for roster in UNIVERSITY.rosters}


def test_it_is_the_same_on_every_machine():
    digest = (
        "from zlib import crc32; from local.demo import demo_university; print(crc32(repr(demo_university()).encode()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", digest],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": n},
            cwd=Path(__file__).parents[2],
        )
        for n in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != ""


@pytest.mark.req("N11")
def test_it_is_a_university_of_the_size_promised():
    kinds = Counter(unit.kind for unit in UNIVERSITY.units)
    assert kinds["campus"] == 5 and kinds["college"] == 8 and kinds["department"] >= 15 and kinds["class"] >= 32
    assert 280 <= len(PEOPLE) <= 350
    assert {person.category for person in UNIVERSITY.people} == set(CATEGORY_NAMES)
    assert len(PEOPLE) == len(UNIVERSITY.people) and len(UNITS) == len(UNIVERSITY.units)


def test_every_person_is_whole_and_lives_in_units_that_exist():
    for person in UNIVERSITY.people:
        assert person.name.zh and person.name.en
        assert re.fullmatch(r"1990000\d{4}", person.mobile)
        assert person.email.endswith(("@yizhan.example", "@stu.yizhan.example"))
        assert set(person.units.values()) <= set(UNITS)
        assert {"department", "campus"} <= set(person.units)
        assert ("class" in person.units) is (person.category in STUDENTS)
        assert UNITS[person.units["campus"]].kind == "campus"
    assert len({person.mobile for person in UNIVERSITY.people}) == len(PEOPLE)
    assert len({person.name.zh for person in UNIVERSITY.people}) == len(PEOPLE)


def test_departments_can_be_asked():
    for unit in UNIVERSITY.units:
        assert unit.phone.startswith("0000-") and unit.email.endswith(".example")
        assert unit.parent is None or unit.parent in UNITS
        assert unit.kind == "class" or unit.place


def test_names_that_are_hard_to_hold_are_among_them():
    names = "".join(person.name.zh for person in UNIVERSITY.people)
    assert "䶮" in names and "㛃" in names and "喆" in names
    assert any(ord(character) > 0xFFFF for character in names)
    assert any("·" in person.name.zh for person in UNIVERSITY.people if person.category == "undergraduate")


@pytest.mark.req("H-18", "H-19")
def test_every_role_has_somebody_everywhere_it_means_something():
    for role in ROLES.values():
        # Nobody's in particular: each unit keeps its own.
        assert not role.owner_unit or UNITS[role.owner_unit].kind == "department"
    everywhere = {"department_head", "department_leader", "officer", "school_leader"}
    for unit in UNIVERSITY.units:
        wanted = {
            "college": {r.code for r in ROLES.values() if "college" in r.kinds},
            "department": everywhere,
            "class": {"counsellor"},
            "campus": {"dormitory_manager"},
            "university": {"school_leader", "president", "party_secretary"},
        }[unit.kind]
        missing = {role for role in wanted if not ROSTERS.get(f"{role}@{unit.id}")}
        assert not missing, (unit.id, missing)
    held_roles = {roster.role for roster in UNIVERSITY.rosters}
    assert held_roles == set(ROLES) >= set(REVIEWERS)


@pytest.mark.req("H-19")
def test_rosters_and_positions_say_the_same():
    by_people = {(p.key, id, p.since, p.until) for id, person in PEOPLE.items() for p in person.positions}
    by_rosters = {(r.key, m.person_id, m.since, m.until) for r in UNIVERSITY.rosters for m in r.members}
    assert by_people == by_rosters
    for roster in UNIVERSITY.rosters:
        assert roster.unit in UNITS and UNITS[roster.unit].kind in ROLES[roster.role].kinds
        assert UNITS[roster.owner_unit].kind == "department"
        assert roster.active_ids(DAY), roster.key
    assert ROSTERS["counsellor@class-cs2301"].active_ids(DAY) == ("120110",)
    assert ROSTERS["counsellor@class-cs2301"].active_ids(date(2024, 1, 1)) == ("120109",)


def test_postgraduates_have_a_supervisor_of_their_college():
    for person in UNIVERSITY.people:
        if person.category == "graduate":
            supervisor = PEOPLE[person.extra["supervisor"]]
            assert supervisor.holds(f"advisor@{person.units['college']}", DAY)
            assert person.extra["supervisor_name"] == supervisor.name.to_dict()


@pytest.mark.req("Z-10")
def test_demo_accounts_lead_to_people_with_the_parts_they_say():
    accounts = {account.login: account for account in demo_accounts()}
    assert accounts["marie.dubois"].person_id == "2024910101"
    assert PEOPLE["2024910101"].category == "international"
    assert UNIVERSITY.accounts["marie.dubois"] == "2024910101"
    assert not set(UNIVERSITY.accounts) & set(PEOPLE)
    for account in accounts.values():
        assert account.name == PEOPLE[account.person_id].name
        assert account.about.zh and account.about.en
    student = PEOPLE["2023010101"]
    assert student.name.zh == "林晓雨" and student.units["class"] == "class-cs2301"
    assert PEOPLE["2022010101"].extra["graduating"] is True
    held = {
        "120110": "counsellor@class-cs2301",
        "120102": "student_affairs_leader@college-cs",
        "120104": "teaching_secretary@college-cs",
        "110102": "officer@presidents-office",
        "110402": "officer@registry",
        "110901": "department_head@science",
        "111102": "officer@finance",
        "111202": "officer@legal",
        "111302": "officer@library",
        "111402": "officer@network-centre",
        "100004": "school_leader@science",
    }
    for id, position in held.items():
        assert id in accounts and PEOPLE[id].holds(position, DAY), (id, position)


def test_it_is_loaded_quickly_and_once(aws):
    store = PeopleStore()
    started = time.perf_counter()
    assert load_demo(store) is True
    assert time.perf_counter() - started < 5
    assert store.get_people(PEOPLE) == PEOPLE
    assert {unit.id: unit for unit in store.all_units()} == UNITS
    assert store.get_roster("counsellor", "class-cs2301") == ROSTERS["counsellor@class-cs2301"]
    assert store.person_of_account("marie.dubois").id == "2024910101"
    store.set_preferences("2023010101", lang="en")
    assert load_demo(store) is False
    assert store.get_person("2023010101").lang == "en"


def test_a_load_that_broke_off_is_done_again(aws):
    store = PeopleStore()
    store.load_seed("demo-university", "an older edition", UNIVERSITY)
    assert load_demo(store) is True
    assert load_demo(store) is False


def test_its_rosters_can_be_changed_afterwards(aws):
    store = PeopleStore()
    load_demo(store)
    store.set_roster("officer", "registry", [Member("110403")], "personnel", expect_rev=1)
    assert [p.id for p in store.members("officer@registry", DAY)] == ["110403"]
    assert not store.get_person("110402").holds("officer@registry", DAY)
