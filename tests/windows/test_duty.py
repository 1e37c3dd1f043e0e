"""Who is on duty at a counter (W-05): entered by its department, looked at a week ahead, with its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import InvalidForm, NotFound, StaleVersion
from chalicelib.people import Author, ProxyWish, give_proxy
from chalicelib.shared.text import Text
from chalicelib.windows.ahead.duty import KEPT, DutyList, Turn
from tests.windows.conftest import CODES, HALL, WindowWorld

ONE = {"person": "of-registry", "window": "3", "weekdays": [], "since": "", "until": ""}


def change(world: WindowWorld, *lines: dict[str, Any], rev: int = 0, counter: str = "one") -> Any:
    return world.windows.duty.change(world.clerk, counter, rev, [ONE | line for line in lines], "开学")


def days(view: Any) -> Iterator[tuple[str, list[str], bool]]:
    for one in view["days"]:
        yield one["day"], [who["id"] for post in one["posts"] for who in post["people"]], one["gap"]


def faults(world: WindowWorld, line: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidForm) as error:
        change(world, line)
    return [one.pointer for one in error.value.errors]


@pytest.mark.req("W-05")
def test_a_week_ahead_says_who_serves_where_and_on_which_open_day_nobody_does(world: WindowWorld) -> None:
    before = world.windows.duty.view(world.clerk, "one")
    assert before["windows"] == ["3"] and before["version"] == 0
    # Open on Monday and Tuesday; the second Monday is the hall's anniversary.
    assert [day for day, _, gap in days(before) if gap] == ["2026-11-23", "2026-11-24"]
    made = change(world, {"weekdays": ["tuesday"], "since": "2026-11-20"})
    assert made["version"] == 1 and len(made["days"]) == 8
    told = {day: (who, gap) for day, who, gap in days(made)}
    assert told["2026-11-23"] == ([], True) and told["2026-11-24"] == (["of-registry"], False)
    assert told["2026-11-25"] == ([], False) == told["2026-11-30"]  # not open
    assert made["turns"][0]["name"] and made["turns"][0]["serves"]


def test_gaps_of_all_counters_are_told_to_their_department_in_two_calls(world: WindowWorld) -> None:
    change(world, {"weekdays": ["monday"]})
    gaps = {one["id"]: one["gaps"] for one in world.windows.desk.choices(world.clerk)["counters"]}
    assert gaps == {"one": ["2026-11-24"], "two": ["2026-11-23", "2026-11-24"]}
    assert world.windows.desk.choices(world.person("of-finance"))["counters"] == []


def test_who_is_away_does_not_fill_the_day_and_is_named_as_away(world: WindowWorld) -> None:
    change(world, {})
    wish = ProxyWish("absence", "", (), date(2026, 11, 24), date(2026, 11, 26), "出差")
    give_proxy(world.hall.people, world.clerk, wish, CODES, world.now)
    told = {one["day"]: one for one in world.windows.duty.view(world.clerk, "one")["days"]}
    assert not told["2026-11-23"]["gap"] and told["2026-11-24"]["gap"]
    assert told["2026-11-24"]["posts"][0]["people"][0] | {"name": None} == {
        "id": "of-registry", "name": None, "away": True, "back": "2026-11-27",
    }  # fmt: skip


def test_every_fault_of_a_line_is_named_at_its_field(world: WindowWorld) -> None:
    assert faults(world, {"person": " "}) == ["/turns/0/person"]
    assert faults(world, {"person": "nobody"}) == ["/turns/0/person"]
    assert faults(world, {"window": "9"}) == ["/turns/0/window"]
    assert faults(world, {"since": "soon", "until": "2026-11-20"}) == ["/turns/0/since", "/turns/0/until"]
    assert faults(world, {"since": "2026-12-02", "until": "2026-12-01"}) == ["/turns/0/until"]
    assert world.windows.duty.view(world.clerk, "one")["version"] == 0
    with pytest.raises(InvalidForm):
        world.windows.duty.change(world.clerk, "one", 0, [ONE | {"since": f"20{n:02d}-01-01"} for n in range(101)], "")


def test_two_who_change_at_once_and_the_same_change_twice(world: WindowWorld) -> None:
    change(world, {})
    assert change(world, {}, rev=0)["version"] == 1  # the same again, whatever was read
    with pytest.raises(StaleVersion):
        change(world, {"weekdays": ["monday"]}, rev=0)
    store = world.windows.ahead
    before = store.duty("one")
    world.windows.duty.change(world.clerk, "one", 1, [ONE | {"weekdays": ["monday"]}], "")
    with pytest.raises(StaleVersion):  # read before, written behind
        store.change_duty(before, (), Author("x", Text("某", "X"), world.now))


def test_the_history_says_who_entered_and_took_out_what(world: WindowWorld) -> None:
    change(world, {"weekdays": ["monday"], "since": "2026-09-01"})
    change(world, {"weekdays": ["monday"], "since": "2026-09-01", "until": "2026-11-22"}, rev=1)
    last, first = world.windows.duty.history(world.clerk, "one")["items"]
    assert (first["version"], last["version"], first["note"]) == (1, 2, "开学")
    assert first["by"] == world.clerk.name.to_dict() and len(first["entered"]) == 1 and not first["taken"]
    assert last["entered"][0]["until"] == "2026-11-22" and last["taken"][0]["until"] is None
    view = world.windows.duty.view(world.clerk, "one")
    assert view["turns"] == [] and len(world.windows.ahead.duty("one").turns) == 1  # over, and kept
    change(world, {}, rev=2)
    assert len(world.windows.ahead.duty("one").turns) == 2


def test_the_list_locks_nobody_out_and_lets_nobody_in(world: WindowWorld) -> None:
    for who in (world.person("of-finance"), world.student):
        for ask in (world.windows.duty.view, world.windows.duty.history):
            with pytest.raises(NotFound):
                ask(who, "one")
    made = change(world, {"person": world.student.id})
    assert not made["turns"][0]["serves"]  # named before the roster of officers names them
    assert world.day(who=world.clerk)["items"] == []
    with pytest.raises(NotFound):
        world.day(who=world.student)


def test_devices_that_nobody_stands_behind_need_no_list(world: WindowWorld) -> None:
    devices = {key: value for key, value in HALL["counters"][0].items() if key != "booking"}
    world.windows.store.put_hall("centre", HALL | {"counters": [devices]})
    world.windows.halls.keep_for = -1
    assert not any(gap for _, _, gap in days(world.windows.duty.view(world.clerk, "one")))
    made = change(world, {"weekdays": ["monday"]})
    assert [day for day, _, gap in days(made) if gap] == ["2026-11-24"]


def test_a_turn_on_a_day_that_is_worked_on_instead_is_named_for_it() -> None:
    turn = Turn("a", "1", ("makeup",))
    assert turn.on(date(2026, 10, 10)) and not turn.on(date(2026, 10, 12))
    assert Turn("a", "1").on(date(2026, 10, 10))
    today = date(2026, 11, 23)
    old = Turn("b", "1", until=today - KEPT - timedelta(days=1))
    known = DutyList("one", (old, Turn("c", "1", until=today - timedelta(days=1)), turn))
    assert [one.person for one in known.changed([], today)] == ["c"]
