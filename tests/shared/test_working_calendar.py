"""Due times over the real calendar (PROMISES R18); the data is checked against an independent package."""

import json
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.clock import CHINA
from chalicelib.shared.working_calendar import DATA, UnknownYear, WorkingCalendar, parse_within

CALENDAR = WorkingCalendar.load()


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_every_day_of_2026_agrees_with_an_independent_source():
    first = date(2026, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    assert [d for d in days if CALENDAR.is_workday(d) != chinese_calendar.is_workday(d)] == []


def test_2027_is_provisional_until_its_arrangement_is_published():
    assert CALENDAR.years == (2026, 2027)
    assert CALENDAR.provisional == {2027}
    statutory = ["2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09", "2027-09-15", "2027-10-01"]
    assert not any(CALENDAR.is_workday(date.fromisoformat(day)) for day in statutory)
    # Two days of the Spring Festival fall on a weekend: the law gives two working days off instead.
    assert [CALENDAR.is_workday(date(2027, 2, day)) for day in (9, 10, 11)] == [False, False, True]


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        # 2026-02-14 is a Saturday on which the university works, before the nine days of the Spring Festival.
        ("2026-02-13T10:00", "1 workday", "2026-02-14T17:30"),
        ("2026-02-14T09:00", "1 workday", "2026-02-24T17:30"),
        ("2026-02-14T16:30", "2 hours", "2026-02-24T09:30"),
        ("2026-02-13T10:00", "3 workdays", "2026-02-25T17:30"),
        ("2026-02-18T12:00", "1 workday", "2026-02-24T17:30"),
        ("2026-02-14T10:00", "3 days", "2026-02-24T17:30"),
        # 2026-02-28 is the make-up Saturday after it.
        ("2026-02-27T17:00", "1 workday", "2026-02-28T17:30"),
        ("2026-02-27T17:00", "1 hour", "2026-02-28T09:00"),
        ("2026-02-28T10:00", "1 workday", "2026-03-02T17:30"),
        ("2026-02-26T10:00", "2 days", "2026-02-28T17:30"),
        # 2026-10-10 is the make-up Saturday after National Day; 10-11 is an ordinary Sunday.
        ("2026-09-30T09:00", "1 workday", "2026-10-08T17:30"),
        ("2026-10-09T09:00", "1 workday", "2026-10-10T17:30"),
        ("2026-10-10T09:00", "1 workday", "2026-10-12T17:30"),
        ("2026-10-10T17:00", "1 hour", "2026-10-12T09:00"),
        # Working hours: before opening, over the lunch break, exactly at closing, after closing.
        ("2026-11-23T06:00", "1 hour", "2026-11-23T09:30"),
        ("2026-11-23T11:30", "1 hour", "2026-11-23T14:30"),
        ("2026-11-23T11:00", "1 hour", "2026-11-23T12:00"),
        ("2026-11-23T20:00", "8 hours", "2026-11-25T09:30"),
        # A Saturday night's application: Monday is day one; over the turn of the year into provisional data.
        ("2026-11-28T23:59", "1 workday", "2026-11-30T17:30"),
        ("2026-12-31T10:00", "1 workday", "2027-01-04T17:30"),
    ],
)
def test_due(start, within, due):
    assert CALENDAR.due(china(start), within) == china(due)


def test_due_is_utc_and_reads_any_zone():
    due = CALENDAR.due(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "1 hour")  # 07:00 on Monday in China
    assert due == china("2026-11-23T09:30") and due.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "within", "year"),
    [
        ("2025-12-29T10:00", "1 workday", 2025),
        ("2025-12-31T10:00", "1 hour", 2025),
        ("2027-12-31T10:00", "1 workday", 2028),
        ("2027-12-31T16:00", "9 hours", 2028),
        ("2027-12-31T10:00", "1 day", 2028),
    ],
)
def test_a_year_without_data_is_an_error(start, within, year):
    with pytest.raises(UnknownYear) as refused:
        CALENDAR.due(china(start), within)
    assert refused.value.extra == {"year": year}
    assert str(year) in refused.value.detail.zh and str(year) in refused.value.detail.en


@pytest.mark.parametrize(
    "within", ["", "soon", "0 workdays", "-1 days", "1.5 hours", "3 weeks", "3workdays", "三天", None]
)
def test_within_that_nobody_can_read(within):
    with pytest.raises(ValueError, match="expected"):
        parse_within(within)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.due(china("2026-11-23T09:00").replace(tzinfo=None), "1 hour")


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (date(2026, 2, 13), date(2026, 2, 24), 2),
        (date(2026, 2, 14), date(2026, 2, 23), 0),
        (date(2026, 10, 9), date(2026, 10, 12), 2),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 27), date(2026, 11, 23), -4),
        (china("2026-11-23T09:00"), china("2026-11-24T09:00"), 1),
    ],
)
def test_workdays_between(a, b, count):
    assert CALENDAR.workdays_between(a, b) == count


minutes = st.integers(0, 545 * 24 * 60)
starts = minutes.map(lambda n: china("2026-01-01T00:00") + timedelta(minutes=n))


@given(start=starts, count=st.integers(1, 40), unit=st.sampled_from(["workdays", "hours", "days"]))
def test_due_is_later_and_inside_working_hours(start, count, unit):
    due = CALENDAR.due(start, f"{count} {unit}").astimezone(CHINA)
    assert due > start
    assert CALENDAR.is_workday(due.date())
    assert any(opens < due.time() <= closes for opens, closes in CALENDAR.hours)
    if unit == "workdays":
        assert CALENDAR.workdays_between(start, due) == count


def test_a_date_under_the_wrong_year_is_refused(tmp_path):
    data = json.loads(DATA.read_text(encoding="utf-8"))
    data["years"]["2027"]["makeup_days"] = ["2026-12-27"]
    changed = tmp_path / "workdays.json"
    changed.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match="2026-12-27 is listed under 2027"):
        WorkingCalendar.load(changed)
