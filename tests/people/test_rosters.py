"""Rosters and positions say the same, whatever happens while one is changed (H-19)."""

from datetime import date

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.errors import Conflict, NotFound, StaleVersion, Temporary
from chalicelib.people import Member, PeopleStore, Person, Position, Roster, University
from chalicelib.people.roster_changes import PEOPLE_A_PART, parts_of
from tests.people.samples import DAY, person

pytestmark = pytest.mark.req("H-19")
KEY = "officer@registry"


@pytest.fixture
def staffed(store) -> PeopleStore:
    for id in ("1", "2", "3"):
        store.put_person(person(id))
    store.set_roster("counsellor", "class-cs2301", [Member("1"), Member("2")], "student-affairs")
    return store


def agree(store: PeopleStore, people: list[str], role: str, unit: str) -> bool:
    roster = store.get_roster(role, unit)
    said_by_people = {
        (id, p.since, p.until) for id in people for p in store.get_person(id).positions if p.key == roster.key
    }
    return said_by_people == {(m.person_id, m.since, m.until) for m in roster.members}


def once(dynamodb, event: str, action) -> None:
    """Do `action` the first time `event` comes by."""
    left = [action]
    dynamodb.meta.events.register(event, lambda **_: left.pop()() if left else None)


def test_a_roster_and_its_people_change_together(staffed, asked):
    asked.clear()
    after = staffed.set_roster("officer", "registry", [Member("2", date(2026, 1, 1)), Member("3")], "personnel")
    assert asked == {"GetItem": 1, "BatchGetItem": 1, "TransactWriteItems": 1}
    assert after == staffed.get_roster("officer", "registry")
    assert (after.rev, after.owner_unit) == (1, "personnel")
    assert staffed.get_person("2").positions == (
        Position("counsellor", "class-cs2301"),
        Position("officer", "registry", date(2026, 1, 1)),
    )
    staffed.set_roster("officer", "registry", [Member("3", None, DAY)], "personnel")
    assert staffed.get_person("2").positions == (Position("counsellor", "class-cs2301"),)
    assert agree(staffed, ["1", "2", "3"], "officer", "registry")


def test_the_same_roster_again_writes_nothing(staffed, asked):
    staffed.set_roster("officer", "registry", [Member("1")], "personnel")
    asked.clear()
    assert staffed.set_roster("officer", "registry", [Member("1"), Member("1")], "personnel").rev == 1
    assert "TransactWriteItems" not in asked


def test_the_owner_and_the_order_can_change_alone(staffed):
    staffed.set_roster("officer", "registry", [Member("1"), Member("2")], "personnel")
    staffed.set_roster("officer", "registry", [Member("2"), Member("1")], "registry")
    roster = staffed.get_roster("officer", "registry")
    assert (roster.owner_unit, [m.person_id for m in roster.members], roster.rev) == ("registry", ["2", "1"], 2)


def test_a_role_taken_away_acts_at_once(staffed):
    other_process = PeopleStore()
    assert other_process.get_person("1").holds("counsellor@class-cs2301", DAY)
    staffed.set_roster("counsellor", "class-cs2301", [Member("2")], "student-affairs")
    assert not other_process.get_person("1").holds("counsellor@class-cs2301", DAY)
    assert [p.id for p in other_process.members("counsellor@class-cs2301", DAY)] == ["2"]


def test_nobody_unknown_gets_a_position(staffed):
    with pytest.raises(NotFound) as refused:
        staffed.set_roster("officer", "registry", [Member("1"), Member("nobody")], "personnel")
    assert refused.value.extra["people"] == ["nobody"]
    assert staffed.get_roster("officer", "registry").rev == 0
    assert not staffed.get_person("1").holds(KEY, DAY)


def test_somebody_who_is_gone_can_still_be_taken_off(staffed):
    gone = Roster("officer", "library", (Member("gone"), Member("1")), "personnel", 1)
    staffed.load_seed("broken", "1", University((), (), (gone,), {}))
    staffed.set_roster("officer", "library", [Member("2")], "personnel")
    assert staffed.get_roster("officer", "library").members == (Member("2"),)


def test_an_editor_who_saw_an_older_roster_is_told(staffed):
    staffed.set_roster("officer", "registry", [Member("1")], "personnel", expect_rev=0)
    with pytest.raises(StaleVersion):
        staffed.set_roster("officer", "registry", [Member("2")], "personnel", expect_rev=0)
    staffed.set_roster("officer", "registry", [Member("2")], "personnel", expect_rev=1)
    assert staffed.get_roster("officer", "registry").members == (Member("2"),)


def test_two_rosters_changed_at_once_keep_both(staffed, dynamodb):
    def other_roster() -> None:
        staffed.set_roster("advisor", "college-cs", [Member("1")], "graduate-school")

    once(dynamodb, "before-call.dynamodb.TransactWriteItems", other_roster)
    staffed.set_roster("officer", "registry", [Member("1"), Member("3")], "personnel")
    held = staffed.get_person("1").position_keys(DAY)
    assert sorted(held) == ["advisor@college-cs", "counsellor@class-cs2301", KEY]
    assert agree(staffed, ["1", "2", "3"], "officer", "registry")


def test_the_same_roster_changed_at_once_has_one_winner_if_somebody_looked(staffed, dynamodb):
    def faster() -> None:
        staffed.set_roster("officer", "registry", [Member("3")], "personnel")

    once(dynamodb, "before-call.dynamodb.TransactWriteItems", faster)
    with pytest.raises(StaleVersion):
        staffed.set_roster("officer", "registry", [Member("1")], "personnel", expect_rev=0)
    assert [p.id for p in staffed.members(KEY, DAY)] == ["3"]
    assert agree(staffed, ["1", "2", "3"], "officer", "registry")


def test_a_person_changed_again_and_again_is_a_conflict_in_the_end(staffed, dynamodb):
    units = iter(range(100))
    nested = []

    def always_faster(**_) -> None:
        if not nested:
            nested.append(True)
            staffed.set_roster("advisor", f"college-{next(units)}", [Member("1")], "graduate-school")
            nested.clear()

    dynamodb.meta.events.register("before-call.dynamodb.TransactWriteItems", always_faster)
    with pytest.raises(Conflict):
        staffed.set_roster("officer", "registry", [Member("1")], "personnel")
    assert next(units) == 4
    assert not staffed.get_person("1").holds(KEY, DAY)


@pytest.mark.parametrize("expect_rev", [None, 0])
def test_an_answer_that_is_lost_leaves_a_change_that_is_done(staffed, dynamodb, expect_rev):
    def lost() -> None:
        raise ReadTimeoutError(endpoint_url="http://nowhere")

    once(dynamodb, "after-call.dynamodb.TransactWriteItems", lost)
    with pytest.raises(Temporary):
        staffed.set_roster("officer", "registry", [Member("1")], "personnel", expect_rev=expect_rev)
    assert agree(staffed, ["1", "2", "3"], "officer", "registry")
    assert staffed.set_roster("officer", "registry", [Member("1")], "personnel", expect_rev=expect_rev).rev == 1


def crowd(count: int) -> tuple[Person, ...]:
    return tuple(person(f"c{n:03d}") for n in range(count))


def test_a_roster_too_long_for_one_transaction_is_cut_and_always_agrees(store, dynamodb):
    people = crowd(120)
    ids = [p.id for p in people]
    store.load_seed("crowd", "1", University((), people, (), {}))

    answers = iter([None, ReadTimeoutError(endpoint_url="http://nowhere")])

    def second_part_fails(**_) -> None:
        if error := next(answers, None):
            raise error

    dynamodb.meta.events.register("before-call.dynamodb.TransactWriteItems", second_part_fails)
    with pytest.raises(Temporary):
        store.set_roster("course_teacher", "college-cs", [Member(id) for id in ids], "registry")
    assert len(store.get_roster("course_teacher", "college-cs").members) == PEOPLE_A_PART
    assert agree(store, ids, "course_teacher", "college-cs")
    done = store.set_roster("course_teacher", "college-cs", [Member(id) for id in ids], "registry", expect_rev=1)
    assert [m.person_id for m in done.members] == ids and done.rev == 2
    assert agree(store, ids, "course_teacher", "college-cs")


def test_parts_touch_only_people_whose_lines_differ():
    before = Roster("officer", "registry", tuple(Member(f"{n}") for n in range(300)), "personnel", 4)
    members = [Member("0", None, DAY), *before.members[1:299], Member("new")]
    (part,) = parts_of(before, members, "personnel")
    assert set(part.people) == {"0", "299", "new"}
    assert part.roster.members == tuple(members) and part.roster.rev == 5


def test_every_part_leaves_a_roster_that_agrees_with_those_changed_so_far():
    before = Roster("officer", "registry", tuple(Member(f"{n}") for n in range(150)), "personnel", 1)
    members = tuple(Member(f"{n}", DAY) for n in range(100, 260))
    parts = list(parts_of(before, members, "personnel"))
    assert [len(part.people) for part in parts] == [99, 99, 62]
    assert [part.roster.rev for part in parts] == [2, 3, 4]
    changed: set[str] = set()
    for part in parts:
        changed.update(part.people)
        expected = {m for m in before.members if m.person_id not in changed}
        expected |= {m for m in members if m.person_id in changed}
        assert set(part.roster.members) == expected
    assert parts[-1].roster.members == members
