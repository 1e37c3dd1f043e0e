"""The timeline as evidence and as state: its hash chain, and what replaying it says of every step."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.applications.model import Actor, Application, Event
from chalicelib.applications.words import EventType
from chalicelib.shared.clock import stamp


class StepStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    """Was open when a sibling returned, rejected, or the applicant withdrew; or its approval was taken back."""
    SKIPPED = "skipped"
    """Gone round by an administrator's move, or by a rule; counts like approved."""


PASSED = frozenset({StepStatus.APPROVED, StepStatus.SKIPPED})
"""What lets the flow go on."""


@dataclass(frozen=True)
class StepState:
    """A step as the timeline leaves it: `entry` counts how often it was opened.

    `doubted` is the position of the event since when its approval counts only while the fields the step sees stay as
    they were; None when it counts without reserve.
    """

    step: str
    entry: int
    status: StepStatus
    opened_at: datetime
    due_at: str | None
    by: Actor | None = None
    decided_at: datetime | None = None
    opinion: str = ""
    doubted: int | None = None


Steps = dict[str, StepState]


def seal(application_id: str, event: Event, before: str) -> Event:
    """The event with its hash: SHA-256 over its content, the application's id and the hash before (PROMISES R46)."""
    digest = hashlib.sha256(sealed_content(application_id, event, before).encode()).digest()
    return replace(event, hash=base64.urlsafe_b64encode(digest).decode().rstrip("="))


def sealed_content(application_id: str, event: Event, before: str) -> str:
    """The very text an event's hash is taken of, as JSON; whoever has it can check the hash without the hall."""
    content = [application_id, event.seq, event.type, stamp(event.at), event.by.to_dict(), event.data, before]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_ENDS = frozenset({EventType.COMPLETED, EventType.WITHDRAWN, EventType.TERMINATED})


def ending_of(application: Application) -> Event | None:
    """The event that ended it; None while it is open (again)."""
    if application.head.is_open:
        return None
    ends = (e for e in reversed(application.events) if e.type in _ENDS or outcome_of(e) is StepStatus.REJECTED)
    return next(ends, None)


def archived_of(application: Application) -> Event | None:
    """The event that says where the package of its present end lies; None before, and while it is open."""
    end = ending_of(application)
    of = (e for e in application.events if e.type is EventType.ARCHIVED and end and e.data["of"] == end.seq)
    return next(of, None)


def first_broken(application_id: str, events: Iterable[Event]) -> int | None:
    """The position (from 1) of the first event that was changed, removed before or reordered; None if all is well."""
    before = ""
    for position, event in enumerate(events, start=1):
        if event.seq != position or seal(application_id, event, before).hash != event.hash:
            return position
        before = event.hash
    return None


def replay(application: Application) -> dict[str, StepState]:
    """Every step that was ever opened, in the order of first opening, as it stands now."""
    return _replayed(application.events)


def _replayed(events: Sequence[Event]) -> Steps:
    steps: Steps = {}
    for event in events:
        if event.type is EventType.RETRACTED:
            steps = _taken_back(steps, events, event)
        else:
            _APPLY.get(event.type, _nothing)(steps, event)
    return steps


def _taken_back(steps: Steps, events: Sequence[Event], event: Event) -> Steps:
    """A decision taken back: its step, and what it had closed or put in doubt, are as they were before it.

    What was opened because of it never was; only the entries it was given stay used up.
    """
    decision = events[event.data["decision"] - 1]
    before = _replayed(events[: decision.seq - 1])
    # The step a return led to is given back also where nobody had been asked there again yet.
    given_back = {event.data["step"], *event.data.get("closed", ()), decision.data.get("to")}
    found: Steps = {}
    for name, state in steps.items():
        old = before.get(name)
        cancelled = state.status is StepStatus.CANCELLED and state.decided_at == decision.at
        if name in given_back or cancelled:
            gone = replace(state, status=StepStatus.CANCELLED, decided_at=event.at)
            found[name] = replace(old, entry=state.entry) if old else gone
        elif state.doubted == decision.seq:
            found[name] = replace(state, doubted=old.doubted if old else None)
        else:
            found[name] = state
    return found


def outcome_of(event: Event) -> StepStatus | None:
    """What a decision meant for its whole step; None while others have still to decide, and for any other event.

    Where several decide, one person's approval may fix a refusal that others' votes prepared, so the event says both:
    its type is what the person did, `outcome` (where it differs) what became of the step.
    """
    if event.type not in _MEANT or not event.data.get("final", True):
        return None
    return StepStatus(event.data.get("outcome", _MEANT[event.type]))


_MEANT = {
    EventType.APPROVED: StepStatus.APPROVED,
    EventType.REJECTED: StepStatus.REJECTED,
    EventType.RETURNED: StepStatus.RETURNED,
}


_DOES = frozenset({EventType.EFFECT_DONE, EventType.CALLED})


def done_effects(application: Application) -> set[str]:
    """The effects that were carried out, or that an administrator's move has gone round."""
    done = {event.data["effect"] for event in application.events if event.type in _DOES}
    return done.union(*(event.data.get("left_out", ()) for event in application.events))


def _nothing(_steps: Steps, _event: Event) -> None:
    """Most events say nothing of a step."""


def _opened(steps: Steps, event: Event) -> None:
    step = event.data["step"]
    steps[step] = StepState(step, event.data["entry"], StepStatus.OPEN, event.at, event.data.get("due_at"))


def _decided(steps: Steps, event: Event) -> None:
    """A share was decided; the step is only when that fixed its outcome. A refusal settles what else was open."""
    found = outcome_of(event)
    if found is None:
        return
    _decide(steps, event, found)
    if found is StepStatus.RETURNED and event.data.get("to"):
        _undo(steps, [event.data["to"]])
    elif found is not StepStatus.APPROVED:
        _cancel_open(steps, event)
    for name in event.data.get("again", ()):
        steps[name] = replace(steps[name], doubted=event.seq)


def _resubmitted(steps: Steps, event: Event) -> None:
    """Closes the revise step."""
    _decide(steps, event, StepStatus.APPROVED)


def _moved(steps: Steps, event: Event) -> None:
    """An administrator's move: what is gone round counts as passed, what comes after the target no longer does."""
    _close(steps, event)
    for name in event.data.get("skipped", ()):
        before = steps.get(name) or StepState(name, 0, StepStatus.SKIPPED, event.at, None)
        steps[name] = replace(before, status=StepStatus.SKIPPED, by=event.by, decided_at=event.at, doubted=None)
    _undo(steps, event.data.get("undone", ()))


def _close(steps: Steps, event: Event) -> None:
    """The open steps that the event names in `closed` are open no longer."""
    for name in event.data.get("closed", ()):
        steps[name] = replace(steps[name], status=StepStatus.CANCELLED, decided_at=event.at)


def _undo(steps: Steps, names: Iterable[str]) -> None:
    """Their approvals count no longer: they are asked again when the flow comes to them."""
    for name in names:
        if name in steps:
            steps[name] = replace(steps[name], status=StepStatus.CANCELLED)


def _cancel_open(steps: Steps, event: Event) -> None:
    for name, state in steps.items():
        if state.status is StepStatus.OPEN:
            steps[name] = replace(state, status=StepStatus.CANCELLED, decided_at=event.at)


def _decide(steps: Steps, event: Event, status: StepStatus) -> None:
    step = event.data.get("step", "")
    if step in steps:
        opinion = event.data.get("opinion", "")
        steps[step] = replace(
            steps[step], status=status, by=event.by, decided_at=event.at, opinion=opinion, doubted=None
        )


_APPLY: Mapping[EventType, Callable[[Steps, Event], None]] = {
    EventType.OPENED: _opened,
    EventType.APPROVED: _decided,
    EventType.REJECTED: _decided,
    EventType.RETURNED: _decided,
    EventType.RESUBMITTED: _resubmitted,
    EventType.MOVED: _moved,
    EventType.REOPENED: _moved,
    EventType.MIGRATED: _moved,
    EventType.WITHDRAWN: _cancel_open,
    EventType.TERMINATED: _cancel_open,
}
