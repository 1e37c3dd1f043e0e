"""Where a return may go, and where the flow enters again afterwards. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.applications import REVISE, Application, Definition, StepState, StepStatus, replay
from chalicelib.flows import Element, Flow, Step, arms_of, predict, steps_of, top_level_of, walk


def steps_before(flow: Flow, name: str) -> list[Step]:
    """Every step that can come before `name`, in the order written; never one of a sibling branch."""
    return _before(flow.elements, name) or []


def _before(elements: tuple[Element, ...], name: str) -> list[Step] | None:
    """The steps before `name` within these elements; None when it is not among them."""
    seen: list[Step] = []
    for element in elements:
        if isinstance(element, Step) and element.name == name:
            return seen
        for arm in arms_of(element):
            inside = _before(arm, name)
            if inside is not None:
                return seen + inside
        seen += [inner for inner in walk((element,)) if isinstance(inner, Step)]
    return None


def return_targets(application: Application, definition: Definition, step: str) -> list[Step]:
    """The visited steps one may return to from `step`: approved, and before it."""
    states = replay(application)
    return [before for before in steps_before(definition.flow, step) if _approved(states, before.name)]


def asked_again(application: Application, definition: Definition, step: str, to: str) -> list[str]:
    """The approved steps after `to` and before `step`, which count no longer when all is to be asked again."""
    names = [target.name for target in return_targets(application, definition, step)]
    return names[names.index(to) + 1 :]


def place_to_enter(application: Application, definition: Definition) -> str:
    """The state to enter so that the flow stands where the record stands; empty for the beginning.

    It is the first step on the present way that is not approved; every approved one on the way is answered at once, so
    entering too early costs transitions and nothing else. A step that was never opened counts too: a correction may
    have made it necessary (three days of leave become thirty), and going straight back to who returned it would leave
    it out.
    """
    states = replay(application)
    way = {step.name for step in predict(definition.flow, application.head.facts)}
    for step in steps_of(definition.flow):
        if step.name in way and not _approved(states, step.name):
            return top_level_of(definition.flow, step.name)
    return ""


def is_due(application: Application, definition: Definition, step: str) -> bool:
    """Whether `step` is on the present way and everything before it there is approved."""
    states = replay(application)
    way = {one.name for one in predict(definition.flow, application.head.facts)}
    before = {one.name for one in steps_before(definition.flow, step)}
    return step in way and all(_approved(states, name) for name in before & way)


def side_by_side(application: Application, definition: Definition, step: str) -> list[StepState]:
    """`step` and the open steps that wait in the same top-level state: what a move out of it must let go."""
    place = top_level_of(definition.flow, step)
    states = replay(application)
    return [
        state
        for name, state in states.items()
        if name != REVISE
        and (name == step or state.status is StepStatus.OPEN)
        and top_level_of(definition.flow, name) == place
    ]


def _approved(states: Mapping[str, StepState], name: str) -> bool:
    return name in states and states[name].status is StepStatus.APPROVED
