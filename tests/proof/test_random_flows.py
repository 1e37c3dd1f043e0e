"""Random flows: the proof always comes to an answer, and what it lets pass runs to its end in Step Functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from chalicelib.flows import compile_flow, way_with
from chalicelib.proof import ERROR
from chalicelib.proof.tries import MOST, tries_of
from tests.approvals.random_flows import FORM, flows
from tests.faults.flow_machine import FlowMachine
from tests.flows.samples import flows as wild_flows
from tests.proof.samples import field, found_in, subject

HELD = [f"officer@{unit}" for unit in ("registry", "finance", "library")]
WILD_FORM = [
    field("days", "number", fact=True),
    field("kind", "choice", fact=True, options=[{"value": one, "zh": one, "en": one} for one in ("a", "b")]),
    field("abroad", "yes_no", fact=True, when={"kind": {"eq": "a"}}),
    field("kinds", "choices", fact=True, required=True,
          options=[{"value": one, "zh": one, "en": one} for one in ("a", "b")]),
]  # fmt: skip


@pytest.mark.req("R20")
@settings(max_examples=60, deadline=None)
@given(flows)
def test_what_the_proof_lets_pass_comes_to_its_end_on_every_way(raw: list[Any]) -> None:
    found = found_in(raw, FORM, HELD, limit="99 workdays")
    if any(remark.level == ERROR for remark in found):
        return
    made = subject(raw, FORM)
    machine = FlowMachine({"m": compile_flow(made.flow, comment="random")})
    for number, facts in enumerate(tries_of(made).facts):
        asked = _run(machine, f"e{number}", facts)
        way = way_with(made.flow, facts)
        assert machine.status("m", f"e{number}") == "SUCCEEDED"
        assert asked == sorted(step.name for step in way.steps)
        assert asked, "completed with nobody having looked"


def _run(machine: FlowMachine, name: str, facts: dict[str, Any]) -> list[str]:
    """Answer whatever is asked; the names of the steps, sorted."""
    machine.start("m", name, {"application": name, "round": 1, "enter": "", "facts": facts})
    steps = []
    for _ in range(200):
        tokens = machine.tokens_of("m", name)
        if not tokens:
            break
        for token in tokens:
            asked = next(message for message in machine.asked if message.get("token") == token)
            steps += [asked["step"]] if asked["kind"] == "step" else []
            machine.succeed(token, facts)
    return sorted(steps)


@pytest.mark.req("R20")
@settings(max_examples=80, deadline=None)
@given(wild_flows)
def test_the_proof_of_any_flow_comes_to_an_answer(raw: list[Any]) -> None:
    """Conditions of every shape, on answers that may be hidden, missing or of another kind."""
    found = found_in(raw, WILD_FORM, HELD)
    assert len(tries_of(subject(raw, WILD_FORM)).facts) <= MOST
    for remark in found:
        assert remark.message.zh and remark.message.en
        assert remark.pointer.startswith("/")
