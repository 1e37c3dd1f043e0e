"""Helpers at peaks (W-14): numbers, tickets and calls for help; no name, no case, nothing of a clerk's."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import NotAllowed, NotFound, TooManyRequests
from chalicelib.people import Member, Person
from chalicelib.tickets.devices import UNKNOWN
from tests.tickets.conftest import TicketWorld

TODAY = date(2026, 11, 24)


def helper(world: TicketWorld, since: date | None = None, until: date | None = None) -> Person:
    """Number twelve, by the roster of the department that owns the hall."""
    world.hall.people.set_roster("hall_helper", "registry", (Member("20230012", since, until),), "registry")
    return world.of(12)


@pytest.mark.req("W-14")
def test_a_helper_sees_every_line_by_its_numbers_and_nobody(world: TicketWorld, asked: Counter[str]) -> None:
    who = helper(world, TODAY, TODAY)
    assert world.room.helpers.halls(who)["halls"] == [
        {"id": "centre", "name": {"zh": "服务中心", "en": "Service Centre"}}
    ]
    world.take(world.of(1))
    booked = world.book(world.of(2), at="09:30")
    world.take(world.of(2), appointment=booked["id"])
    world.call()
    world.room.helpers.line(who, "centre")
    asked.clear()
    told = world.room.helpers.line(who, "centre")
    assert asked == {"Query": 5}  # two a counter, one for help
    one, two = told["counters"]
    assert [line["number"] for line in one["waiting"]] == ["A002"] and one["waiting"][0]["booked"]
    assert [(line["number"], line["window"]) for line in one["here"]] == [("A001", "3")] and two["waiting"] == []
    written = json.dumps(told, ensure_ascii=False, default=str)
    for n in (1, 2):
        assert world.of(n).id not in written and world.of(n).name.zh not in written
    assert not {"person", "application", "rating", "result", "id", "version"} & set(one["waiting"][0])


@pytest.mark.req("W-14")
def test_a_helper_gives_tickets_and_answers_calls_for_help(world: TicketWorld) -> None:
    who, helpers = helper(world), world.room.helpers
    made = helpers.take_ticket(who, "centre", "one", "card", "20230003", "key-00000001")
    assert made == {"number": "A001", "counter": "one", "ahead": 0}
    assert helpers.take_ticket(who, "centre", "one", "card", "20230003", "key-00000001") == made
    assert helpers.take_ticket(who, "centre", "two", "seal", "", "key-00000002")["number"] == "B001"
    assert world.room.desk.line(world.clerk, "one")["waiting"][0]["person"]["name"] == world.of(3).name.to_dict()
    world.room.devices.ask_help(world.clerk, "centre", "1号自助机")
    assert [one["place"] for one in helpers.line(who, "centre")["help"]] == ["1号自助机"]
    helpers.helped(who, "centre", "1号自助机")
    assert helpers.line(who, "centre")["help"] == []
    for n in range(UNKNOWN):
        with pytest.raises(NotFound):
            helpers.take_ticket(who, "centre", "one", "card", f"9999{n}", f"key-1000000{n}")
    with pytest.raises(TooManyRequests):
        helpers.take_ticket(who, "centre", "one", "card", "99990", "key-20000000")


@pytest.mark.parametrize(
    ("since", "until"), [(TODAY + timedelta(days=1), None), (None, TODAY - timedelta(days=1))], ids=["not yet", "over"]
)
def test_a_helper_helps_on_the_days_of_the_roster(world: TicketWorld, since: Any, until: Any) -> None:
    who = helper(world, since, until)
    assert world.room.helpers.halls(who)["halls"] == []
    with pytest.raises(NotFound):
        world.room.helpers.line(who, "centre")


@pytest.mark.req("R40")
def test_a_helper_does_nothing_of_a_clerk_or_a_device(world: TicketWorld) -> None:
    who, desk, devices = helper(world), world.room.desk, world.room.devices
    one = world.take(world.of(1))
    tried = [
        lambda: desk.line(who, "one"),
        lambda: desk.call(who, "one", "3", ""),
        lambda: desk.act(who, "one", one["id"], 1, "cancel", "", ""),
        lambda: world.windows.desk.day(who, "one", "2026-11-24"),
        lambda: world.windows.duty.view(who, "one"),
        lambda: world.windows.crowds.ahead(who, "one"),
        lambda: devices.look_up(who, "centre", "20230001"),
        lambda: devices.rate(who, "centre", "one", "3", "A001", 5),
    ]
    for ask in tried:
        with pytest.raises(NotFound):
            ask()
    for stranger in (world.student, world.person("of-finance")):
        with pytest.raises(NotFound):
            world.room.helpers.take_ticket(stranger, "centre", "one", "card", "", "key-00000003")
    with pytest.raises(NotFound):
        world.room.helpers.take_ticket(who, "centre", "elsewhere", "card", "", "key-00000003")


@pytest.mark.req("H-19")
def test_helpers_are_named_by_the_department_that_owns_the_hall(world: TicketWorld) -> None:
    rosters = world.hall.rosters.desk
    line = [{"person": "20230012", "since": "2026-11-24", "until": "2026-11-30"}]
    with pytest.raises(NotAllowed):
        rosters.change(world.person("of-finance"), "hall_helper", "registry", 0, line, "")
    made = rosters.change(world.clerk, "hall_helper", "registry", 0, line, "开学")
    assert made["owner"]["id"] == "registry" and made["may_change"]
    assert world.room.helpers.halls(world.of(12))["halls"]
    kept = {one["code"]: one for one in rosters.roles(world.clerk)["items"]}["hall_helper"]
    assert kept["keeps"] and kept["owner"]["name"]["en"] == "each unit itself"
    assert "20230012" in rosters.export_file(world.clerk, "", "en")["csv"]
    assert "20230012" not in rosters.export_file(world.person("of-finance"), "", "en")["csv"]
