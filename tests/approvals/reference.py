"""What is right, in the fewest words: who must act on an application, given what people have done.

It knows nothing of events, tasks, tokens or machines, only the flow, the answers, and what each step's holders said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from chalicelib.flows import Effect, Element, Flow, Parallel, Step, When, find_step, holders_of, steps_before, steps_of
from chalicelib.shared.conditions import evaluate

FIELDS = ("days", "note")


@dataclass
class Node:
    """One person's part of a step: `waits` come first; `verdict` yes, no, said (advice), or gone."""

    holder: str
    kind: str = "base"
    root: int = 0
    waits: set[int] = field(default_factory=set)
    verdict: str = ""
    adder: str = ""


@dataclass
class Turn:
    """One opening of a step."""

    step: Step
    nodes: dict[int, Node]

    def open(self) -> list[int]:
        return [n for n, one in self.nodes.items() if not one.verdict and all(self._settled(w) for w in one.waits)]

    def _settled(self, n: int) -> bool:
        return bool(self.nodes[n].verdict)

    def outcome(self) -> str:
        """yes, no or back as soon as it is fixed; empty while it is open."""
        chains = [self._chain(n) for n, one in self.nodes.items() if one.kind == "base" and one.verdict != "gone"]
        yes, no, all_ = chains.count("yes"), chains.count("no"), len(chains)
        refused = "back" if self.step.on_reject == "return" else "no"
        if self.step.mode == "vote":
            needed = self.step.passing * all_
            return "yes" if yes >= needed else refused if all_ - no < needed else ""
        if yes >= (1 if self.step.mode == "any" else all_):
            return "yes"
        waits = self.step.on_reject == "wait" and yes + no < all_
        return refused if no and not waits else ""

    def _chain(self, base: int) -> str:
        links = [one for n, one in self.nodes.items() if n == base or (one.root == base and one.kind == "added")]
        said = [one.verdict for one in links if one.verdict != "gone"]
        return "no" if "no" in said else "yes" if all(word == "yes" for word in said) else ""

    def agreed(self) -> set[str]:
        """Those whose part, with all that was added to it, is a yes."""
        return {
            one.holder
            for n, one in self.nodes.items()
            if one.kind == "base" and one.verdict == "yes" and self._chain(n) == "yes"
        }


@dataclass
class Kept:
    """Who need not sign again when the step is opened again; with `seen`, only while that stays as it was."""

    holders: set[str]
    seen: dict[str, Any] | None


@dataclass
class Reference:
    flow: Flow
    form: dict[str, Any]
    applicant: str
    state: str = "in_progress"
    suspended: bool = False
    passed: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """Steps that need nobody any more; a value says what its holders had seen when somebody doubted their approval."""
    signed: set[str] = field(default_factory=set)
    """Of those, the ones somebody approved (and nobody went round)."""
    turns: dict[str, Turn] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        return {"days": self.form["days"], "applicant": {"id": self.applicant, "units": {}}}

    @property
    def is_open(self) -> bool:
        return self.state in ("in_progress", "awaiting_applicant")

    # Who must act

    def tasks(self) -> Counter[tuple[str, str]]:
        """(step, holder) of everybody who must act now."""
        if self.state == "awaiting_applicant":
            return Counter([("revise", f"person:{self.applicant}")])
        for name in self.frontier():
            self._begin(name)
        return Counter((name, turn.nodes[n].holder) for name, turn in self.turns.items() for n in turn.open())

    def frontier(self) -> set[str]:
        """The steps the flow stands at."""
        if self.state == "awaiting_applicant":
            return {"revise"}
        return self._first_open(self.flow.elements) if self.is_open else set()

    def _first_open(self, elements: Sequence[Element]) -> set[str]:
        """The open steps of the first element that has any."""
        return next((found for element in elements if (found := self._open_in(element))), set())

    def _open_in(self, element: Element) -> set[str]:
        match element:
            case Step():
                return set() if self.counts(element.name) else {element.name}
            case When():
                then, otherwise = element.then, element.otherwise
                return self._first_open(then if evaluate(element.condition, self.facts) else otherwise)
            case Parallel():
                return set().union(*(self._first_open(branch) for branch in element.branches))
            case Effect():
                return set()

    def counts(self, name: str) -> bool:
        """Whether the step is passed, and not in a doubt that a change has confirmed."""
        return name in self.passed and self.passed[name] in (None, self._seen(name))

    def _seen(self, name: str) -> dict[str, Any]:
        rights = find_step(self.flow, name).fields
        return {one: self.form.get(one) for one in FIELDS if rights.get(one) != "hidden"}

    def _begin(self, name: str) -> None:
        if name in self.turns:
            return
        self.passed.pop(name, None)
        step = find_step(self.flow, name)
        holders = holders_of(step.by, self.facts)
        nodes = {n: Node(holder) for n, holder in enumerate(holders, start=1)}
        for n in nodes:
            nodes[n].waits = {n - 1} if step.mode == "sequence" and n > 1 else set()
        kept = self.kept.pop(name, None)
        if kept and step.mode != "any" and kept.seen in (None, self._seen(name)):
            for one in nodes.values():
                one.verdict = "yes" if one.holder in kept.holders else ""
        self.turns[name] = Turn(step, nodes)

    def way(self) -> list[str]:
        return self._way(self.flow.elements)

    def _way(self, elements: Sequence[Element]) -> list[str]:
        found: list[str] = []
        for element in elements:
            if isinstance(element, Step):
                found.append(element.name)
            elif isinstance(element, When):
                arm = element.then if evaluate(element.condition, self.facts) else element.otherwise
                found += self._way(arm)
            elif isinstance(element, Parallel):
                found += [name for branch in element.branches for name in self._way(branch)]
        return found

    # What people do

    def decide(self, step: str, n: int, verdict: str, to: str = "", again: bool = False) -> None:
        turn = self.turns[step]
        node = turn.nodes[n]
        if verdict == "return":
            self._send_back(step, to, again)
            return
        node.verdict = "said" if node.kind == "advice" else "yes" if verdict == "approve" else "no"
        outcome = turn.outcome()
        if outcome == "yes":
            del self.turns[step]
            self.passed[step] = None
            self.signed.add(step)
        elif outcome == "no":
            self.end("rejected")
        elif outcome == "back":
            self._send_back(step, "", False)

    def _send_back(self, step: str, to: str, again: bool) -> None:
        closed = [step] if to else list(self.turns)
        for name in closed:
            agreed = self.turns.pop(name).agreed()
            self.kept[name] = Kept(agreed, self._seen(name) if again else None)
        if to:
            names = self.visited(step)
            doubted = names[names.index(to) + 1 :] if again else []
            self.passed.pop(to)
            self.kept.pop(to, None)
        else:
            self.state = "awaiting_applicant"
            doubted = [name for name in self.way() if self.counts(name)] if again else []
        for name in doubted:
            self.passed[name] = self._seen(name)

    def visited(self, step: str) -> list[str]:
        """Where a return from `step` may lead."""
        before = [one.name for one in steps_before(self.flow, step)]
        return [name for name in before if self.counts(name) and name in self.signed]

    def resubmit(self, form: dict[str, Any]) -> None:
        self.state, self.form = "in_progress", form

    def end(self, state: str) -> None:
        self.state, self.suspended = state, False
        self.turns.clear()

    def move(self, to: str) -> None:
        """By administrators: what lies before counts as passed, what comes after does not; all that is open closes."""
        way = set(self.way())
        for name in self.turns:
            self.kept.pop(name, None)
        self.turns.clear()
        self.state = "in_progress"
        for one in steps_before(self.flow, to):
            if one.name in way and not self.counts(one.name):
                self.passed[one.name] = None
                self.signed.discard(one.name)
        later = [one.name for one in steps_of(self.flow) if to in [s.name for s in steps_before(self.flow, one.name)]]
        for name in [to, *later]:
            self.passed.pop(name, None)

    def take_over(self, flow: Flow) -> None:
        """To another version: what was passed stays so; an open step stays open where it is held and decided alike."""
        before, self.flow = self.flow, flow
        at = self.frontier()
        for name in list(self.turns):
            if name not in at or self._how(before, name) != self._how(flow, name):
                del self.turns[name]
            else:
                self.turns[name].step = find_step(flow, name)

    def _how(self, flow: Flow, name: str) -> tuple[Any, ...]:
        step = find_step(flow, name)
        holders = set(holders_of(step.by, self.facts))
        return step.mode, step.passing, step.on_reject, step.own, step.repeated, step.vacant, holders

    # Parts of a step

    def transfer(self, step: str, n: int, to: str, new: int) -> None:
        """`new` is the number the hall gave: questions, which decide nothing, have numbers too."""
        nodes = self.turns[step].nodes
        nodes[new] = deepcopy(nodes[n])
        nodes[new].holder, nodes[new].adder = to, ""
        nodes[n].verdict = "gone"
        for one in nodes.values():
            one.root = new if one.root == n else one.root
            one.waits = {new if before == n else before for before in one.waits}

    def add(self, step: str, n: int, to: str, kind: str, before: bool, adder: str, new: int) -> None:
        nodes = self.turns[step].nodes
        root = n if kind == "advice" or nodes[n].kind == "base" else nodes[n].root
        nodes[new] = Node(to, kind, root, set() if before else {n}, "", adder)
        if before:
            nodes[n].waits.add(new)

    def remove(self, step: str, n: int) -> None:
        self.turns[step].nodes[n].verdict = "gone"
