"""When a hall under test has come to rest: what the record says must be open is open, and nothing is under way.

Emulators move their executions in threads of their own, so waiting for silence is waiting too long or not long enough.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from chalicelib.applications import (
    REVISE,
    Application,
    Definition,
    State,
    done_effects,
)
from chalicelib.approvals.standing import Standing
from chalicelib.flows import Effect, Element, Parallel, Step, When
from chalicelib.shared.conditions import evaluate

MOVING = "(moving)"


Known = Iterable[tuple[Application, Definition]]
Passed = Callable[[str], bool]


def settle(turn: Callable[[], int], applications: Callable[[], Known]) -> None:
    """Take turns until one finds nothing to do while everything is at rest. Raises when that takes too long."""
    quiet = 0
    for _ in range(600):
        quiet = 0 if turn() else quiet + 1
        if quiet >= 2 and all(at_rest(*one) for one in applications()):
            return
        time.sleep(0.02 * min(quiet, 5))
    raise AssertionError("the hall did not settle")


def at_rest(application: Application, definition: Definition) -> bool:
    if not application.head.is_open:
        return True
    held = {task.step for task in application.open_tasks}
    if application.head.phase is State.AWAITING_APPLICANT:
        return REVISE in held
    return _due(definition.flow.elements, application, Standing(application, definition).passed) <= held


def _due(elements: tuple[Element, ...], application: Application, passed: Passed) -> set[str]:
    """The steps that must be open now; `MOVING` when the flow itself has the next move; empty when all is done."""
    found = _frontier(elements, application, passed)
    return found if found else {MOVING}


def _frontier(elements: tuple[Element, ...], application: Application, passed: Passed) -> set[str]:
    for element in elements:
        found = _of(element, application, passed)
        if found:
            return found
    return set()


def _of(element: Element, application: Application, passed: Passed) -> set[str]:
    if isinstance(element, Step):
        return set() if passed(element.name) else {element.name}
    if isinstance(element, Effect):
        return set() if element.name in done_effects(application) else {MOVING}
    if isinstance(element, When):
        arm = element.then if evaluate(element.condition, application.head.facts) else element.otherwise
        return _frontier(arm, application, passed)
    assert isinstance(element, Parallel)
    return {step for branch in element.branches for step in _frontier(branch, application, passed)}
