"""Cases of a department's system among the person's own applications."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from chalicelib.applications import EarlierApplications
from chalicelib.errors import InvalidForm, NotFound
from tests.feeds.conftest import OTHER, REPAIR, SITE, STUDENT, FeedWorld


@pytest.mark.req("H-16", "S-R2")
def test_a_case_stands_among_my_applications_and_in_nobody_elses(world: FeedWorld) -> None:
    application = world.submit(world.person(STUDENT), "student-leave")
    world.now = world.now.replace(hour=5)
    assert world.room.put(world.key("cases"), REPAIR, "WX-1", world.told()) == {"number": "WX-1", "outcome": "taken"}
    case, own = world.mine()
    assert own["id"] == application and "outside" not in own
    assert (case["number"], case["state"], case["service"]["code"]) == ("WX-1", "in_progress", REPAIR)
    assert case["outside"]["link"] == f"{SITE}/WX-1" and case["outside"]["text"]["en"] == "Assigned"
    assert world.mine(OTHER) == []
    assert [row["number"] for row in world.mine(state="open", service=REPAIR)] == ["WX-1"]
    assert [row["number"] for row in world.mine(words="照明")] == ["WX-1"]
    assert world.mine(words="照明", state="closed") == []
    assert [one.id for one in EarlierApplications(world.hall.store).own(STUDENT)] == [application], (
        "no form may name it"
    )
    assert world.room.list_cases(world.head, REPAIR, "2026-11", None, 25)["items"][0]["number"] == "WX-1"


@pytest.mark.req("H-16")
def test_whatever_order_they_come_in_the_newest_word_stands(world: FeedWorld) -> None:
    words: list[tuple[int, Any]] = [(-3, "in_progress"), (-2, None), (-1, "completed")]
    for n, order in enumerate(itertools.permutations([*words, words[0]])):
        for minutes, state in order:
            if state is None:
                world.room.withdraw(world.head, REPAIR, f"WX-{n}", world.told(minutes)["updated"])
            else:
                world.room.put(world.head, REPAIR, f"WX-{n}", world.told(minutes, state=state))
    rows = world.mine()
    assert len(rows) == 24 and {row["state"] for row in rows} == {"completed"}


@pytest.mark.req("H-16")
def test_what_was_withdrawn_is_gone_and_stays_gone(world: FeedWorld) -> None:
    old = world.told(-5)
    world.room.put(world.head, REPAIR, "WX-1", old)
    world.room.withdraw(world.head, REPAIR, "WX-1", "")
    world.room.withdraw(world.head, REPAIR, "never-seen", "")
    assert world.room.put(world.head, REPAIR, "WX-1", old)["outcome"] == "kept"
    assert world.room.put(world.head, REPAIR, "never-seen", old)["outcome"] == "kept"
    assert world.mine() == [] and world.room.list_cases(world.head, REPAIR, "", None, 25)["items"] == []
    world.room.put(world.head, REPAIR, "WX-1", world.told(1, person=OTHER))
    assert [row["number"] for row in world.mine(OTHER)] == ["WX-1"], "a newer word brings it back, to whom it names now"


@pytest.mark.req("H-16")
def test_many_at_once_report_what_is_wrong_and_take_the_others(world: FeedWorld) -> None:
    cases = [world.told(number=f"WX-{n}") for n in range(4)]
    cases[1]["person"], cases[2]["link"] = "nobody", "https://elsewhere.example/"
    answer = world.room.put_many(world.head, REPAIR, [*cases, cases[0]])
    assert (answer["taken"], answer["kept"]) == (2, 0)
    faults = [(one["n"], one["number"], one["errors"][0]["pointer"]) for one in answer["refused"]]
    assert faults == [(1, "WX-1", "/person"), (2, "WX-2", "/link"), (4, "WX-0", "/number")]
    assert world.room.put_many(world.head, REPAIR, cases)["kept"] == 2, "the same again changes nothing"
    first = world.room.list_cases(world.head, REPAIR, "2026-11", None, 1)
    rest = world.room.list_cases(world.head, REPAIR, "2026-11", first["next"], 1)
    assert [one["number"] for one in first["items"] + rest["items"]] == ["WX-0", "WX-3"]


@pytest.mark.req("H-16", "R40")
def test_only_whose_service_it_is_may_tell_of_its_cases(world: FeedWorld) -> None:
    told = world.told()
    narrow = world.key("cases", services=[REPAIR])
    assert world.room.put(narrow, REPAIR, "WX-1", told)["outcome"] == "taken"
    foreign = world.holder_of("position:department_head@registry")
    for who, service in ((foreign, REPAIR), (world.person(STUDENT), REPAIR), (world.coordinator, "student-leave")):
        with pytest.raises(NotFound):
            world.room.put(who, service, "WX-2", told)
        with pytest.raises(NotFound):
            world.room.withdraw(who, service, "WX-1", "")
        with pytest.raises(NotFound):
            world.room.list_cases(who, service, "", None, 25)
    with pytest.raises(InvalidForm):
        world.room.put(world.head, REPAIR, "WX-2", told | {"person": "2099000000"})
    assert len(world.mine()) == 1
