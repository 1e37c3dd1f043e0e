"""Move (跳转) to a step, and reopen (重启) at one: by an administrator, with a second person's consent. Pure.

What lies before the target counts as passed from now on, what comes after it has to be decided again. Steps side by
side with the target stay as they are. Every open task is closed; the flow opens what the record then asks for.
"""

from __future__ import annotations

from typing import Any

from chalicelib.applications import (
    Change,
    Definition,
    EventType,
    State,
    StepStatus,
    done_effects,
    ending_of,
    superseded,
)
from chalicelib.approvals.case import Case
from chalicelib.errors import FieldError, InvalidForm, NotYourTurn
from chalicelib.flows import Step, before, steps_of, top_level_of
from chalicelib.shared.text import Text

REOPENED = 365
"""How many days after its end an application may be reopened."""


def move(case: Case) -> Change:
    """Raises `NotYourTurn` when it is over or suspended, `InvalidForm` for an unknown step or no reason."""
    head = case.application.head
    if head.state is not State.IN_PROGRESS and head.state is not State.AWAITING_APPLICANT:
        raise NotYourTurn(Text("只有办理中的办件可以跳转", "Only an application under way can be moved"))
    case.need_reason()
    data = _placed(case)
    tasks = superseded(case.application.tasks, case.now)
    return case.change(EventType.MOVED, data=data, head={"state": State.IN_PROGRESS}, tasks=tasks)


def reopen(case: Case) -> Change:
    """A finished application goes on at a step, in its next round. Raises `NotYourTurn`, `InvalidForm`."""
    head = case.application.head
    if head.is_open:
        raise NotYourTurn(Text("该办件仍在办理中", "It is still under way"))
    end = ending_of(case.application)
    if end is None or (case.now - end.at).days > REOPENED:
        raise NotYourTurn(Text("办结超过一年的办件不能重启", "It ended more than a year ago and cannot be reopened"))
    case.need_reason()
    round = head.round + 1
    again = {"state": State.IN_PROGRESS, "round": round, "clock_at": case.now}
    data = {**_placed(case), "round": round}
    return case.change(EventType.REOPENED, data={**data, "enter": _enter(case)}, head=again)


def _enter(case: Case) -> str:
    return top_level_of(case.definition.flow, case.wish.to)


def _placed(case: Case) -> dict[str, Any]:
    """Where it goes, what is gone round on the way there, what has to be decided again, what is open no longer."""
    if case.wish.to not in targets(case.definition):
        unknown = Text("请选择流程中的一个环节", "Choose one of the steps of the flow")
        raise InvalidForm(errors=(FieldError("/to", "unknown", unknown),))
    standing, to = case.standing, case.wish.to
    if to not in standing.way:
        aside = Text("按填报内容，流程不经过该环节", "With these answers the flow does not pass that step")
        raise InvalidForm(errors=(FieldError("/to", "not_on_way", aside),))
    earlier = [one for one in before(case.definition.flow, to) if one.name in standing.way]
    skipped = [one.name for one in earlier if isinstance(one, Step) and not standing.passed(one.name)]
    done = done_effects(case.application)
    left_out = [one.name for one in earlier if not isinstance(one, Step) and one.name not in done]
    closed = [name for name, state in standing.states.items() if state.status is StepStatus.OPEN]
    undone = standing.after(to)
    return {"to": to, "skipped": skipped, "left_out": left_out, "undone": undone, "closed": closed}


def targets(definition: Definition) -> list[str]:
    """The steps an administrator may choose from, in the order of the flow."""
    return [step.name for step in steps_of(definition.flow)]


__all__ = ["move", "reopen", "targets"]
