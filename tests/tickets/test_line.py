"""Whose turn it is, in any order of coming: pure rules (W-Q3, N5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Conflict
from chalicelib.shared.text import Text
from chalicelib.tickets import Ticket, expected_minutes, place_behind, place_of, waiting_line
from chalicelib.tickets.line import BEHIND, ahead_of, minutes_each, windows_at_work
from chalicelib.tickets.ticket import ACTS, STATES, number_of, parts_of

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
minutes = st.integers(-90, 90)


def ticket(n: int, taken: int = 0, due: int | None = None, **more: Any) -> Ticket:
    """The n-th of the day, taken and booked for so many minutes from now."""
    at, number = NOW + timedelta(minutes=taken), number_of("A", n)
    booked = None if due is None else NOW + timedelta(minutes=due)
    named = ("one", "2026-11-24", number, "code", "one", "card", Text("学生证", "Card"))
    return Ticket(*named, more.pop("place", place_of(at, number)), at, due=booked, **more)


lines = st.lists(st.tuples(st.integers(-90, 0), st.none() | minutes), max_size=12).map(
    lambda rows: [ticket(n, taken, due) for n, (taken, due) in enumerate(rows, 1)]
)


@given(lines)
def test_booked_ones_whose_time_has_come_go_first_and_nobody_is_lost(tickets: list[Ticket]) -> None:
    line = waiting_line(reversed(tickets), NOW)
    assert sorted(one.number for one in line) == sorted(one.number for one in tickets)
    ready = [one for one in line if one.due and one.due <= NOW]
    assert line[: len(ready)] == ready == sorted(ready, key=lambda one: (one.due, one.taken_at, one.number))
    others = line[len(ready) :]
    assert others == sorted(others, key=lambda one: (one.taken_at, one.number))
    assert [ahead_of(line, one.number) for one in line] == list(range(len(line)))


@given(lines, st.lists(st.integers(0, 3600), min_size=1, max_size=5, unique=True))
def test_whoever_comes_back_stands_behind_the_next_three(tickets: list[Ticket], seconds: list[int]) -> None:
    line = waiting_line(tickets, NOW)
    for n, second in enumerate(sorted(seconds), 900):
        now = NOW + timedelta(milliseconds=second)
        place, due = place_behind(line, now, number_of("A", n))
        back = replace(ticket(n, place=place), due=due)
        after = waiting_line([*line, back], NOW)
        assert ahead_of(after, back.number) == min(BEHIND, len(line))
        assert [one for one in after if one is not back] == line  # nobody else has changed places
        line = after


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_an_act_is_possible_from_its_states_alone(act: str, state: str) -> None:
    one = ticket(1, state=state, window="3", misses=1 if state == "missed" else 0)
    if state not in ACTS[act][0]:
        with pytest.raises(Conflict):
            one.acted(act, NOW)
        return
    made = one.acted(act, NOW)
    assert made.state == ACTS[act][1] and made.rev == one.rev + 1 and made.number == one.number
    assert Ticket.of(made.to_data(), made.rev) == made
    assert bool(made.window) is (made.state != "waiting" or (state == "waiting" and act == "call"))


def test_how_long_it_takes() -> None:
    def served(n: int, took: int) -> Ticket:
        return ticket(n, state="served", began_at=NOW, ended_at=NOW + timedelta(minutes=took))

    assert minutes_each([served(1, 5), served(2, 9)]) is None  # too few to say
    assert minutes_each([served(1, 5), served(2, 90), served(3, 9), ticket(4, state="cancelled")]) == 9
    assert expected_minutes(4, None, 1) is None
    assert (expected_minutes(4, 6.0, 1), expected_minutes(4, 6.0, 2), expected_minutes(0, 6.0, 3)) == (27, 14, 1)
    busy = [ticket(1, state="called", window="3"), ticket(2, state="serving", window="5"), ticket(3)]
    assert (windows_at_work(busy), windows_at_work([])) == (2, 1)


def test_numbers_and_ids() -> None:
    assert (number_of("A", 12), number_of("B", 1000)) == ("A012", "B1000")
    one = ticket(12)
    assert parts_of(one.id) == ("one", "2026-11-24", "A012", "code")
    assert [parts_of(text) for text in ("", "a.b.c", "one.2026.A012.code", "one.2026112x.A012.code")] == [None] * 4
