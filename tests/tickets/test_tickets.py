"""A day at a counter: taking, being called, coming back, going elsewhere, rating (W-Q2 to W-Q6, N5, X5, X6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, NotFound, StaleVersion
from chalicelib.shared.rated import Rated
from chalicelib.tickets import NoTicket
from tests.tickets.conftest import TicketWorld


@pytest.mark.req("W-Q2", "W-Q4", "W-Q5", "W-Q6", "W-12", "N7")
def test_a_ticket_from_the_kiosk_to_the_rating(world: TicketWorld) -> None:
    first, second = world.take(world.of(1)), world.take(world.of(2), "badge")
    assert (first["number"], second["number"]) == ("A001", "A002")
    assert (first["ahead"], second["ahead"], second["wait"]) == (0, 1, None)
    called = world.call()
    assert (called["number"], called["window"], called["person"]["number"]) == ("A001", "3", "****0001")
    assert world.room.own.view(second["id"])["ahead"] == 0
    assert world.room.own.view(first["id"])["window"] == "3"
    serving = world.act(called, "begin")
    world.now += timedelta(minutes=4)
    served = world.act(serving, "done", result="已当场办结")
    assert (served["state"], served["result"]) == ("served", "已当场办结")
    assert world.room.own.view(first["id"])["may_rate"]
    assert world.room.own.rate(first["id"], 5, "很快")["rating"] == 5
    with pytest.raises(Conflict):
        world.room.own.rate(first["id"], 1, "")
    with pytest.raises(InvalidForm):
        world.room.own.rate(second["id"], 6, "")
    line = world.room.desk.line(world.clerk, "one")
    assert line["ratings"] == {"count": 1, "average": 5.0} and line["done"] == 1


def test_the_same_request_again_gives_the_same_ticket(world: TicketWorld) -> None:
    one = world.take(world.student, key="key-00000001")
    assert world.take(world.student, key="key-00000001")["id"] == one["id"]
    with pytest.raises(NoTicket) as refused:
        world.take(world.student)
    assert refused.value.extra["ticket"] == one["id"]
    world.room.own.act(one["id"], "cancel")
    assert world.take(world.student)["number"] == "A002"  # the refusal took no number


@pytest.mark.req("W-Q2")
def test_fifty_at_once_get_fifty_numbers(moto_server: Any) -> None:
    world = TicketWorld(moto_server)
    world.take()
    with ThreadPoolExecutor(10) as pool:
        found = [one["number"] for one in pool.map(lambda _: world.take(), range(50))]
    assert sorted(found) == [f"A{n:03d}" for n in range(2, 52)]
    assert len(world.line()) == 51


@pytest.mark.req("W-Q4")
def test_clerks_who_press_at_once_call_different_tickets(moto_server: Any) -> None:
    world = TicketWorld(moto_server)
    for _ in range(6):
        world.take()
    with ThreadPoolExecutor(4) as pool:
        found = [one["number"] for one in pool.map(world.call, "3567")]
    assert sorted(found) == ["A001", "A002", "A003", "A004"]
    assert world.line() == ["A005", "A006"]
    with pytest.raises(Conflict):  # the window still has somebody
        world.call("3")


@pytest.mark.req("W-20", "W-21")
def test_who_booked_goes_first_once_their_time_has_come(world: TicketWorld) -> None:
    booked = world.book(world.of(9), at="09:30")
    for n in (1, 2):
        world.take(world.of(n))
    made = world.take(world.of(9), appointment=booked["id"])
    assert world.windows.booking.view(world.of(9), booked["id"])[0]["state"] == "arrived"
    assert world.line() == ["A001", "A002", "A003"] and made["due"]
    world.now += timedelta(minutes=30)
    assert world.line() == ["A003", "A001", "A002"]
    world.act(world.call(), "done")
    assert world.windows.booking.view(world.of(9), booked["id"])[0]["state"] == "served"
    with pytest.raises(NotFound):  # somebody else's appointment is nobody's
        world.take(world.of(8), appointment=world.book(world.of(10), at="14:00")["id"])


@pytest.mark.req("N5", "X5")
def test_who_waits_elsewhere_is_told_and_comes_back_once(world: TicketWorld) -> None:
    for n in range(1, 6):
        world.take(world.of(n))
    mine = world.take(world.of(6), remote=True)
    assert mine["ahead"] == 5 and world.deliver() == []
    world.act(world.call(), "done")
    assert world.deliver() == []
    world.act(world.call("5"), "done")
    assert world.deliver() == [f"即将叫号：{mine['number']}"]
    for _ in range(3):
        world.act(world.call(), "done")
    assert world.deliver() == []  # told once
    called = world.call()
    assert called["number"] == mine["number"]
    assert world.deliver() == ["请到3号窗口：A006"]
    assert f"/ticket/?t={mine['id']}" in world.mail.letters[-1].text
    for n in range(7, 12):
        world.take(world.of(n))
    world.act(called, "miss")
    assert world.room.own.view(mine["id"])["may_return"]
    back = world.room.own.act(mine["id"], "return")
    assert back["ahead"] == 3 and world.line() == ["A007", "A008", "A009", "A006", "A010", "A011"]
    world.act(world.call(chosen=mine["id"]), "miss")
    with pytest.raises(Conflict):
        world.room.own.act(mine["id"], "return")


def test_a_call_that_was_answered_is_not_told_any_more(world: TicketWorld) -> None:
    mine = world.take(world.of(6), remote=True)
    called = world.call()
    world.act(called, "begin")
    assert world.deliver() == [] and world.room.own.view(mine["id"])["state"] == "serving"


@pytest.mark.req("W-06", "X6")
def test_a_ticket_goes_to_another_counter_and_keeps_its_place(world: TicketWorld) -> None:
    first = world.take(world.of(1))
    for n in (2, 3):
        world.take(world.of(n), "seal", "two")
    sent = world.act(world.call(), "route", to="two")
    assert sent["state"] == "waiting" and world.line("two") == ["A001", "B001", "B002"] and world.line() == []
    assert world.room.own.view(first["id"])["counter"]["id"] == "two"
    there = world.call("4", "two")
    assert there["number"] == "A001"
    back = world.act(there, "route", counter="two", to="one")
    assert world.line() == ["A001"] and world.line("two") == ["B001", "B002"]
    assert world.room.own.view(first["id"])["counter"]["id"] == "one"
    done = world.act(world.call(), "done")
    assert done["version"] > back["version"] and world.room.own.view(first["id"])["state"] == "served"
    with pytest.raises(InvalidForm):
        world.act(world.call("4", "two"), "route", counter="two", to="nowhere")


def test_stale_and_impossible_acts_are_refused(world: TicketWorld) -> None:
    one = world.take()
    called = world.call()
    world.act(called, "begin")
    with pytest.raises(StaleVersion):
        world.act(called, "miss")
    with pytest.raises(Conflict):
        world.call()  # nobody waits
    with pytest.raises(InvalidForm):
        world.call("9")
    for stranger in (world.person("of-finance"), world.student):
        with pytest.raises(NotFound):
            world.room.desk.line(stranger, "one")
    for id in ("nothing", one["id"][:-1] + "x", one["id"].replace("A001", "A002"), one["id"].replace(".", "")):
        with pytest.raises(NotFound):
            world.room.own.view(id)


@pytest.mark.req("W-Q2")
def test_a_closed_counter_says_when_it_opens(world: TicketWorld) -> None:
    world.now += timedelta(hours=2)  # between morning and afternoon
    with pytest.raises(NoTicket) as refused:
        world.take(world.student)
    assert "2026-11-24 14:00" in refused.value.detail.zh
    world.now += timedelta(hours=2, minutes=45)
    assert world.take(world.student)["number"] == "A001"  # a little before it opens
    world.windows.desk.close(world.clerk, "one", "2026-11-24", 0, ("13:00", "14:30"), "停电")
    with pytest.raises(NoTicket) as shut:
        world.take(world.of(2))
    assert "停电" in shut.value.detail.zh and "14:30" in shut.value.detail.zh
    world.now += timedelta(days=5)
    assert world.room.own.mine(world.student) == []  # over with its day


@pytest.mark.req("N5")
def test_how_long_it_takes_is_said_once_somebody_knows(world: TicketWorld) -> None:
    for n in range(1, 7):
        world.take(world.of(n))
    for minutes in (4, 6, 20):
        serving = world.act(world.call(), "begin")
        world.now += timedelta(minutes=minutes)
        world.act(serving, "done")
    world.room.lines._each.clear()
    found = world.room.own.offer([world.room.lines.desk("one")])["counters"]
    assert found[0]["waiting"] == 3 and found[0]["wait"] == 21  # three and a half times the median of six
    assert world.room.own.mine(world.of(6))[0]["wait"] == 15


@pytest.mark.req("W-13", "W-12")
def test_stars_are_added_up_by_counter_and_month(world: TicketWorld) -> None:
    store = world.room.lines.store
    for stars in (5, 2):
        one = world.take()
        world.act(world.call(), "done")
        world.room.own.rate(one["id"], stars, "")
    store.load_ratings("one", "2026-10", [1, 5, 4])
    store.load_ratings("one", "2026-10", [5])  # a month that has some is left as it is
    store.load_ratings("one", "2026-11", [5])
    months = ["2026-11", "2026-10", "2026-09"]
    assert store.rated(["one", "two"], months) == {"one": Rated(5, 17, 2, 5)}
    assert store.rated(["one"], months[:1]) == {"one": Rated(2, 7, 1, 2)} and store.rated([], months) == {}
