"""Random heads, events, tasks: what a table must give back as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.applications import OPEN, Actor, Applicant, Event, EventType, Head, State, Task, TaskState
from chalicelib.shared.text import Text

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
names = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
texts = st.builds(Text, words, words)
START = datetime(2026, 11, 23, tzinfo=UTC)
moments = st.integers(-(10**12) // 5, 10**12 // 2).map(
    lambda milliseconds: START + timedelta(milliseconds=milliseconds)
)
"""Aware, to the millisecond: the clock's grain in the record."""

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
forms = st.dictionaries(names.filter(lambda name: name != "applicant"), values, max_size=6)
actors = st.builds(Actor, names, texts, st.none() | names)
units = st.dictionaries(st.sampled_from(["class", "college", "department", "campus"]), names)
applicants = st.builds(Applicant, names, texts, names, units)


@st.composite
def heads(draw: st.DrawFn) -> Head:
    applicant = draw(applicants)
    return Head(
        id=draw(st.from_regex(r"[a-z2-7]{26}", fullmatch=True)),
        number=draw(st.from_regex(r"\d{8}-\d{6}", fullmatch=True)),
        service=draw(names),
        version=draw(st.integers(1, 999)),
        service_name=draw(texts),
        title=draw(texts),
        applicant=applicant,
        state=draw(st.sampled_from(State)),
        round=draw(st.integers(1, 50)),
        facts={**draw(forms), "applicant": applicant.facts()},
        form_seq=draw(st.integers(1, 99)),
        submitted_at=draw(moments),
        clock_at=draw(st.none() | moments),
        body_hash=draw(st.from_regex(r"[0-9a-f]{24}", fullmatch=True)),
        urgent=draw(st.booleans()),
        resumes=draw(st.none() | st.sampled_from(sorted(OPEN))),
    )


events = st.builds(
    Event, st.integers(1, 999_999), st.sampled_from(EventType), moments, actors, forms, st.text("abc123", max_size=43)
)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more = {"by": draw(actors), "decided_at": draw(moments)}
    return Task(
        step=draw(names),
        entry=draw(st.integers(1, 50)),
        n=draw(st.integers(1, 20)),
        of=draw(st.integers(1, 20)),
        holder=draw(st.sampled_from(["person:s1", "position:officer@registry"])),
        state=draw(st.sampled_from(TaskState)),
        opened_at=draw(moments),
        due_at=draw(st.none() | moments),
        waits=tuple(draw(st.lists(st.integers(1, 9), max_size=3))),
        claimed=draw(st.none() | names),
        seen_at=draw(st.none() | moments),
        **more,
    )
