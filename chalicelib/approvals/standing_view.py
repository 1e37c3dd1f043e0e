"""After a return: which approvals stay valid, which are asked again and because of which fields; for both sides.
And whether the flow has come to a document.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalicelib.applications import (
    Application,
    Definition,
    Event,
    EventType,
    State,
    StepStatus,
    done_effects,
    outcome_of,
    replay,
)
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.standing import Standing
from chalicelib.flows import Effect, steps_of, walk


def describe_standing(application: Application, definition: Definition) -> dict[str, Any] | None:
    """`{valid: [title], again: [{title, fields: [label]}]}`; None where nothing was returned, or not corrected yet."""
    if application.head.state is not State.IN_PROGRESS:
        return None
    returned = _last_return(application)
    if returned is None:
        return None
    approved = _approved_at(application, definition, returned)
    doubted = [name for name in returned.data.get("again", ()) if name in approved]
    standing = Standing(application, definition)
    changed = {name: standing.seen_change(name, returned.seq) for name in doubted}
    again = [name for name in approved if changed.get(name)]
    labels = {field.name: field.label for field in definition.form.fields}
    return {
        "valid": [step_of(application, definition, name).title.to_dict() for name in approved if name not in again],
        "again": [
            {
                "title": step_of(application, definition, name).title.to_dict(),
                "fields": [labels[one].to_dict() for one in changed[name]],
            }
            for name in again
        ],
    }


def _last_return(application: Application) -> Event | None:
    """The last return, once it was answered: by the correction, or at once where it went to an earlier step."""
    for event in reversed(application.events):
        if event.type in (EventType.MOVED, EventType.REOPENED, EventType.RETRACTED):
            return None
        if outcome_of(event) is StepStatus.RETURNED:
            return event
    return None


def _approved_at(application: Application, definition: Definition, returned: Event) -> list[str]:
    """The steps that somebody had approved when it was returned, without the one it was returned to."""
    states = replay(replace(application, events=application.events[: returned.seq]))
    left_out = {returned.data.get("to"), returned.step}
    return [
        step.name
        for step in steps_of(definition.flow)
        if step.name in states and step.name not in left_out and states[step.name].status is StepStatus.APPROVED
    ]


def has_papers(application: Application, definition: Definition) -> bool:
    """Whether it has documents of its own, from the moment its flow comes to an effect that issues one."""
    effects = [
        one.name for one in walk(definition.flow.elements) if isinstance(one, Effect) and one.kind == "certificate"
    ]
    if not effects:
        return False
    done, standing = done_effects(application), Standing(application, definition)
    return any(name in done or (application.head.is_open and standing.is_due(name)) for name in effects)


def has_answer(application: Application) -> bool:
    """Whether its answer was offered for publication, as its writer agreed."""
    return any(one.type is EventType.EFFECT_DONE and "answer" in one.data for one in application.events)
