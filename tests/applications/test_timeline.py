"""The timeline is evidence: whatever is changed in it, taken out or moved shows, and shows where (PROMISES R46)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.applications import Actor, Application, Event, EventType, change, first_broken
from chalicelib.applications.timeline import seal
from chalicelib.shared.text import Text
from tests.applications.strategies import actors, forms, heads

pytestmark = pytest.mark.req("C-28")


@st.composite
def applications(draw: st.DrawFn) -> Application:
    """An application with up to eight events, appended one by one as the hall does."""
    head = draw(heads())
    first = seal(head.id, Event(1, EventType.SUBMITTED, head.submitted_at, draw(actors), {"form": {}}), "")
    application = Application(head, (first,))
    for _ in range(draw(st.integers(1, 7))):
        at = application.events[-1].at + timedelta(seconds=1)
        kind = draw(st.sampled_from(EventType))
        application = change(application, kind, by=draw(actors), at=at, data=draw(forms)).applied()
    return application


STRANGER = Actor("stranger", Text("某人", "Somebody"))
TAMPERINGS: dict[str, Callable[[Event], Event]] = {
    "data": lambda event: replace(event, data={**event.data, "opinion": "同意!"}),
    "time": lambda event: replace(event, at=event.at + timedelta(milliseconds=1)),
    "who": lambda event: replace(event, by=STRANGER),
    "position": lambda event: replace(event, by=replace(event.by, position=f"{event.by.position}x")),
    "type": lambda event: replace(
        event, type=EventType.APPROVED if event.type is not EventType.APPROVED else EventType.REJECTED
    ),
    "number": lambda event: replace(event, seq=event.seq + 1),
    "hash": lambda event: replace(event, hash=event.hash[::-1] + "x"),
}


@settings(max_examples=25, deadline=None)
@given(applications())
def test_an_untouched_timeline_is_sound(application: Application) -> None:
    assert first_broken(application.id, application.events) is None


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS)
@settings(max_examples=25, deadline=None)
@given(application=applications())
def test_every_change_of_every_event_is_found_where_it_is(
    tampering: Callable[[Event], Event], application: Application
) -> None:
    for place, event in enumerate(application.events):
        changed = [*application.events]
        changed[place] = tampering(event)
        assert first_broken(application.id, changed) == place + 1


@settings(max_examples=25, deadline=None)
@given(applications())
def test_a_forged_hash_breaks_the_next_event(application: Application) -> None:
    """Who recomputes the hash of the event they changed is found one event further on."""
    for place, event in enumerate(application.events[:-1]):
        before = application.events[place - 1].hash if place else ""
        changed = [*application.events]
        changed[place] = seal(application.id, replace(event, by=STRANGER), before)
        assert first_broken(application.id, changed) == place + 2


@settings(max_examples=25, deadline=None)
@given(applications())
def test_removed_moved_and_foreign_events_are_found(application: Application) -> None:
    events = application.events
    for place in range(len(events) - 1):
        assert first_broken(application.id, [*events[:place], *events[place + 1 :]]) == place + 1
        swapped = [*events]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        assert first_broken(application.id, swapped) == place + 1
    assert first_broken("another-application", events) == 1
