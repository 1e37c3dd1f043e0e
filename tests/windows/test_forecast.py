"""How many are to be expected at a counter, and when (W-14): the pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.clock import CHINA
from chalicelib.windows.ahead.forecast import KNOWN_FROM, LIKE, Forecast, Half, days_like, forecast, usual
from chalicelib.windows.ahead.tally import Tally, halves_of, tally_of
from chalicelib.windows.model import Period

MONDAY = date(2026, 11, 30)
WEEK = timedelta(days=7)
HALVES = ["08:30", "09:00", "09:30", "10:00"]
OPEN = [Period.of("08:30-10:20"), Period.of("14:00-15:00")]


def tally(day: date, walked: dict[str, int], booked: dict[str, int] | None = None, *, shut: bool = False) -> Tally:
    """Of a day that was open all the time."""
    return Tally(day, dict.fromkeys(HALVES, 0) | walked, booked or {}, shut)


def mondays(count: int, walked: dict[str, int], booked: dict[str, int] | None = None) -> list[Tally]:
    return [tally(MONDAY - n * WEEK, walked, booked) for n in range(1, count + 1)]


def said(known: Iterable[Tally], day: date = MONDAY, terms: Iterable[date] = (), **booked: int) -> Forecast | None:
    return forecast(day, HALVES, known, {"09:00": booked.get("nine", 0)}, tuple(terms))


@pytest.mark.req("W-14")
def test_it_is_the_mean_of_the_last_eight_days_of_the_same_weekday() -> None:
    known = [tally(MONDAY - n * WEEK, {"08:30": 10 if n <= 4 else 20}) for n in range(1, 9)]
    known += [tally(MONDAY - n * WEEK, {"08:30": 500}) for n in range(9, 12)]
    known += [tally(MONDAY - timedelta(days=n), {"08:30": 500}) for n in range(1, 7)]
    found = said(known)
    assert found and found.days == LIKE and [(one.time, one.people) for one in found.halves] == [("08:30", 15)]


def test_it_says_nothing_when_it_knows_too_little_and_a_day_without_anybody_is_known() -> None:
    assert said(mondays(KNOWN_FROM - 1, {"09:00": 4})) is None
    assert said(mondays(KNOWN_FROM, {"09:00": 4})) is not None
    known = [*mondays(2, {"09:00": 6}), tally(MONDAY - 3 * WEEK, {})]
    found = said(known)
    assert found and found.days == 3 and found.halves[0].people == 4
    empty = said([tally(one.day, {}) for one in known])
    assert empty and empty.halves == () and empty.people == 0


def test_a_day_that_was_closed_for_some_time_counts_for_none() -> None:
    known = [*mondays(3, {"09:00": 6}), tally(MONDAY - 4 * WEEK, {"09:00": 1}, shut=True)]
    found = said(known)
    assert found and found.days == 3 and found.halves[0].people == 6


def test_days_that_are_worked_on_instead_are_like_each_other_and_no_ordinary_saturday_hides_among_them() -> None:
    saturday = date(2026, 10, 10)
    others = [date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20)]
    known = [tally(day, {"09:00": 5}) for day in others] + mondays(8, {"09:00": 50})
    found = said(known, saturday)
    assert found and found.days == 3 and found.people == 5


def test_the_beginning_of_a_term_is_like_that_of_other_terms_alone() -> None:
    autumn, spring = date(2026, 8, 31), date(2026, 3, 2)
    day = date(2026, 9, 7)
    rush = [tally(one, {"09:00": 60}) for one in (date(2026, 8, 31), date(2026, 3, 2), date(2026, 3, 9))]
    calm = [tally(day - n * WEEK, {"09:00": 5}) for n in range(2, 12) if day - n * WEEK not in {spring}]
    calm = [one for one in calm if one.day not in {each.day for each in rush}]
    found = said([*rush, *calm], day, (autumn, spring))
    assert found and found.people == 60 and found.days == 3
    assert said(rush[:2] + calm, day, (autumn, spring)) is None
    later = said([*rush, *calm], date(2026, 9, 14), (autumn, spring))
    assert later and later.people == 5


def test_what_is_booked_is_known_and_not_added_to_what_is_usually_booked() -> None:
    known = mondays(4, {"09:00": 6}, {"09:00": 2})
    assert [one.people for one in said(known).halves] == [8]  # type: ignore[union-attr]
    more = said(known, nine=5)
    assert more and more.halves == (Half("09:00", 11, 5, peak=False),)


def test_a_half_hour_in_which_days_like_it_were_closed_is_not_called_quiet() -> None:
    known = [Tally(MONDAY - n * WEEK, {"08:30": 4, "09:00": 12, "10:00": 4}) for n in range(1, 5)]
    known[0] = tally(known[0].day, {"08:30": 4, "09:00": 12, "10:00": 4})  # once it was open at half past nine, too
    found = said(known)
    assert found and [one.time for one in found.halves] == ["08:30", "09:00", "10:00"]


def test_peaks_stand_out_of_their_day_and_few_people_are_none() -> None:
    found = said(mondays(4, {"08:30": 4, "09:00": 12, "09:30": 4, "10:00": 2}))
    assert found and [one.time for one in found.halves if one.peak] == ["09:00"]
    few = said(mondays(4, {"08:30": 0, "09:00": 2, "09:30": 0, "10:00": 1}))
    assert few and not any(one.peak for one in few.halves)
    assert [one.time for one in few.halves] == ["09:00", "09:30", "10:00"]  # empty ends are left out


def test_in_words_it_names_two_quiet_times_and_the_peaks_still_to_come() -> None:
    found = said(mondays(4, {"08:30": 4, "09:00": 12, "09:30": 2, "10:00": 1}))
    told = usual(found)  # type: ignore[arg-type]
    assert told and (told.quiet, told.busy, told.calm, told.days) == (("09:30", "10:00"), ("09:00",), False, 4)
    later = usual(found, "10:00")  # type: ignore[arg-type]
    assert later and (later.quiet, later.busy) == (("10:00",), ())
    assert usual(found, "10:30") is None  # type: ignore[arg-type]
    calm = usual(said(mondays(4, {"09:00": 2, "10:00": 1})))  # type: ignore[arg-type]
    assert calm and calm.calm and not calm.quiet
    even = said(mondays(4, dict.fromkeys(HALVES, 5)))
    assert even and usual(even) is None


def test_people_count_in_the_half_hour_in_which_they_came_and_early_ones_where_the_doors_open() -> None:
    def at(clock: str) -> datetime:
        return datetime.combine(MONDAY, time.fromisoformat(clock), CHINA)

    assert halves_of(OPEN) == ["08:30", "09:00", "09:30", "10:00", "14:00", "14:30"]
    clocks = ["08:10", "08:59", "09:00", "10:19", "12:10", "15:20"]
    made = tally_of(MONDAY, OPEN, [(at(clock), clock == "09:00") for clock in clocks])
    assert made.walked == {"08:30": 2, "09:00": 0, "09:30": 0, "10:00": 1, "14:00": 1, "14:30": 1}
    assert made.booked == {"09:00": 1}
    assert Tally.of(MONDAY.isoformat(), made.to_data()) == made


days = st.dates(date(2025, 6, 1), date(2026, 11, 29))
counts = st.dictionaries(st.sampled_from(HALVES), st.integers(0, 200))


@given(st.lists(st.builds(Tally, days, counts, counts, st.booleans()), max_size=60), st.integers(0, 60))
def test_whatever_is_known_the_forecast_lies_within_it(known: list[Tally], booked: int) -> None:
    found = said(known, nine=booked)
    like = days_like(MONDAY, known)
    if found is None:
        assert len(like) < KNOWN_FROM
        return
    assert found.days == len(like) <= LIKE
    for one in found.halves:
        assert sum(one.time in each.walked for each in like) >= KNOWN_FROM
        most = max(each.walked.get(one.time, 0) for each in like) + max(
            one.booked, *(each.booked.get(one.time, 0) for each in like)
        )
        assert one.booked <= one.people <= most + 1e-9
