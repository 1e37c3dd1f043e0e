"""What the hall does by itself at an effect of a flow: each kind is a function, harmless when it runs twice.

A runner is given the application, its definition and the effect, and says what was done (it goes into the record), or
why it cannot be done; then the application goes back to its applicant with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.applications import (
    HALL,
    Application,
    Change,
    Definition,
    EventType,
    State,
    StepStatus,
    change,
    superseded,
)
from chalicelib.approvals.standing import Standing
from chalicelib.flows import Effect, Step, Units, before, holders_of, parse_by
from chalicelib.shared.text import Text

EFFECT_ENTRY = 0
"""Effects are entered once; steps count from 1."""


@dataclass(frozen=True)
class Done:
    """`data` is what the record keeps of it; ``copied`` names holders who may read the application from now on."""

    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """It cannot be done as the form stands; `why` is told to the applicant."""

    why: Text


@dataclass(frozen=True)
class Later:
    """It is under way: the flow waits, and goes on with the event `effect:called`. Asked again, it says so again."""


Runner = Callable[[Application, Definition, Effect], Done | Refused | Later]


def notify(application: Application, _definition: Definition, effect: Effect, units: Units) -> Done:
    """Those whom the effect names get a copy (抄送); the reaction to the event tells them."""
    to = effect.settings.get("to")
    return Done({"copied": list(holders_of(parse_by(to), application.head.facts, units))} if to else {})


def effect_done(application: Application, effect: Effect, done: Done, now: datetime) -> Change:
    data = {"effect": effect.name, "kind": effect.kind, **done.data}
    return change(application, EventType.EFFECT_DONE, by=HALL, at=now, data=data)


def effect_refused(
    application: Application, definition: Definition, effect: Effect, refused: Refused, now: datetime
) -> Change:
    """Back to the applicant: who approved last is asked again afterwards, others where what they see has changed."""
    standing = Standing(application, definition)
    passed = [
        one.name
        for one in before(definition.flow, effect.name)
        if isinstance(one, Step) and standing.passed(one.name) and one.name in standing.way
    ]
    last = max(passed, key=lambda name: standing.states[name].decided_at or now)
    state = standing.states[last]
    data = {
        "step": last,
        "entry": state.entry,
        "n": 0,
        "refused": effect.name,
        "why": list(refused.why),
        "again": [name for name in passed if name != last and standing.states[name].status is StepStatus.APPROVED],
    }
    waits = {"state": State.AWAITING_APPLICANT}
    rest = superseded(application.tasks, now)
    return change(application, EventType.RETURNED, by=HALL, at=now, data=data, head=waits, tasks=rest)
