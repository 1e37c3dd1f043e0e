"""Whether a step keeps the applicant from withdrawing (`withdraw: false`): from when it is open until the end. Pure."""

from __future__ import annotations

from chalicelib.applications import PASSED, Application, Definition, StepStatus, replay
from chalicelib.errors import NotYourTurn
from chalicelib.flows import Step, steps_of
from chalicelib.shared.text import Text


def barred_by(application: Application, definition: Definition) -> Step | None:
    """The first step that is open or passed and bars it."""
    bars = [step for step in steps_of(definition.flow) if not step.may_withdraw]
    if not bars:
        return None
    states = replay(application)
    stopped = PASSED | {StepStatus.OPEN}
    return next((step for step in bars if step.name in states and states[step.name].status in stopped), None)


def not_barred(application: Application, definition: Definition) -> None:
    """Raises `NotYourTurn` with the step's name."""
    step = barred_by(application, definition)
    if step:
        text = Text("已进入“{step}”环节，不能再撤回", "It has reached “{step}” and cannot be withdrawn any more")
        raise NotYourTurn(text.format(step=step.title))
