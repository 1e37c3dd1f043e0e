"""Compiled machines: the runtime protocol, for the flows people write and for random ones."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from chalicelib.flows import compile_flow, count_transitions, fill_machine, parse_flow, steps_of, top_level_of
from chalicelib.flows.choice_rule import MAX_LIST
from chalicelib.shared.conditions import evaluate, parse_condition
from tests.flows import samples
from tests.flows.samples import LEAVE, STANDARD, step
from tests.shared.test_conditions import node

ASL_TOOL = Path(__file__).parents[2] / "tools" / "asl"
QUEUE = "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/hall-steps"
NESTED = [
    step("a"),
    {"when": {"days": {"gt": 3}},
     "then": [{"parallel": [[step("b"), {"when": {"kinds": {"contains": "x*\\y"}}, "then": [step("c")]}],
                            [{"parallel": [[step("d")], [{"effect": "notify"}]]}, step("e")]]}],
     "else": [step("f")]},
    {"when": {"kind": {"empty": True}}, "then": [step("g")]},
]  # fmt: skip


def compiled(raw: list[Any], **more: Any) -> dict[str, Any]:
    return compile_flow(parse_flow(raw), comment="测试 / Test", **more)


def scopes(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The machine and every branch inside it."""
    yield machine
    for state in machine["States"].values():
        for branch in state.get("Branches", ()):
            yield from scopes(branch)


def all_states(machine: dict[str, Any]) -> dict[str, Any]:
    names = [name for scope in scopes(machine) for name in scope["States"]]
    assert len(names) == len(set(names)), "AWS wants state names unique in the whole machine"
    return {name: state for scope in scopes(machine) for name, state in scope["States"].items()}


def targets(state: dict[str, Any]) -> list[str]:
    found = [state[key] for key in ("Next", "Default") if key in state]
    return found + [choice["Next"] for key in ("Choices", "Catch") for choice in state.get(key, ())]


def check_machine(machine: dict[str, Any]) -> None:
    for name, state in all_states(machine).items():
        assert name.isascii()
        assert len(name) <= 80
        if state["Type"] == "Task":
            assert state["Resource"].endswith(":states:::sqs:sendMessage.waitForTaskToken")
            assert state["TimeoutSeconds"] == 86_400
            assert {"ErrorEquals": ["States.Timeout"], "ResultPath": None, "Next": f"{name}-again"} in state["Catch"]
        if name.endswith("-again"):
            assert (state["Type"], state["Next"]) == ("Pass", name.removesuffix("-again"))
        for caught in state.get("Catch", ()):
            assert all(len(error) <= 256 for error in caught["ErrorEquals"])
            assert caught["Next"] != name, "moto goes on behind a state that catches into itself"
    for scope in scopes(machine):
        reached, waiting = set(), [scope["StartAt"]]
        while waiting:
            if (name := waiting.pop()) not in reached:
                reached.add(name)
                waiting += targets(scope["States"][name])
        assert reached == set(scope["States"])


@given(samples.flows)
@settings(deadline=None)
def test_random_flows_compile_to_sound_machines(raw):
    machine = compiled(raw)
    check_machine(machine)
    states = machine["States"]
    for name in {top_level_of(parse_flow(raw), found.name) for found in steps_of(parse_flow(raw))}:
        assert {"Variable": "$.enter", "StringEquals": name, "Next": name} in states["Enter"]["Choices"]
        for other, state in states.items():
            if "Catch" in state:
                target = f"{name}-again" if other == name else name
                assert {"ErrorEquals": [f"Move to {name}"], "ResultPath": None, "Next": target} in state["Catch"]
                assert {"ErrorEquals": ["Ended"], "ResultPath": None, "Next": "Ended"} in state["Catch"]


def test_a_step_asks_with_ids_and_token_and_takes_the_fresh_facts():
    state = compiled([step("a")])["States"]["a"]
    assert state["Parameters"]["MessageBody"] == {
        "kind": "step", "step": "a", "application.$": "$.application", "round.$": "$.round",
        "token.$": "$$.Task.Token",
    }  # fmt: skip
    assert (state["ResultPath"], state["Next"], state["Comment"]) == ("$.facts", "finish", "审核 / Review")


def test_inside_a_parallel_answers_are_dropped_and_moves_left_to_the_parallel():
    states = compiled(STANDARD)["States"]
    inner = states["Parallel-1"]["Branches"][0]["States"]["finance"]
    assert inner["ResultPath"] is None
    assert [caught["ErrorEquals"] for caught in inner["Catch"]] == [["States.Timeout"]]
    assert states["Parallel-1"]["ResultPath"] is None
    assert [caught["Next"] for caught in states["Parallel-1"]["Catch"]] == [
        "Ended", "counsellor", "Parallel-1-again", "registry", "revise", "finish",
    ]  # fmt: skip


def test_a_correction_replaces_the_whole_input_and_enters_again():
    state = compiled(STANDARD)["States"]["revise"]
    assert (state["ResultPath"], state["Next"]) == ("$", "Enter")
    assert state["Parameters"]["MessageBody"]["step"] == "revise"


def test_effects_and_the_end_are_asked_for_by_kind():
    states = compiled([step("a"), {"effect": "notify", "name": "tell"}])["States"]
    assert states["tell"]["Parameters"]["MessageBody"]["effect"] == "tell"
    assert states["tell"]["ResultPath"] is None
    assert states["finish"]["Parameters"]["MessageBody"]["kind"] == "finish"
    assert states["finish"]["End"] is True


@pytest.mark.parametrize(("scale", "seconds"), [(1, 86_400), (24, 3_600), (60_000, 1), (10**9, 1)])
def test_time_can_be_scaled(scale, seconds):
    assert compiled([step("a")], time_scale=scale)["States"]["a"]["TimeoutSeconds"] == seconds


def test_filling_leaves_no_placeholder_and_no_title_changed():
    raw = [step("a", title={"zh": "${Partition}", "en": '"quoted" {{x}}'})]
    filled = fill_machine(compiled(raw), "aws-cn", QUEUE)
    machine = json.loads(filled)
    assert machine["States"]["a"]["Resource"] == "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken"
    assert machine["States"]["finish"]["Parameters"]["QueueUrl"] == QUEUE
    assert machine["States"]["a"]["Comment"] == '${Partition} / "quoted" {{x}}'
    assert filled.count("${") == 1


def test_long_lists_are_not_cut_short_silently():
    machine = compiled([step("a"), {"when": {"kinds": {"contains": 1}}, "then": [step("b")]}])
    assert f"$.facts.kinds[{MAX_LIST - 1}]" in json.dumps(machine["States"]["When-1"])


def walked(machine: dict[str, Any], facts: dict[str, Any]) -> int:
    """States entered when everything goes well, read from the machine itself."""
    name, count = machine["StartAt"], 0
    while name:
        state = machine["States"][name]
        count += 1 + sum(walked(branch, facts) for branch in state.get("Branches", ()))
        if state["Type"] == "Choice":
            taken = [rule["Next"] for rule in state["Choices"] if holds(rule, {"enter": "", "facts": facts})]
            name = (taken or [state["Default"]])[0]
        else:
            name = state.get("Next")
    return count


def holds(rule: dict[str, Any], values: dict[str, Any]) -> bool:
    """A choice rule as the States Language describes it; strict where AWS would stop the execution."""
    for word, combine in (("And", all), ("Or", any)):
        if word in rule:
            return combine(holds(part, values) for part in rule[word])
    if "Not" in rule:
        return not holds(rule["Not"], values)
    found, value = read(rule["Variable"], values)
    ((test, wanted),) = [(key, item) for key, item in rule.items() if key not in ("Variable", "Next")]
    if test == "IsPresent":
        return found is wanted
    assert found, f"{rule['Variable']} is read but missing: States.Runtime on AWS"
    number, text = isinstance(value, int | float) and not isinstance(value, bool), isinstance(value, str)
    simple = {"IsNull": value is None, "IsString": text, "IsNumeric": number, "IsBoolean": isinstance(value, bool)}
    if test in simple:
        return simple[test] is wanted
    if test == "StringMatches":
        assert wanted.startswith("*")
        return text and wanted[1:-1].replace("\\*", "*").replace("\\\\", "\\") in value
    if test == "BooleanEquals":
        return value is wanted
    _, _, op = test.partition("Numeric" if test.startswith("Numeric") else "String")
    fits = number if test.startswith("Numeric") else text
    return fits and {"Equals": value == wanted, "GreaterThan": fits and value > wanted,
                     "GreaterThanEquals": fits and value >= wanted, "LessThan": fits and value < wanted,
                     "LessThanEquals": fits and value <= wanted}[op]  # fmt: skip


def read(path: str, values: Any) -> tuple[bool, Any]:
    for name in path.removeprefix("$.").replace("[", ".").replace("]", "").split("."):
        if name.isdigit() and isinstance(values, list) and int(name) < len(values):
            values = values[int(name)]
        elif isinstance(values, dict) and name in values:
            values = values[name]
        else:
            return False, None
    return True, values


@given(samples.flows, samples.facts)
@settings(deadline=None)
def test_transitions_are_counted_as_the_machine_takes_them(raw, facts):
    assert count_transitions(parse_flow(raw), facts) == walked(compiled(raw), facts)


@given(samples.conditions, samples.facts)
def test_the_machine_decides_as_the_record_does(data, facts):
    machine = compiled([{"when": data, "then": [step("a")]}, step("b")])
    (rule,) = machine["States"]["When-1"]["Choices"]
    assert holds(rule, {"facts": facts}) == evaluate(parse_condition(data), facts)


@pytest.mark.skipif(not (ASL_TOOL / "node_modules").is_dir(), reason="run `npm ci` in tools/asl")
def test_asl_validator_accepts_what_is_compiled_and_refuses_what_is_broken(tmp_path):
    good, broken = tmp_path / "good", tmp_path / "broken"
    for name, raw in (("standard", STANDARD), ("leave", LEAVE), ("nested", NESTED)):
        good.mkdir(exist_ok=True)
        (good / f"{name}.json").write_text(fill_machine(compiled(raw), "aws", QUEUE), "utf-8")
    broken.mkdir()
    machine = json.loads((good / "standard.json").read_text("utf-8"))
    machine["States"]["counsellor"]["Next"] = "nowhere"
    (broken / "standard.json").write_text(json.dumps(machine), "utf-8")

    def run(folder: Path) -> subprocess.CompletedProcess[str]:
        command = [node(), str(ASL_TOOL / "validate.mjs"), str(folder)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (run(good).returncode, run(good).stdout) == (0, "3 state machines, 0 problems\n")
    refused = run(broken)
    assert refused.returncode == 1
    assert "nowhere" in refused.stderr
