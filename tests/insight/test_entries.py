"""The journal's entries add up to the same, however often and in whatever order they come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.insight.entries import (
    EDGES,
    OUTCOMES,
    Day,
    Ending,
    added_up,
    digest_of,
    in_all,
    packed,
    within,
)

HOUR = timedelta(hours=1)
times = st.integers(0, 1600).map(lambda quarters: quarters * HOUR / 4)
endings = st.builds(
    Ending,
    st.sampled_from(OUTCOMES),
    st.booleans(),
    st.none() | st.integers(0, 2000).map(lambda quarters: quarters * HOUR / 4),
)
applications = st.dictionaries(st.integers(1, 400).map(lambda n: digest_of(f"app-{n}", 3)), endings, max_size=40)


@pytest.mark.req("N3")
@given(applications, st.data())
def test_repeated_and_shuffled_entries_add_up_to_the_same(known: dict[bytes, Ending], data: st.DataObject) -> None:
    entries = [packed(digest, ending) for digest, ending in known.items()]
    more = data.draw(st.lists(st.sampled_from(entries))) if entries else []
    again = data.draw(st.permutations([*entries, *more]))
    sums = added_up(known, again)
    assert sums == added_up(known, entries)
    assert sums.started == len(known)
    for outcome in OUTCOMES:
        assert (sums.ended or {})[outcome] == sum(one.outcome == outcome for one in known.values())
    assert sums.late == sum(one.late for one in known.values())


@given(applications)
def test_a_day_is_stored_and_read_as_it_was(known: dict[bytes, Ending]) -> None:
    sums = added_up(known, [packed(digest, ending) for digest, ending in known.items()])
    assert Day.of_data(sums.to_data()) == sums
    assert in_all([sums]) == sums


def test_one_end_told_in_two_ways_is_one_end() -> None:
    """Its promise was changed between two deliveries, so that one of them calls it late."""
    digest = digest_of("a", 4)
    two = [packed(digest, Ending("completed", late, 3 * HOUR)) for late in (False, True)]
    assert (added_up([], two).ended or {})["completed"] == 1


def test_what_was_reopened_has_not_ended() -> None:
    digest = digest_of("a", 4)
    assert not any((added_up([], [packed(digest, Ending("rejected"))], [digest]).ended or {}).values())


@given(st.lists(times, min_size=1, max_size=60), st.sampled_from([0.5, 0.9]))
def test_a_share_was_done_within_what_is_said_and_the_bucket_below_is_too_little(
    used: list[timedelta], share: float
) -> None:
    entries = [packed(digest_of("a", n), Ending("completed", used=one)) for n, one in enumerate(used)]
    found = within(added_up([], entries).buckets, share)
    assert found is not None
    assert sum(one <= found * HOUR for one in used) >= share * len(used)
    below = EDGES[EDGES.index(found) - 1] if found != EDGES[0] else -1
    assert sum(one <= below * HOUR for one in used) < share * len(used)


def test_durations_beyond_the_last_edge_have_no_bound_and_none_at_all_has_no_figure() -> None:
    far = [packed(digest_of("a", 1), Ending("completed", used=timedelta(hours=500)))]
    assert within(added_up([], far).buckets, 0.5) is None
    assert within({}, 0.5) is None and within(None, 0.9) is None


def test_only_what_departments_worked_towards_has_a_duration() -> None:
    ends = [packed(digest_of("a", n), Ending(outcome, used=HOUR)) for n, outcome in enumerate(OUTCOMES)]
    assert sum((added_up([], ends).buckets or {}).values()) == 2
