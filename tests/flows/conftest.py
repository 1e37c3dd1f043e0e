"""Executions for real: compiled machines on an emulator, their messages received and answered by the test."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.flows import compile_flow, fill_machine, parse_flow

REGION = "ap-southeast-1"


@dataclass
class Walk:
    """One execution and the queue its steps ask through; the test stands for the worker."""

    flows: Any
    queue: Any
    queue_url: str
    role: str = "arn:aws:iam::123456789012:role/hall-flow"
    arn: str = ""
    names: list[str] = field(default_factory=list)

    def start(
        self, raw: list[Any], facts: dict[str, Any] | None = None, *, enter: str = "", time_scale: int = 1
    ) -> Walk:
        machine = compile_flow(parse_flow(raw), comment="test", time_scale=time_scale)
        name = f"hall-test-{len(self.names)}"
        made = self.flows.create_state_machine(
            name=name, definition=fill_machine(machine, "aws", self.queue_url), roleArn=self.role
        )
        given = {"application": "a1", "round": 1, "enter": enter, "facts": facts or {}}
        self.names.append(name)
        begun = self.flows.start_execution(
            stateMachineArn=made["stateMachineArn"], name=f"a1-{len(self.names)}", input=json.dumps(given)
        )
        self.arn = begun["executionArn"]
        return self

    def asked(self, count: int = 1, within: float = 30) -> list[dict[str, Any]]:
        """The next `count` messages, by step name; fails when they do not come."""
        found: list[dict[str, Any]] = []
        until = time.monotonic() + within
        while len(found) < count and time.monotonic() < until:
            answer = self.queue.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=1, WaitTimeSeconds=1)
            for message in answer.get("Messages", ()):
                self.queue.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
        assert len(found) == count, f"{len(found)} of {count} messages came: {found}; {self.status()}"
        return sorted(found, key=lambda message: str(message.get("step", message["kind"])))

    def ask(self, name: str) -> dict[str, Any]:
        """The next message, which must be for the step (or effect, or kind) `name`."""
        (message,) = self.asked()
        assert name in (message.get("step"), message.get("effect"), message["kind"]), message
        return message

    def succeed(self, message: dict[str, Any], output: Any = None) -> None:
        self.flows.send_task_success(taskToken=message["token"], output=json.dumps(output or {}))

    def fail(self, message: dict[str, Any], error: str) -> None:
        self.flows.send_task_failure(taskToken=message["token"], error=error)

    def pass_through(self, *names: str, facts: dict[str, Any] | None = None) -> None:
        """Answer these steps, one after another, with `facts`."""
        for name in names:
            self.succeed(self.ask(name), facts)

    def answer_until_ended(self, answer: Callable[[dict[str, Any]], None], within: float = 120) -> dict[str, int]:
        """Give every message to `answer` until the execution is over; how many answers each step took.

        An answer may come after its message's time is up, on a busy machine: it counts as none, the step asks again.
        """
        taken: dict[str, int] = {}
        until = time.monotonic() + within
        while self.status() == "RUNNING":
            assert time.monotonic() < until, f"not ended in {within} s; taken: {taken}"
            got = self.queue.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=1, WaitTimeSeconds=1)
            for message in got.get("Messages", ()):
                self.queue.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
                asked = json.loads(message["Body"])
                try:
                    answer(asked)
                except self.flows.exceptions.TaskTimedOut:
                    continue
                name = str(asked.get("step", asked["kind"]))
                taken[name] = taken.get(name, 0) + 1
        return taken

    def status(self) -> str:
        return str(self.flows.describe_execution(executionArn=self.arn)["status"])

    def ended(self) -> str:
        """The status once it is no longer running."""
        until = time.monotonic() + 30
        while self.status() == "RUNNING" and time.monotonic() < until:
            time.sleep(0.02)
        return self.status()


def _walk(session: boto3.session.Session, url: str | None) -> Walk:
    queue = session.client("sqs", endpoint_url=url)
    made = queue.create_queue(QueueName="flow-steps")
    return Walk(session.client("stepfunctions", endpoint_url=url), queue, made["QueueUrl"])


@pytest.fixture(
    params=[
        pytest.param("moto", id="moto"),
        pytest.param("ministack", id="ministack", marks=pytest.mark.conformance),
    ]
)
def walk(request: pytest.FixtureRequest) -> Iterator[Walk]:
    """In-process moto; the MiniStack half runs with `make conformance`."""
    session = boto3.session.Session(region_name=REGION)
    if request.param == "ministack":
        yield _walk(session, request.getfixturevalue("ministack_server").url)
        return
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield _walk(boto3.session.Session(region_name=REGION), None)
