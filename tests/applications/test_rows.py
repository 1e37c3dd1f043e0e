"""What is written down is read back as it was, also in pieces: only what changed is written (PROMISES R8)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.applications import Application, Copy, Event, Head, Task, rows
from tests.applications.strategies import events, forms, heads, moments, tasks

pytestmark = pytest.mark.req("C-28")


def stored(row: dict[str, Any]) -> dict[str, Any]:
    """As the table keeps it: JSON, and None is no attribute at all."""
    kept: dict[str, Any] = json.loads(json.dumps(row))
    return {name: value for name, value in kept.items() if value is not None}


@settings(max_examples=40, deadline=None)
@given(heads())
def test_a_head_comes_back(head: Head) -> None:
    assert rows.head_of(head.id, stored(rows.head_row(head))) == head


@settings(max_examples=40, deadline=None)
@given(events)
def test_an_event_comes_back(event: Event) -> None:
    assert rows.event_of(rows.event_key(event.seq), stored(rows.event_row(event))) == event


@settings(max_examples=40, deadline=None)
@given(tasks(), heads())
def test_a_task_comes_back(task: Task, head: Head) -> None:
    assert rows.task_of(rows.task_key(task), stored(rows.task_row(task, head))) == task


@settings(max_examples=40, deadline=None)
@given(heads(), st.data())
def test_writing_what_differs_is_enough(before: Head, data: st.DataObject) -> None:
    """The altered attributes, put over the stored ones, make the new head; what did not change is not written."""
    facts = {**data.draw(forms), "applicant": before.facts["applicant"]}
    clock_at, state = data.draw(st.none() | moments), data.draw(st.sampled_from(list(type(before.state))))
    after = replace(before, state=state, clock_at=clock_at, facts=facts)
    changes = rows.altered(before, after)
    assert set(changes) <= {"state", "clock_at", "clock_shard", "facts"}
    assert rows.head_of(before.id, stored({**rows.head_row(before), **changes})) == after
    assert rows.altered(before, before) == {}


@settings(max_examples=40, deadline=None)
@given(tasks(), tasks(), heads(), st.booleans())
def test_writing_what_differs_of_a_task_is_enough(before: Task, after: Task, head: Head, urgent: bool) -> None:
    """Also where only the head has changed, of which each task's line tells a part; who saw it is written apart."""
    then, after = replace(head, urgent=urgent), replace(after, seen_at=before.seen_at)
    changed = rows.altered_task(before, after, head, then)
    assert stored({**rows.task_row(before, head), **changed}) == stored(rows.task_row(after, then))


@settings(max_examples=20, deadline=None)
@given(st.builds(Copy, st.sampled_from(["person:s1", "position:officer@registry"]), moments), heads())
def test_a_copy_reads_back(copy: Copy, head: Head) -> None:
    for one in (copy, replace(copy, read=("s1", "s2"))):
        found = {"HEAD": stored(rows.head_row(head)), rows.copy_key(one.holder): stored(rows.copy_row(one, head))}
        assert rows.assemble(head.id, found).copies == (one,)


@settings(max_examples=40, deadline=None)
@given(heads(), st.lists(events, min_size=1, max_size=12, unique_by=lambda event: event.seq), st.lists(tasks()))
def test_items_in_key_order_are_the_application(head: Head, timeline: list[Event], shares: list[Task]) -> None:
    """Events come in the order of their numbers, however many digits those have."""
    found = {rows.event_key(event.seq): stored(rows.event_row(event)) for event in timeline}
    found |= {rows.task_key(task): stored(rows.task_row(task, head)) for task in shares}
    found |= {"HEAD": stored(rows.head_row(head)), rows.token_key("a", 2): {"token": rows.joined(["new", "old"])}}
    application: Application = rows.assemble(head.id, dict(sorted(found.items())))
    assert list(application.events) == sorted(timeline, key=lambda event: event.seq)
    assert application.tokens_of("a", 2) == ("new", "old") and application.tokens_of("a", 1) == ()
    assert len(application.tasks) == len({task.key for task in shares})
