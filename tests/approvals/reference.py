"""What an application must look like when everything under way has arrived: the small model the hall is held to.

It knows the flow, who has approved what, and the facts. It knows nothing of executions, tokens, messages or events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.flows import Effect, Element, Flow, Parallel, Step, When, find_step
from chalicelib.shared.conditions import evaluate


@dataclass
class Reference:
    """What was approved stays approved; whoever comes first on the way that the present facts lead is asked."""

    flow: Flow
    facts: dict[str, Any]
    state: str = "in_progress"
    approved: set[str] = field(default_factory=set)
    shares: dict[str, set[int]] = field(default_factory=dict)
    """Of steps where all must agree: the shares that have, in this entry."""

    @property
    def is_open(self) -> bool:
        return self.state in ("in_progress", "awaiting_applicant")

    def approve(self, step: str, n: int, of: int) -> None:
        given = self.shares.setdefault(step, set())
        given.add(n)
        if find_step(self.flow, step).mode == "any" or len(given) == of:
            self.approved.add(step)

    def send_back(self) -> None:
        """Who has signed beside others need not sign again; only who returned it and who had not signed are asked."""
        self.state = "awaiting_applicant"

    def resubmit(self, facts: dict[str, Any]) -> None:
        self.state, self.facts = "in_progress", facts

    def end(self, state: str) -> None:
        self.state = state

    def open_steps(self) -> set[str]:
        """Who must act now; nobody is asked for long in a flow that has come to its end."""
        if self.state == "awaiting_applicant":
            return {"revise"}
        return self._first_open(self.flow.elements) if self.is_open else set()

    def _first_open(self, elements: Sequence[Element]) -> set[str]:
        """The open steps of the first element that has any."""
        return next((found for element in elements if (found := self._open_in(element))), set())

    def _open_in(self, element: Element) -> set[str]:
        match element:
            case Step():
                return set() if element.name in self.approved else {element.name}
            case When():
                then, otherwise = element.then, element.otherwise
                return self._first_open(then if evaluate(element.condition, self.facts) else otherwise)
            case Parallel():
                return set().union(*(self._first_open(branch) for branch in element.branches))
            case Effect():
                return set()
