"""From a flow to Amazon States Language: one machine that walks an application through its departments.

The record in the database is the truth and the execution only asks: each step sends one message with its token and
waits. A return, a jump or the end arrives as a failure of that token whose error *name* is the target, because a
failure's cause is lost on one emulator. Blocks come from ``statemachines/``; see its README.

What leads a state back to itself (its timeout, a move to where it stands) goes through a Pass state ``<name>-again``:
moto takes a Catch whose Next is its own state for no catch and goes on *behind* the step, and its Retry of a
waitForTaskToken task hands out the used token again. AWS would do with either.
"""

from __future__ import annotations

from typing import Any

from chalicelib.flows.blocks import block
from chalicelib.flows.choice_rule import choice_rule
from chalicelib.flows.model import ENDED, ENTER, FINISH, MOVE, REVISE, Effect, Element, Flow, Parallel, Step, When

DAY = 86_400
"""A step asks again after a day, so that a lost message heals itself."""

AGAIN = "-again"

State = dict[str, Any]
States = dict[str, State]


def compile_flow(flow: Flow, *, comment: str, time_scale: int = 1) -> dict[str, Any]:
    """The machine's definition with ``${Partition}`` and ``${StepsQueueUrl}`` still to fill (`fill_machine`).

    Input: ``{application, round, enter, facts}``; `time_scale` divides the day that a step waits before asking again.
    """
    return _Compiler(max(1, round(DAY / time_scale))).machine(flow, comment)


class _Compiler:
    def __init__(self, timeout: int) -> None:
        self._timeout = timeout

    def machine(self, flow: Flow, comment: str) -> dict[str, Any]:
        states: States = {}
        first = self._chain(flow.elements, FINISH, states)
        states = dict(reversed(states.items()))
        for name in (REVISE, FINISH):
            states[name] = block(name, state=name, again=name + AGAIN, timeout=self._timeout)
            states[name + AGAIN] = block("again", state=name)
        targets = [name for name, state in states.items() if state["Type"] in ("Task", "Parallel")]
        for name in targets:
            states[name]["Catch"] += self._moves(name, targets)
        return {"Comment": comment, "StartAt": ENTER, "States": self._framed(first, targets, states)}

    def _framed(self, first: str, targets: list[str], states: States) -> States:
        choices = [{"Variable": "$.enter", "StringEquals": name, "Next": name} for name in targets]
        return {ENTER: block("enter", choices=choices, first=first), **states, ENDED: block("ended")}

    def _moves(self, here: str, targets: list[str]) -> list[State]:
        ways = [(ENDED, ENDED), *((MOVE + name, name + AGAIN if name == here else name) for name in targets)]
        return [block("move", error=error, state=state) for error, state in ways]

    def _chain(self, elements: tuple[Element, ...], after: str | None, states: States) -> str:
        """Add the states of `elements`, which go on at `after` (``None``: end there); the first one's name."""
        following = after
        for element in reversed(elements):
            following = self._add(element, following, states)
        if following is None:
            raise ValueError("a flow, branch or arm without elements")
        return following

    def _add(self, element: Element, after: str | None, states: States) -> str:
        if isinstance(element, When):
            return self._when(element, after, states)
        state = self._parallel(element) if isinstance(element, Parallel) else self._task(element)
        states[element.name + AGAIN] = block("again", state=element.name)
        states[element.name] = {**state, "End": True} if after is None else {**state, "Next": after}
        return element.name

    def _task(self, element: Step | Effect) -> State:
        kind = "step" if isinstance(element, Step) else "effect"
        title = f"{element.title.zh} / {element.title.en}"
        again = element.name + AGAIN
        state: State = block(kind, state=element.name, again=again, title=title, timeout=self._timeout)
        return state

    def _parallel(self, element: Parallel) -> State:
        branches = [self._branch(branch) for branch in element.branches]
        title = f"{element.title.zh} / {element.title.en}" if element.title else element.name
        state: State = block("parallel", branches=branches, title=title)
        return state

    def _branch(self, elements: tuple[Element, ...]) -> State:
        """Inside a parallel a failure's name is not caught but ends the whole parallel, which catches it.

        Each step's answer there is dropped: branches cannot hand facts on, so `check_flow` refuses what would need it.
        """
        states: States = {}
        first = self._chain(elements, None, states)
        for name, state in list(states.items()):
            if state["Type"] == "Parallel":
                del state["Catch"], states[name + AGAIN]
            elif state["Type"] == "Task":
                state["ResultPath"] = None
        return {"StartAt": first, "States": dict(reversed(states.items()))}

    def _when(self, element: When, after: str | None, states: States) -> str:
        rest = after
        if rest is None and not element.otherwise:
            rest = f"{element.name}-passed"
            states[rest] = block("passed")
        default = self._chain(element.otherwise, after, states) if element.otherwise else rest
        rule = {**choice_rule(element.condition), "Next": self._chain(element.then, after, states)}
        states[element.name] = block("when", rule=rule, default=default)
        return element.name
