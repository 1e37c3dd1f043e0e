from datetime import date, timedelta

import pytest

from chalicelib.people import (
    REVIEWERS,
    ROLES,
    Member,
    Position,
    Roster,
    position_key,
    position_title,
    split_position_key,
    with_holders,
)
from tests.people.samples import DAY, person, unit

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (None, None, True),
        (DAY, None, True),
        (None, DAY, True),
        (DAY, DAY, True),
        (TOMORROW, None, False),
        (None, YESTERDAY, False),
    ],
)
@pytest.mark.req("H-19")
def test_a_position_is_held_from_its_first_to_its_last_day(since, until, held):
    somebody = person("1", positions=(Position("officer", "registry", since, until),))
    assert somebody.holds("officer@registry", DAY) is held
    assert somebody.position_keys(DAY) == (["officer@registry"] if held else [])
    roster = Roster("officer", "registry", (Member("1", since, until),))
    assert roster.active_ids(DAY) == (("1",) if held else ())


def test_a_position_held_in_another_unit_is_another_position():
    somebody = person("1", positions=(Position("officer", "registry"),))
    assert not somebody.holds("officer@library", DAY)
    assert not somebody.holds("officer", DAY)


def test_position_keys_are_read_back():
    assert split_position_key(position_key("counsellor", "class-cs2301")) == ("counsellor", "class-cs2301")
    for wrong in ("", "officer", "@registry", "officer@"):
        with pytest.raises(ValueError, match="not a position key"):
            split_position_key(wrong)


@pytest.mark.req("H-18")
def test_the_seven_reviewers_exist_in_both_languages():
    assert len(REVIEWERS) == 7 and set(REVIEWERS) <= set(ROLES)
    assert all(role.title.zh and role.title.en and role.kinds for role in ROLES.values())
    assert all(code == role.code for code, role in ROLES.items())


@pytest.mark.req("H-19")
def test_reviewers_are_kept_by_the_departments_that_answer_for_them():
    owners = {code: ROLES[code].owner_unit for code in REVIEWERS}
    assert owners == {
        "department_head": "organisation",
        "teaching_secretary": "registry",
        "graduate_secretary": "graduate-school",
        "research_secretary": "science",
        "foreign_secretary": "international",
        "counsellor": "student-affairs",
        "league_secretary": "league",
    }


def test_position_titles_name_role_and_unit():
    assert position_title("officer", unit("registry")) == ("单位registry经办人", "Officer, Unit registry")
    assert position_title("school_leader", unit("registry")).zh == "分管单位registry校领导"
    assert position_title("school_leader", unit("yizhan", "university")).zh == "单位yizhan校领导"


def test_new_holders_begin_and_former_ones_end():
    before = (Member("a", date(2025, 9, 1)), Member("b", date(2025, 9, 1)), Member("old", None, date(2024, 1, 1)))
    after = with_holders(before, ["b", "c"], DAY)
    assert after == (
        Member("a", date(2025, 9, 1), YESTERDAY),
        Member("old", None, date(2024, 1, 1)),
        Member("b", date(2025, 9, 1)),
        Member("c", DAY),
    )
    assert with_holders(after, ["b", "c"], DAY) == after


def test_a_holder_who_comes_back_or_never_began():
    assert with_holders((Member("a", None, YESTERDAY),), ["a"], DAY) == (Member("a", None, YESTERDAY), Member("a", DAY))
    assert with_holders((Member("a", TOMORROW), Member("b", DAY)), [], DAY) == ()
