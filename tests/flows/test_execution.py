"""Step Functions walks compiled flows: messages out, answers in, as the runtime protocol says."""

from __future__ import annotations

import json

import pytest

from chalicelib.flows.choice_rule import choice_rule
from chalicelib.shared.conditions import parse_condition
from tests.flows.samples import LEAVE, STANDARD, STRAIGHT, step
from tests.shared.test_conditions import TABLE

SOON = 86_400 // 6
"""A time scale that makes every step ask again after six seconds: a busy machine answers within them."""


def test_straight_to_the_end(walk):
    walk.start(STRAIGHT)
    first = walk.ask("first")
    token = first.pop("token")
    assert first == {"kind": "step", "step": "first", "application": "a1", "round": 1}
    walk.succeed({"token": token}, {"days": 1})
    walk.pass_through("second", "finish")
    assert walk.ended() == "SUCCEEDED"


@pytest.mark.parametrize(("days", "way"), [(5, ["college", "registry"]), (2, ["registry"])])
def test_a_condition_sees_the_facts_of_the_step_before(walk, days, way):
    walk.start(LEAVE, {"days": 99 if days == 2 else 0})
    walk.pass_through("counsellor", facts={"days": days})
    walk.pass_through(*way, "finish")
    assert walk.ended() == "SUCCEEDED"


def test_parallel_offices_are_asked_together_and_all_waited_for(walk):
    walk.start(STANDARD)
    walk.pass_through("counsellor", facts={"days": 1})
    finance, library = walk.asked(2)
    assert (finance["step"], library["step"]) == ("finance", "library")
    walk.succeed(library)
    walk.succeed(finance)
    walk.pass_through("registry", "finish")
    assert walk.ended() == "SUCCEEDED"


def test_a_condition_at_the_end_of_a_branch_may_lead_nowhere(walk):
    branch = {"when": {"days": {"gt": 3}}, "then": [step("extra")]}
    walk.start([{"parallel": [[step("finance")], [branch]]}, {"effect": "notify", "name": "tell"}], {"days": 1})
    walk.pass_through("finance", "tell", "finish")
    assert walk.ended() == "SUCCEEDED"


def test_a_return_out_of_a_parallel_and_back_with_new_facts(walk):
    flow = [STANDARD[0], STANDARD[1], {"when": {"days": {"gt": 3}}, "then": [step("college")]}]
    walk.start(flow, {"days": 1})
    walk.pass_through("counsellor", facts={"days": 1})
    for message in walk.asked(2):  # the same failure to every open token: see docs/platform-notes.md
        walk.fail(message, "Move to revise")
    again = {"application": "a1", "round": 1, "enter": "Parallel-1", "facts": {"days": 9}}
    walk.succeed(walk.ask("revise"), again)
    for message in walk.asked(2):
        walk.succeed(message, {"days": 0})
    walk.pass_through("college", "finish")
    assert walk.ended() == "SUCCEEDED"


def test_a_return_to_an_earlier_step_and_a_second_way_round(walk):
    walk.start(STANDARD)
    walk.pass_through("counsellor")
    for message in walk.asked(2):
        walk.fail(message, "Move to counsellor")
    walk.pass_through("counsellor")
    for message in walk.asked(2):
        walk.succeed(message)
    walk.fail(walk.ask("registry"), "Move to revise")
    walk.succeed(walk.ask("revise"), {"application": "a1", "round": 2, "enter": "registry", "facts": {}})
    last = walk.ask("registry")
    assert last["round"] == 2
    walk.succeed(last)
    walk.pass_through("finish")
    assert walk.ended() == "SUCCEEDED"


@pytest.mark.parametrize("flow", [STRAIGHT, [{"parallel": [[step("first")], [step("other")]]}]])
def test_the_end_ends_from_anywhere(walk, flow):
    walk.start(flow)
    for message in walk.asked(1 if flow is STRAIGHT else 2):
        walk.fail(message, "Ended")
    assert walk.ended() == "SUCCEEDED"


def test_an_execution_can_enter_anywhere(walk):
    walk.start(STANDARD, enter="Parallel-1")
    for message in walk.asked(2):
        walk.succeed(message)
    walk.pass_through("registry", "finish")
    assert walk.ended() == "SUCCEEDED"


def test_a_lost_message_is_asked_again(walk):
    walk.start([step("first")], time_scale=SOON)
    lost = walk.ask("first")
    tokens = []

    def answer(message):
        tokens.append(message["token"])
        walk.succeed(message)

    assert walk.answer_until_ended(answer) == {"first": 1, "finish": 1}
    assert lost["token"] not in tokens
    assert walk.status() == "SUCCEEDED"


def test_a_lost_message_inside_a_parallel_is_asked_again_alone(walk):
    walk.start([{"parallel": [[step("first")], [step("other")]]}], time_scale=SOON)
    lost = []

    def answer(message):
        if message.get("step") == "other" and not lost:
            lost.append(message)
            return
        walk.succeed(message)

    assert walk.answer_until_ended(answer) == {"first": 1, "other": 2, "finish": 1}
    assert walk.status() == "SUCCEEDED"


def test_a_move_to_where_it_is_enters_again(walk):
    walk.start([{"parallel": [[step("first")], [step("other")]]}, step("last")])
    for message in walk.asked(2):
        walk.fail(message, "Move to Parallel-1")
    for message in walk.asked(2):
        walk.succeed(message)
    walk.fail(walk.ask("last"), "Move to last")
    walk.pass_through("last", "finish")
    assert walk.ended() == "SUCCEEDED"


EMULATORS_DIFFER = [
    [{"remark": {"contains": "*"}}, {"remark": "no star"}],  # moto's StringMatches knows no escape
    [{"remark": {"contains": "*"}}, {"remark": "a * b"}],
    [{"abroad": {"eq": True}}, {"abroad": 1}],  # MiniStack's BooleanEquals takes 1 for true
]


def test_choice_rules_answer_as_the_table_of_conditions_says(walk):
    """One machine that decides every case of the table, one after another."""
    cases = [case for case in TABLE["cases"] if case[:2] not in EMULATORS_DIFFER]
    states: dict[str, object] = {}
    for index, (data, _values, _expected) in enumerate(cases):
        rule = choice_rule(parse_condition(data), f"$.cases.c{index}")
        following = f"case-{index + 1}"
        states[f"case-{index}"] = {
            "Type": "Choice", "Choices": [{**rule, "Next": f"yes-{index}"}], "Default": f"no-{index}",
        }  # fmt: skip
        for word, answer in (("yes", True), ("no", False)):
            states[f"{word}-{index}"] = {
                "Type": "Pass", "Result": answer, "ResultPath": f"$.answers.c{index}", "Next": following,
            }  # fmt: skip
    states[f"case-{len(cases)}"] = {"Type": "Succeed"}
    machine = {"StartAt": "case-0", "States": states}
    made = walk.flows.create_state_machine(name="table", definition=json.dumps(machine), roleArn=walk.role)
    given = {"cases": {f"c{index}": values for index, (_, values, _) in enumerate(cases)}, "answers": {}}
    begun = walk.flows.start_execution(
        stateMachineArn=made["stateMachineArn"], name="table-1", input=json.dumps(given)
    )
    walk.arn = begun["executionArn"]
    assert walk.ended() == "SUCCEEDED"
    answers = json.loads(walk.flows.describe_execution(executionArn=walk.arn)["output"])["answers"]
    wrong = [case for index, case in enumerate(cases) if answers[f"c{index}"] is not case[2]]
    assert wrong == []
