"""Booking, moving, cancelling; what a counter sees and marks; who is told of it (W-20, issue 7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, NotFound, StaleVersion
from chalicelib.windows import MayNotBook, SlotTaken
from tests.windows.conftest import WindowWorld

DAY = "2026-11-24"


def free(world: WindowWorld, counter: str = "one") -> dict[str, list[str]]:
    found = world.windows.booking.slots(counter)["days"]
    return {one["day"]: [slot["time"] for slot in one["slots"]] for one in found if one["slots"]}


@pytest.mark.req("W-20", "W-Q1", "N7")
def test_a_time_is_chosen_booked_told_and_seen_by_both_sides(world: WindowWorld) -> None:
    choices = world.windows.booking.counters(world.student, "card")
    assert [one["id"] for one in choices["counters"]] == ["one"] and choices["open"] is None
    assert choices["counters"][0]["next"]["time"] == "09:30"  # nine o'clock today has begun
    made = world.book(at="14:00")
    assert made["state"] == "booked" and made["may_change"] and made["number"].startswith("20261123-")
    assert free(world)[DAY] == ["09:00", "09:30", "14:30"]
    assert world.windows.booking.counters(world.student, "card")["open"] == made["id"]
    assert [one["id"] for one in world.windows.booking.mine(world.student, None, 10)["items"]] == [made["id"]]
    [line] = world.day()["items"]
    assert line["person"]["number"] == "****0001" and line["acts"] == ["arrive", "serve", "cancel"]
    assert world.deliver() == [f"已预约：测试事项（{made['number']}）"]
    text = world.mail.letters[-1].text
    assert "2026年11月24日 14:00" in text and f"/appointments/?id={made['id']}" in text and "1层3号窗口" in text
    assert world.sms.letters == []  # texts are for who chose them
    for stranger in (world.person("20230002"), world.clerk):
        with pytest.raises(NotFound):
            world.windows.booking.view(stranger, made["id"])


def test_the_same_key_books_once(world: WindowWorld) -> None:
    first = world.book(key="key-00000001")
    assert world.book(key="key-00000001")["id"] == first["id"]
    with pytest.raises(MayNotBook):
        world.book(at="14:00")
    assert len(world.day()["items"]) == 1


NOT_OFFERED: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"at": "09:10"}, SlotTaken),
    ({"at": "09:00", "day": "2026-11-25"}, SlotTaken),  # no hours on Wednesdays
    ({"at": "09:00", "day": "2026-11-30"}, SlotTaken),  # closed
    ({"at": "09:00", "day": "2026-12-08"}, SlotTaken),  # too far ahead
    ({"at": "09:00", "day": "2026-11-23"}, SlotTaken),  # has begun
    ({"at": "09:00", "day": "2026-13-40"}, SlotTaken),  # no day at all
    ({"counter": "two"}, NotFound),
    ({"counter": "nobody"}, NotFound),
    ({"service": "unheard-of"}, NotFound),
]


def test_what_is_not_offered_cannot_be_booked(world: WindowWorld) -> None:
    for wish, refusal in NOT_OFFERED:
        with pytest.raises(refusal) as refused:
            world.book(**wish)
        if isinstance(refused.value, SlotTaken):
            assert [one["time"] for one in refused.value.extra["free"]] == ["09:30", "09:00", "09:30", "14:00", "14:30"]
    assert world.day()["items"] == []


@pytest.mark.req("R48", "W-20")
def test_the_last_place_is_booked_once_whoever_comes_at_once(moto_server: Any) -> None:
    world = WindowWorld(moto_server)
    world.book(world.person("20230012"), at="14:30")  # everything a request imports is there
    people = [world.person(f"2023{n:04d}") for n in range(1, 11)]

    def attempt(n: int) -> str:
        try:
            return str(world.book(people[n])["id"])
        except SlotTaken as refusal:
            assert refusal.extra["free"]
            return ""

    with ThreadPoolExecutor(10) as pool:
        won = [id for id in pool.map(attempt, range(10)) if id]
    assert len(won) == 1
    [held] = [one for one in world.day()["items"] if one["time"] == "09:30"]
    assert held["id"] == won[0]
    booked = [one for person in people for one in world.windows.store.bookings(person.id).open]
    assert [one.id for one in booked] == won


@pytest.mark.req("W-20")
def test_one_person_at_once_books_one_of_two_times_that_meet(moto_server: Any) -> None:
    world = WindowWorld(moto_server)
    world.windows.halls.all()

    def attempt(wish: tuple[str, str, str]) -> bool:
        try:
            world.book(service=wish[0], counter=wish[1], at=wish[2])
            return True
        except MayNotBook:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [("card", "one", "09:30"), ("seal", "two", "09:20")])) in ([False, True],)


@pytest.mark.req("W-20")
def test_moved_and_cancelled_while_there_is_time(world: WindowWorld) -> None:
    made = world.book()
    booking, person = world.windows.booking, world.student
    moved, rev = booking.move(person, made["id"], made["rev"], "one", "2026-11-24T06:00:00.000Z")
    assert (moved["time"], rev) == ("14:00", 2) and "09:30" in free(world)[DAY] and "14:00" not in free(world)[DAY]
    with pytest.raises(StaleVersion):
        booking.move(person, made["id"], made["rev"], "one", "2026-11-24T06:30:00.000Z")
    world.now = datetime(2026, 11, 24, 5, 1, tzinfo=UTC)
    with pytest.raises(MayNotBook) as late:
        booking.cancel(person, made["id"], rev, "")
    assert "0000-88110103" in late.value.detail.zh
    world.now -= timedelta(minutes=2)
    gone, _ = booking.cancel(person, made["id"], rev, "有课")
    assert gone["state"] == "cancelled" and not gone["by_counter"] and not gone["may_change"]
    assert "14:00" in free(world)[DAY] and booking.upcoming(person) == []
    # Told as it stands when the message goes out: what was overtaken is not sent any more.
    assert world.deliver() == [f"预约已取消：测试事项（{made['number']}）"]
    assert world.book(at="14:00")["state"] == "booked"


@pytest.mark.req("C-21")
def test_the_calendar_has_what_is_booked_and_where(world: WindowWorld) -> None:
    made = world.book(at="14:00")
    address = world.hall.calendars.make(world.student.id).rpartition("/")[2]
    for content in (world.windows.file(world.student, made["id"]), world.hall.calendars.file(address)):
        text = content.decode().replace("\r\n ", "")
        assert "DTSTART:20261124T060000Z" in text and "DTEND:20261124T063000Z" in text
        assert "3 号窗口" in text and f"/zh/appointments/?id={made['id']}" in text and "TRANSP:OPAQUE" in text
    with pytest.raises(NotFound):
        world.windows.file(world.clerk, made["id"])


@pytest.mark.req("W-05")
def test_a_clerk_marks_who_came_and_who_did_not(world: WindowWorld) -> None:
    made, desk = world.book(), world.windows.desk
    with pytest.raises(Conflict):  # before its time nobody can have missed it
        desk.act(world.clerk, "one", made["id"], 1, "miss", "")
    world.now = datetime(2026, 11, 24, 1, 45, tzinfo=UTC)
    missed, rev = desk.act(world.clerk, "one", made["id"], 1, "miss", "")
    assert missed["state"] == "no_show" and world.windows.store.bookings(world.student.id).missed
    came, rev = desk.act(world.clerk, "one", made["id"], rev, "arrive", "")  # late, but there
    assert came["state"] == "arrived" and not world.windows.store.bookings(world.student.id).missed
    done, rev = desk.act(world.clerk, "one", made["id"], rev, "serve", "")
    assert done["state"] == "served" and world.windows.booking.upcoming(world.student) == []
    for wrong in ((world.person("of-finance"), "one"), (world.student, "one"), (world.clerk, "two")):
        with pytest.raises(NotFound):
            desk.act(*wrong, made["id"], rev, "arrive", "")
    assert [one["id"] for one in desk.choices(world.clerk)["counters"]] == ["one", "two"]
    assert desk.choices(world.student)["counters"] == []


@pytest.mark.req("W-05")
def test_a_counter_cancels_with_a_reason_that_is_told(world: WindowWorld) -> None:
    made, desk = world.book(), world.windows.desk
    world.deliver()
    with pytest.raises(InvalidForm):
        desk.act(world.clerk, "one", made["id"], 1, "cancel", " ")
    desk.act(world.clerk, "one", made["id"], 1, "cancel", "系统升级")
    assert world.deliver() == [f"预约已取消：测试事项（{made['number']}）"]
    assert "系统升级" in world.mail.letters[-1].text and "窗口取消了您的预约" in world.mail.letters[-1].text
    found, _ = world.windows.booking.view(world.student, made["id"])
    assert found["by_counter"] and found["reason"] == "系统升级" and "09:30" in free(world)[DAY]


@pytest.mark.req("W-05", "W-20")
def test_a_day_closed_later_moves_who_booked_and_takes_no_more(world: WindowWorld) -> None:
    early, late = world.book(), world.book(world.person("20230002"), at="14:30")
    world.deliver()
    desk = world.windows.desk
    with pytest.raises(InvalidForm) as wrong:
        desk.close(world.clerk, "one", DAY, 0, ("10:00", "09:00"), "")
    assert {one.pointer for one in wrong.value.errors} == {"/to", "/reason"}
    day = desk.close(world.clerk, "one", DAY, 0, ("09:00", "12:00"), "参加培训")
    assert [one["state"] for one in day["items"]] == ["displaced", "booked"] and day["version"] == 1
    with pytest.raises(StaleVersion):
        desk.close(world.clerk, "one", DAY, 0, ("14:00", "15:00"), "参加培训")
    assert world.deliver() == [f"请改约时间：测试事项（{early['number']}）"]
    text = world.mail.letters[-1].text
    assert "参加培训" in text and "最近可约时间：2026年11月23日 09:30" in text
    with pytest.raises(SlotTaken):
        world.book(world.person("20230003"))
    moved, _ = world.windows.booking.move(world.student, early["id"], 2, "one", "2026-11-24T06:00:00.000Z")
    assert (moved["state"], moved["time"]) == ("booked", "14:00")
    assert desk.reopen(world.clerk, "one", DAY, 1)["closures"] == []
    assert free(world)[DAY] == ["09:00", "09:30"]
    assert late["number"] in [one["number"] for one in world.day()["items"]]


class Dying:
    """The windows' store, whose process dies before or after its nth write of an appointment."""

    def __init__(self, store: Any, nth: int, after: bool) -> None:
        self.store, self.left, self.after = store, nth, after

    def write(self, *given: Any, **named: Any) -> None:
        self.left -= 1
        if self.left or self.after:
            self.store.write(*given, **named)
        if not self.left:
            raise KeyboardInterrupt

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@pytest.mark.req("W-05", "R26")
@pytest.mark.parametrize(("nth", "after"), [(1, False), (1, True), (2, False), (2, True)])
def test_a_closing_that_dies_half_way_is_ended_by_the_sweep(world: WindowWorld, nth: int, after: bool) -> None:
    made = [world.book(at="09:00"), world.book(world.person("20230002"), at="09:30")]
    late = world.book(world.person("20230003"), at="14:00")
    world.deliver()
    desk = world.windows.desk
    dying = replace(desk, teller=replace(desk.teller, store=Dying(desk.store, nth, after)))
    with pytest.raises(KeyboardInterrupt):
        dying.close(world.clerk, "one", DAY, 0, ("09:00", "10:00"), "停电")
    kept = [one["state"] for one in world.day()["items"]].count("booked")
    assert kept == 4 - nth - after
    world.now += timedelta(minutes=3)
    world.windows.teller.sweep()
    world.windows.teller.sweep()
    states = {one["number"]: one["state"] for one in world.day()["items"]}
    assert states == {one["number"]: "displaced" for one in made} | {late["number"]: "booked"}
    assert sorted(world.deliver()) == sorted(f"请改约时间：测试事项（{one['number']}）" for one in made)
    world.now += timedelta(minutes=3)
    assert world.windows.teller.sweep() == 0


@pytest.mark.req("W-20")
def test_the_working_day_before_everybody_still_booked_is_reminded_once(world: WindowWorld) -> None:
    world.now = datetime(2026, 11, 20, 1, tzinfo=UTC)  # Friday; Tuesday's reminder is due on Monday afternoon
    kept, dropped = world.book(), world.book(world.person("20230002"), at="14:00")
    world.windows.booking.cancel(world.person("20230002"), dropped["id"], 1, "")
    world.deliver()
    sweep = world.windows.teller.sweep
    assert sweep() == 0
    world.now = datetime(2026, 11, 23, 7, 1, tzinfo=UTC)
    assert sweep() == 2 and sweep() == 0
    assert world.deliver() == [f"预约提醒：测试事项（{kept['number']}）"]


@pytest.mark.req("R26")
def test_what_could_not_be_told_at_once_is_told_by_the_sweep(world: WindowWorld) -> None:
    class Down:
        def send_many(self, *_: Any) -> None:
            from chalicelib.errors import Temporary

            raise Temporary()

    from chalicelib.bootstrap import build_hall

    broken: Any = build_hall(world.hall.settings, clock=world.clock, queue=Down())
    made, _ = broken.windows.booking.book(world.student, "card", "one", "2026-11-24T01:30:00.000Z", "key-00000001")
    assert made["state"] == "booked" and world.deliver() == []
    world.now += timedelta(minutes=3)
    assert world.windows.teller.sweep() == 1
    assert world.deliver() == [f"已预约：测试事项（{made['number']}）"]


def test_who_has_many_sees_them_page_by_page(world: WindowWorld) -> None:
    for n in range(5):
        made = world.book(key=f"key-0000000{n}")
        world.windows.booking.cancel(world.student, made["id"], 1, "")
        world.now += timedelta(seconds=1)
    first = world.windows.booking.mine(world.student, None, 3)
    second = world.windows.booking.mine(world.student, first["next"], 3)
    ids = [one["id"] for page in (first, second) for one in page["items"]]
    assert len(ids) == len(set(ids)) == 5 and second["next"] is None
    assert world.windows.booking.mine(world.person("20230002"), first["next"], 3)["items"] == []
