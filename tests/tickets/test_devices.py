"""Kiosks, boards and pads of a hall: what they see, what they may not (W-09, W-21, W-Q3, W-Q6)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import NotFound, TooManyRequests
from chalicelib.keys import ApiKey
from chalicelib.tickets.devices import UNKNOWN
from tests.tickets.conftest import TUESDAY, TicketWorld


def key_of(unit: str) -> ApiKey:
    scope: Any = {"actions": ("devices",), "services": (), "networks": ()}
    return ApiKey("a" * 12, "d", unit, "大厅", **scope, made_by="x", made_at=TUESDAY, ends_at=TUESDAY)


KEY = key_of("registry")


@pytest.mark.req("W-21")
def test_a_kiosk_gives_tickets_with_and_without_booking(world: TicketWorld) -> None:
    devices = world.room.devices
    booked = world.book(world.of(9), at="09:30", service="badge")
    world.book(world.of(9), at="14:00")
    [one, two] = devices.kiosk(KEY, "centre")["counters"]
    assert (one["letter"], one["open"], one["waiting"], two["letter"]) == ("A", True, 0, "B")
    found = devices.look_up(KEY, "centre", "20230009")
    assert found["name"] == {"zh": "人*******9", "en": "P*** 2***"}
    assert [each["service"]["code"] for each in found["booked"]] == ["badge", "card"]
    made = devices.take_ticket(KEY, "centre", "20230009", "one", "badge", booked["id"], "key-00000001")
    assert made["number"] == "A001" and made["due"] == booked["at"]
    nobody = devices.take_ticket(KEY, "centre", "", "two", "seal", "", "key-00000002")
    assert nobody["number"] == "B001"
    told = json.dumps([found, made, nobody, devices.board(KEY, "centre", "")], default=str)
    assert "20230009" not in told and world.of(9).name.zh not in told
    assert world.deliver() != [] and world.call()["number"] == "A001"
    assert world.deliver() == []  # a ticket of the kiosk tells nobody: anybody could have typed the number


@pytest.mark.req("R41", "W-21")
def test_a_device_cannot_be_used_to_find_people(world: TicketWorld) -> None:
    devices = world.room.devices
    for n in range(UNKNOWN):
        with pytest.raises(NotFound):
            devices.look_up(KEY, "centre", f"9999{n}")
    with pytest.raises(TooManyRequests):
        devices.look_up(KEY, "centre", "99990")


@pytest.mark.req("R40", "W-09")
def test_a_key_opens_its_own_departments_halls_alone(world: TicketWorld) -> None:
    devices = world.room.devices
    for who in (key_of("finance"), world.person("of-finance"), world.student):
        with pytest.raises(NotFound):
            devices.board(who, "centre", "")
        with pytest.raises(NotFound):
            devices.take_ticket(who, "centre", "", "one", "card", "", "key-00000003")
    assert devices.board(world.clerk, "centre", "one")["counters"][0]["waiting"] == 0
    for hall, counter in (("nowhere", ""), ("centre", "nowhere")):
        with pytest.raises(NotFound):
            devices.board(KEY, hall, counter)


@pytest.mark.req("W-Q3", "W-Q4")
def test_a_board_shows_number_and_window_and_nobody(world: TicketWorld, asked: Counter[str]) -> None:
    for n in range(1, 4):
        world.take(world.of(n))
    first = world.call()
    world.now += timedelta(minutes=1)
    world.call("5")
    asked.clear()
    board = world.room.devices.board(KEY, "centre", "")
    assert asked == {"Query": 3}  # one for each counter, one for those who asked for help
    assert [(one["number"], one["window"]) for one in board["calls"]] == [("A002", "5"), ("A001", "3")]
    assert [one["waiting"] for one in board["counters"]] == [1, 0]
    assert board == world.room.devices.board(KEY, "centre", "")
    world.now += timedelta(minutes=1)
    again = world.act(first, "recall")
    assert [one["calls"] for one in world.room.devices.board(KEY, "centre", "one")["calls"]] == [2, 1]
    world.act(again, "done")
    assert [one["number"] for one in world.room.devices.board(KEY, "centre", "")["calls"]] == ["A002"]


@pytest.mark.req("W-Q6", "W-12")
def test_one_tap_on_the_pad_for_who_was_served_there_last(world: TicketWorld) -> None:
    devices = world.room.devices
    assert devices.pad(KEY, "centre", "one", "3") == {"number": None, "rated": False}
    for _ in range(2):
        world.take()
        world.act(world.call(), "done")
        world.now += timedelta(minutes=5)
    assert devices.pad(KEY, "centre", "one", "3") == {"number": "A002", "rated": False}
    with pytest.raises(NotFound):
        devices.rate(KEY, "centre", "one", "3", "A001", 5)
    assert devices.rate(KEY, "centre", "one", "3", "A002", 4) == {"number": "A002", "rated": True}
    assert devices.pad(KEY, "centre", "one", "3")["rated"]
    assert world.room.desk.line(world.clerk, "one")["ratings"] == {"count": 1, "average": 4.0}


@pytest.mark.req("W-21")
def test_who_asks_for_help_is_seen_until_somebody_has_gone(world: TicketWorld) -> None:
    world.room.devices.ask_help(KEY, "centre", "1号自助机")
    assert [one["place"] for one in world.room.devices.board(KEY, "centre", "")["help"]] == ["1号自助机"]
    world.room.desk.helped(world.clerk, "one", "1号自助机")
    assert world.room.desk.line(world.clerk, "one")["help"] == []
