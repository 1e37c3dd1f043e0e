"""The flow runner on real state machines: started once, answered once (PROMISES R13, R15)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.aws import Clients, FlowRunner
from chalicelib.errors import Conflict, NotFound, Temporary
from tests.aws.faults import answering, failing, json_error

WAIT = 5.0
ROLE = "arn:aws:iam::123456789012:role/flow"


def machine(queue_url: str) -> str:
    step = {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 60,
        "Parameters": {"QueueUrl": queue_url, "MessageBody": {"token.$": "$$.Task.Token"}},
        "Catch": [{"ErrorEquals": ["Ended"], "Next": "Ended"}], "End": True,
    }  # fmt: skip
    return json.dumps({"StartAt": "step", "States": {"step": step, "Ended": {"Type": "Succeed"}}})


@pytest.fixture
def queue(clients: Clients) -> str:
    return clients.sqs.create_queue(QueueName="steps")["QueueUrl"]


@pytest.fixture
def flows(clients: Clients, queue: str) -> FlowRunner:
    runner = FlowRunner(clients, ROLE)
    runner.create_machine("test-leave-v1", machine(queue))
    return runner


def until(found: Any) -> Any:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def token(clients: Clients, queue: str) -> str:
    messages = until(lambda: clients.sqs.receive_message(QueueUrl=queue).get("Messages"))
    return str(json.loads(messages[0]["Body"])["token"])


def ended(flows: FlowRunner, execution: str = "a-1") -> str:
    status = until(lambda: s if (s := flows.status("test-leave-v1", execution)) != "RUNNING" else None)
    return str(status)


def test_start_answer_and_end(flows: FlowRunner, clients: Clients, queue: str) -> None:
    flows.start("test-leave-v1", "a-1", {"application": "a"})
    assert flows.status("test-leave-v1", "a-1") == "RUNNING"
    given = token(clients, queue)
    assert flows.succeed(given, {"ok": True}) is True
    assert ended(flows) == "SUCCEEDED"
    assert flows.succeed("never-was", {}) is False
    assert flows.fail("never-was", "Ended") is False


def test_a_failure_goes_by_its_name(flows: FlowRunner, clients: Clients, queue: str) -> None:
    flows.start("test-leave-v1", "a-1", {})
    assert flows.fail(token(clients, queue), "Ended", "withdrawn") is True
    assert ended(flows) == "SUCCEEDED"
    flows.start("test-leave-v1", "a-2", {})
    assert flows.fail(token(clients, queue), "Nobody catches this") is True
    assert ended(flows, "a-2") == "FAILED"


def test_starting_twice_starts_once(flows: FlowRunner, clients: Clients) -> None:
    for n in (1, 2):
        flows.start("test-leave-v1", "a-1", {"try": n})
    arn = flows.machine_arn("test-leave-v1")
    assert len(clients.flows.list_executions(stateMachineArn=arn)["executions"]) == 1


def test_a_start_whose_answer_was_lost_is_found_again(clients: Clients, flows: FlowRunner) -> None:
    broken = Clients(clients.region)
    failing(broken.flows, "StartExecution", ReadTimeoutError(endpoint_url="x"), after=True)
    with pytest.raises(Temporary):
        FlowRunner(broken, ROLE).start("test-leave-v1", "a-1", {})
    flows.start("test-leave-v1", "a-1", {})
    assert flows.status("test-leave-v1", "a-1") == "RUNNING"


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_every_name_for_an_answered_token_is_the_same(flows: FlowRunner, clients: Clients, code: str) -> None:
    answering(clients.flows, "SendTaskSuccess", 1, 400, json_error(code))
    answering(clients.flows, "SendTaskFailure", 1, 400, json_error(code))
    assert flows.succeed("t", {}) is False
    assert flows.fail("t", "Ended") is False


def test_other_refusals_are_heard(flows: FlowRunner, clients: Clients) -> None:
    answering(clients.flows, "SendTaskSuccess", 1, 400, json_error("InvalidOutput"))
    with pytest.raises(clients.flows.exceptions.InvalidOutput):
        flows.succeed("t", {})
    requests = answering(clients.flows, "SendTaskFailure", 9, 400, json_error("ThrottlingException"))
    with pytest.raises(Temporary):
        flows.fail("t", "Ended")
    assert requests() == 3


def test_unknown_machines_and_executions(flows: FlowRunner) -> None:
    assert flows.status("test-leave-v1", "nobody-1") is None
    assert flows.machine_exists("test-leave-v1") is True
    assert flows.machine_exists("test-leave-v9") is False
    with pytest.raises(NotFound):
        flows.start("test-leave-v9", "a-1", {})


def test_a_machine_is_made_once_and_never_changed(flows: FlowRunner, clients: Clients, queue: str) -> None:
    arn = flows.create_machine("test-leave-v1", machine(queue))
    assert arn == flows.machine_arn("test-leave-v1")
    assert len(clients.flows.list_state_machines()["stateMachines"]) == 1
    with pytest.raises(Conflict):
        flows.create_machine("test-leave-v1", machine(queue + "x"))
    assert json.loads(clients.flows.describe_state_machine(stateMachineArn=arn)["definition"]) == json.loads(
        machine(queue)
    )


def test_losing_the_race_to_make_a_machine(flows: FlowRunner, clients: Clients, queue: str) -> None:
    answering(clients.flows, "DescribeStateMachine", 1, 400, json_error("StateMachineDoesNotExist"))
    answering(clients.flows, "CreateStateMachine", 1, 400, json_error("StateMachineAlreadyExists"))
    assert flows.create_machine("test-leave-v1", machine(queue)) == flows.machine_arn("test-leave-v1")


@pytest.mark.parametrize(("role", "arn"), [
    ("arn:aws-cn:iam::210987654321:role/flow", "arn:aws-cn:states:ap-southeast-1:210987654321:stateMachine:m"),
    ("", "arn:aws:states:ap-southeast-1:123456789012:stateMachine:m"),
])  # fmt: skip
def test_no_arn_is_written_down(clients: Clients, role: str, arn: str) -> None:
    assert FlowRunner(clients, role).machine_arn("m") == arn


@pytest.mark.parametrize("name", ["", "请假", "a b", "x" * 81])
def test_names_aws_would_refuse_are_refused(flows: FlowRunner, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        flows.start("test-leave-v1", name, {})


def test_more_than_aws_takes_is_refused(flows: FlowRunner) -> None:
    with pytest.raises(ValueError, match="262144"):
        flows.start("test-leave-v1", "a-1", {"x": "中" * 90_000})
