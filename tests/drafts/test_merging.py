"""Two devices, one draft: nothing is overwritten unseen, and what does not meet is merged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.drafts import Draft, DraftClash, merged

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
EMPTY = Draft("s1", "leave", 0, NOW, {})
NAMES = st.sampled_from("abc")
EDITS = st.dictionaries(NAMES, st.integers(0, 2) | st.none(), min_size=1)


def save(draft: Draft, seen: int, **changes: Any) -> Draft:
    return merged(draft, seen, changes, 1, NOW)


def test_changes_to_other_answers_are_merged() -> None:
    both = save(save(save(EMPTY, 0, a=1, b=1), 1, a=2), 1, b=3)
    assert both.values == {"a": 2, "b": 3} and both.seq == 3


def test_the_same_answer_changed_elsewhere_is_a_clash_and_nothing_is_taken() -> None:
    there = save(save(EMPTY, 0, a=1, b=1), 1, a=2)
    with pytest.raises(DraftClash) as clash:
        save(there, 1, a=3, b=9)
    assert clash.value.names == ("a",) and there.values == {"a": 2, "b": 1}
    assert save(there, 2, a=3, b=9).values == {"a": 3, "b": 9}, "who has seen it may change it"
    assert save(there, 1, a=2).values["a"] == 2, "the same answer twice is no clash"


def test_a_cleared_answer_is_a_change_too() -> None:
    there = save(save(EMPTY, 0, a=1), 1, a=None)
    assert there.values == {}
    with pytest.raises(DraftClash):
        save(there, 1, a=5)


@given(st.lists(st.tuples(st.sampled_from(["phone", "laptop"]), EDITS, st.booleans()), max_size=12))
@settings(max_examples=150)
def test_no_device_ever_overwrites_what_it_has_not_seen(steps: list[Any]) -> None:
    """A save is taken only where every answer in it is as the device last saw it, or is what it says anyway."""
    draft, seen = EMPTY, {"phone": EMPTY, "laptop": EMPTY}
    for device, edits, looks in steps:
        if looks:
            seen[device] = draft
        known, before = seen[device].answers, draft.answers
        unseen = [name for name in edits if name in before and before[name] != known.get(name)]
        clashing = [name for name in unseen if before[name].value != edits[name]]
        try:
            after = merged(draft, seen[device].seq, edits, 1, NOW)
        except DraftClash as clash:
            assert sorted(clash.names) == sorted(clashing) != []
            continue
        assert clashing == []
        assert {name: answer.value for name, answer in after.answers.items()} == {
            **{name: answer.value for name, answer in before.items()},
            **{name: value for name, value in edits.items() if value is not None or name in before},
        }
        draft = after
