"""After a return: which approvals stay valid, which are asked again and because of which fields; for both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalicelib.applications import Application, Definition, Event, EventType, State, StepStatus, outcome_of, replay
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.standing import Standing
from chalicelib.flows import steps_of


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
