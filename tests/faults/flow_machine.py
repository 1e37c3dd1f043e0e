"""Step Functions in a few lines: walks compiled machines in memory, asks through a list, answers at once.

It knows just what `chalicelib.flows` compiles (Choice, Pass, Task with token, Parallel, Succeed, Catch, ResultPath), so
that hundreds of histories run in seconds. `tests/flows/test_execution.py` shows the emulators doing the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

State = Mapping[str, Any]
TIMEOUT = "States.Timeout"


@dataclass(eq=False)
class Frame:
    """Where one thread of an execution stands: the machine itself, or a branch of the Parallel `place` in `parent`."""

    execution: Execution
    states: Mapping[str, State]
    data: Any
    parent: Frame | None = None
    place: str = ""
    left: int = 0

    def within(self, outer: Frame) -> bool:
        return self is outer or (self.parent is not None and self.parent.within(outer))


@dataclass(eq=False)
class Execution:
    machine: str
    name: str
    input: Any
    status: str = "RUNNING"


@dataclass
class FlowMachine:
    """The port `FlowRunner`; its steps' messages are in `asked`, and the test may let time pass and lose executions."""

    machines: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    executions: dict[tuple[str, str], Execution] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    waiting: dict[str, tuple[Frame, str]] = field(default_factory=dict)
    _tokens: Iterator[int] = field(default_factory=count)

    # The port

    def start(self, machine: str, execution: str, input: Mapping[str, Any]) -> None:
        if (machine, execution) in self.executions:
            return
        given = _copy(input)
        begun = self.executions[machine, execution] = Execution(machine, execution, given)
        frame = Frame(begun, self.machines[machine]["States"], given)
        self._enter(frame, self.machines[machine]["StartAt"])

    def succeed(self, token: str, output: Any) -> bool:
        if token not in self.waiting:
            return False
        frame, name = self.waiting.pop(token)
        state = frame.states[name]
        path = state.get("ResultPath", "$")
        if path == "$":
            frame.data = _copy(output)
        elif path is not None:
            frame.data[path.removeprefix("$.")] = _copy(output)
        self._leave(frame, state)
        return True

    def fail(self, token: str, error: str, cause: str = "") -> bool:
        if token not in self.waiting:
            return False
        frame, name = self.waiting.pop(token)
        self._caught(frame, name, error)
        return True

    def status(self, machine: str, execution: str) -> str | None:
        found = self.executions.get((machine, execution))
        return found.status if found else None

    # From outside

    def time_out(self, token: str) -> None:
        """A day passed over this token."""
        self.fail(token, TIMEOUT)

    def lose(self, execution: Execution) -> None:
        """The engine forgot what it was doing: the execution is failed and its tokens are gone."""
        execution.status = "FAILED"
        self._forget(lambda frame: frame.execution is execution)

    def tokens_of(self, machine: str, execution: str) -> dict[str, str]:
        """The tokens this execution waits for, each with the state that asked."""
        found = self.executions.get((machine, execution))
        return {token: name for token, (frame, name) in self.waiting.items() if frame.execution is found}

    # Walking

    def _enter(self, frame: Frame, name: str) -> None:
        state = frame.states[name]
        match state["Type"]:
            case "Choice":
                chosen = (rule["Next"] for rule in state["Choices"] if holds(rule, frame.data))
                self._enter(frame, next(chosen, None) or state["Default"])
            case "Pass":
                self._leave(frame, state)
            case "Succeed":
                self._done(frame)
            case "Task":
                token = f"token-{next(self._tokens)}"
                self.waiting[token] = (frame, name)
                self.asked.append(_filled(state["Parameters"]["MessageBody"], frame.data, token))
            case "Parallel":
                frame.left = len(state["Branches"])
                branches = [
                    (Frame(frame.execution, one["States"], _copy(frame.data), frame, name), one["StartAt"])
                    for one in state["Branches"]
                ]
                for branch, start in branches:
                    self._enter(branch, start)
            case other:
                raise AssertionError(f"no machine of ours has a state of type {other}")

    def _leave(self, frame: Frame, state: State) -> None:
        if state.get("End"):
            self._done(frame)
        else:
            self._enter(frame, state["Next"])

    def _done(self, frame: Frame) -> None:
        if frame.parent is None:
            frame.execution.status = "SUCCEEDED"
            return
        frame.parent.left -= 1
        if frame.parent.left == 0:
            self._leave(frame.parent, frame.parent.states[frame.place])

    def _caught(self, frame: Frame, name: str, error: str) -> None:
        for way in frame.states[name].get("Catch", ()):
            if error in way["ErrorEquals"]:
                assert way["ResultPath"] is None
                self._enter(frame, way["Next"])
                return
        if frame.parent is None:
            frame.execution.status = "FAILED"
            return
        outer = frame.parent
        self._forget(lambda inner: inner is not outer and inner.within(outer))
        self._caught(outer, frame.place, error)

    def _forget(self, gone: Any) -> None:
        for token in [token for token, (frame, _) in self.waiting.items() if gone(frame)]:
            del self.waiting[token]


def holds(rule: State, data: Any) -> bool:
    """Whether a choice rule's comparison is true; reading what is not there is an error, as on AWS."""
    if "And" in rule:
        return all(holds(part, data) for part in rule["And"])
    if "Or" in rule:
        return any(holds(part, data) for part in rule["Or"])
    if "Not" in rule:
        return not holds(rule["Not"], data)
    found, value = _look(rule["Variable"], data)
    ((test, wanted),) = ((key, rule[key]) for key in rule if key not in ("Variable", "Next"))
    if test == "IsPresent":
        return found is wanted
    if not found:
        raise AssertionError(f"{rule} reads what is not there: {data}")
    return bool(_TESTS[test](value, wanted))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TESTS: Mapping[str, Any] = {
    "IsNull": lambda value, wanted: (value is None) is wanted,
    "IsString": lambda value, wanted: isinstance(value, str) is wanted,
    "IsNumeric": lambda value, wanted: _is_number(value) is wanted,
    "IsBoolean": lambda value, wanted: isinstance(value, bool) is wanted,
    "StringEquals": lambda value, wanted: isinstance(value, str) and value == wanted,
    "BooleanEquals": lambda value, wanted: isinstance(value, bool) and value is wanted,
    "NumericEquals": lambda value, wanted: _is_number(value) and value == wanted,
    "NumericGreaterThan": lambda value, wanted: _is_number(value) and value > wanted,
    "NumericGreaterThanEquals": lambda value, wanted: _is_number(value) and value >= wanted,
    "NumericLessThan": lambda value, wanted: _is_number(value) and value < wanted,
    "NumericLessThanEquals": lambda value, wanted: _is_number(value) and value <= wanted,
}


def _look(path: str, data: Any) -> tuple[bool, Any]:
    for part in path.removeprefix("$.").split("."):
        if not isinstance(data, Mapping) or part not in data:
            return False, None
        data = data[part]
    return True, data


def _filled(template: State, data: Any, token: str) -> dict[str, Any]:
    body = {}
    for key, value in template.items():
        if value == "$$.Task.Token":
            body[key.removesuffix(".$")] = token
        elif key.endswith(".$"):
            found, body[key.removesuffix(".$")] = _look(value, data)
            assert found, f"{value} is not in the state's data: {data}"
        else:
            body[key] = value
    return body


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))
