"""Opening hours, slots and who may book: pure."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_definitions
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.windows import Desk, MayNotBook, ServiceHall, bundled_halls, check_hall, may_book, slots_on
from chalicelib.windows.appointment import BOOKED, CANCELLED, NO_SHOW, Appointment, Bookings
from chalicelib.windows.define_halls import FOLDER
from chalicelib.windows.model import Period
from chalicelib.windows.rules import changeable, paused_until
from chalicelib.windows.slots import Closure, Slot, open_on, workday_before
from local.demo.university import demo_university
from tests.windows.conftest import HALL, MONDAY

CALENDAR = WorkingCalendar.load()
UNITS = ("registry", "campus-new")
SERVICES = ("card", "badge", "seal", "letter")


def desk(**changes: Any) -> Desk:
    raw = HALL | {"counters": [HALL["counters"][0] | changes]}
    assert check_hall(raw, units=UNITS, services=SERVICES) == []
    hall = ServiceHall.of(raw)
    return Desk(hall, hall.counters[0])


def times(of: Desk, day: str, *closures: Closure) -> list[str]:
    return [slot.time for slot in slots_on(of, date.fromisoformat(day), CALENDAR, closures)]


@pytest.mark.req("W-01", "W-05", "N6", "N11")
def test_the_hall_of_the_repository_is_good_and_its_counters_stand_on_floors_of_campuses() -> None:
    units = {unit.id for unit in demo_university().units}
    services = [found.raw["service"] for found in load_definitions()]
    for found in load_definitions(FOLDER):
        assert not found.faults and check_hall(found.raw, units=units, services=services) == []
    [hall] = bundled_halls()
    assert len(hall.counters) == 6
    assert len({one.floor for one in hall.counters}) == 3 and len({one.campus for one in hall.counters}) == 2
    assert [one.id for one in hall.counters if not one.takes_bookings] == ["self-service"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "nobody"}, "no unit nobody"),
        ({"services": ["card", "unheard-of"]}, "no service unheard-of"),
        ({"services": []}, "services handled there"),
        ({"hours": {"someday": ["09:00-10:00"]}}, "no day called someday"),
        ({"hours": {"monday": ["09:00-10:00", "09:30-11:00"]}}, "do not overlap"),
        ({"hours": {"monday": ["10:00-09:00"]}}, "do not overlap"),
        ({"hours": {"monday": 7}}, "do not overlap"),
        ({"booking": {"slot": 1, "places": 1, "ahead": 7, "cancel": 0}}, "from 5 to 240"),
        ({"booking": {"slot": 15}}, "places is missing"),
        ({"booking": ["slot"]}, "numbers by name"),
        ({"days": [{"from": "2026-02-30", "why": {"zh": "一", "en": "a"}}]}, "from and why"),
        ({"floor": "third"}, "as it is signed"),
        ({"colour": "red"}, "no key colour"),
        ({"name": {"zh": "窗口"}}, "needs zh and en"),
    ],
)
def test_what_is_wrong_with_a_counter_is_said_at_its_place(changes: dict[str, Any], words: str) -> None:
    raw = HALL | {"counters": [HALL["counters"][0] | changes]}
    found = check_hall(raw, units=UNITS, services=SERVICES)
    assert any(words in one.message.en and one.pointer.startswith("/counters/0/") for one in found), found


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(ANY, st.sampled_from(sorted(HALL["counters"][0])))
def test_any_value_is_refused_in_words_or_can_be_read(value: Any, key: str) -> None:
    raw = HALL | {"counters": [HALL["counters"][0] | {key: value}]}
    if not check_hall(raw, units=UNITS, services=SERVICES):
        hall = ServiceHall.of(raw)
        slots_on(Desk(hall, hall.counters[0]), date(2026, 11, 24), CALENDAR)


@pytest.mark.req("W-05")
def test_days_follow_the_working_calendar_unless_they_are_named() -> None:
    named = [{"from": "2026-11-28", "hours": ["10:00-11:00"], "why": {"zh": "周六值班", "en": "Open on Saturday"}}]
    one = desk(days=named)
    assert times(one, "2026-11-24") == ["09:00", "09:30", "14:00", "14:30"]
    assert times(one, "2026-11-25") == [] and open_on(one, date(2026, 11, 25), CALENDAR)[1]  # no hours on Wednesdays
    assert times(one, "2026-11-28") == ["10:00", "10:30"]
    assert times(one, "2026-11-29") == []
    assert open_on(one, date(2026, 11, 30), CALENDAR) == ((), Text("校庆", "Anniversary"))
    assert times(one, "2026-10-01") == []  # a Thursday nobody works on
    assert times(one, "2026-10-10") == ["09:00", "09:30"]  # a Saturday that is worked on
    assert times(one, "2099-01-05") == []  # no calendar for that year yet


@pytest.mark.req("W-14")
def test_a_self_service_area_is_open_longer_in_foreseen_seasons_weekends_too() -> None:
    [hall] = bundled_halls()
    area = Desk(hall, next(one for one in hall.counters if one.id == "self-service"))
    usual, _ = open_on(area, date(2026, 12, 25), CALENDAR)
    longer, why = open_on(area, date(2026, 12, 28), CALENDAR)
    assert [str(one) for one in (*usual, *longer)] == ["08:00–22:00", "07:00–23:30"]
    assert why and why.en == "Longer hours before exams"
    sunday, _ = open_on(area, date(2027, 1, 3), CALENDAR)
    assert open_on(area, date(2026, 12, 27), CALENDAR)[0] == () and [str(one) for one in sunday] == ["07:00–23:30"]


@pytest.mark.parametrize("terms", ["2026-08-31", ["31.8.2026"], [{"from": "2026-08-31"}], 5])
def test_first_days_of_terms_are_days(terms: object) -> None:
    found = check_hall(HALL | {"terms": terms}, units=UNITS, services=SERVICES)
    assert [one.path for one in found] == [("terms",)]
    assert ServiceHall.of(HALL | {"terms": ["2026-08-31"]}).terms == (date(2026, 8, 31),)


def test_what_is_closed_takes_away_every_slot_it_touches() -> None:
    shut = Closure(time(9, 40), time(14, 10), "培训", "of-registry", "")
    assert times(desk(), "2026-11-24", shut) == ["09:00", "14:30"]
    assert times(desk(hours={"tuesday": ["09:00-09:45"]}), "2026-11-24") == ["09:00"]


def test_the_working_day_before() -> None:
    assert workday_before(date(2026, 11, 23), CALENDAR) == date(2026, 11, 20)
    assert workday_before(date(2026, 11, 24), CALENDAR) == date(2026, 11, 23)
    with pytest.raises(ValueError):
        Period.of("9:00-10:00")


def booked(id: str, service: str, at: datetime, state: str = BOOKED, minutes: int = 30) -> Appointment:
    until = at + timedelta(minutes=minutes)
    name = Text(service, service)
    return Appointment(id, id, "p", service, name, "one", at, until, state, MONDAY, MONDAY, "p")


def having(*known: Appointment) -> Bookings:
    has = Bookings("p")
    for one in known:
        has = has.having(one)
    return has


def refused(has: Bookings, service: str, at: datetime, moved: str = "", now: datetime = MONDAY) -> str:
    try:
        may_book(desk(), service, Slot(at, at + timedelta(minutes=30)), has, now, moved)
    except MayNotBook as refusal:
        assert refusal.detail and refusal.detail.zh
        return refusal.detail.en
    return ""


@pytest.mark.req("W-20")
def test_one_open_appointment_a_service_no_double_time_and_not_too_many() -> None:
    at = MONDAY + timedelta(days=1)
    has = having(booked("a", "card", at))
    assert "have booked this service" in refused(has, "card", at + timedelta(hours=5))
    assert "another appointment at" in refused(has, "badge", at + timedelta(minutes=20))
    assert refused(has, "badge", at + timedelta(minutes=30)) == ""
    assert refused(has, "card", at + timedelta(hours=5), moved="a") == ""
    assert refused(has, "card", at, now=at + timedelta(hours=1)) == ""  # over, though nobody marked it
    assert refused(has.having(booked("a", "card", at, CANCELLED)), "card", at) == ""
    full = having(*(booked(f"{n}", f"s{n}", at + timedelta(hours=n)) for n in range(3)))
    assert "At most 3" in refused(full, "card", at + timedelta(hours=9))


@pytest.mark.req("W-20")
def test_who_did_not_come_several_times_waits_and_is_told_until_when() -> None:
    missed = [booked(f"{n}", "card", MONDAY - timedelta(days=n), NO_SHOW) for n in (40, 20, 2)]
    assert refused(having(*missed[:2]), "card", MONDAY + timedelta(days=1)) == ""
    assert "again from 2026-12-05" in refused(having(*missed), "card", MONDAY + timedelta(days=1))
    assert paused_until(desk().hall.rules, having(*missed), MONDAY + timedelta(days=12)) is None
    again = having(*missed).having(booked("2", "card", MONDAY - timedelta(days=2), "arrived"))
    assert refused(again, "card", MONDAY + timedelta(days=1)) == ""  # the mark was taken back


def test_until_when_one_may_change_ones_mind() -> None:
    one, counter = booked("a", "card", MONDAY + timedelta(hours=1)), desk().counter
    assert changeable(one, counter, MONDAY)
    assert not changeable(one, counter, MONDAY + timedelta(minutes=1))
    assert not changeable(booked("a", "card", MONDAY + timedelta(hours=9), NO_SHOW), counter, MONDAY)


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([BOOKED, CANCELLED, NO_SHOW])), max_size=8))
def test_what_a_person_has_is_read_back_as_it_was(changes: list[tuple[int, str]]) -> None:
    has = having(*(booked(f"{n}", "card", datetime(2026, 12, 1 + n, tzinfo=UTC), state) for n, state in changes))
    assert Bookings.of("p", has.to_data(), has.rev) == has
    last = dict(changes)
    assert {one.id for one in has.open} == {f"{n}" for n, state in last.items() if state == BOOKED}


@pytest.mark.req("W-Q2")
@pytest.mark.parametrize(
    ("queue", "place"),
    [
        ({"letter": "a"}, "letter"),
        ({"letter": "A", "windows": []}, "windows"),
        ({"letter": "A", "windows": ["drei"]}, "windows"),
        ({"letter": "A", "desks": [1]}, "queue"),
        ("A", "queue"),
    ],
)
def test_a_queue_names_a_letter_and_its_windows(queue: object, place: str) -> None:
    raw: Any = copy.deepcopy(HALL)
    raw["counters"][0]["queue"] = queue
    found = check_hall(raw, units=UNITS, services=SERVICES)
    assert [one.path[-1] for one in found] == [place]


def test_two_counters_of_a_hall_have_two_letters() -> None:
    raw: Any = copy.deepcopy(HALL)
    for counter in raw["counters"]:
        counter["queue"] = {"letter": "A"}
    found = check_hall(raw, units=UNITS, services=SERVICES)
    assert [one.path for one in found] == [("counters", 1, "queue", "letter")]
