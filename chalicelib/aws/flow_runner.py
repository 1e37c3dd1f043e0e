"""Step Functions: the clock that walks an application through the departments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

from chalicelib.aws.answers import asking, code_of
from chalicelib.aws.clients import Clients
from chalicelib.errors import Conflict, NotFound
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import DescribeStateMachineOutputTypeDef as MachineDescription

RunStatus = Literal["RUNNING", "SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"]

ANSWERED = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
"""A token that was used, is late or never was: AWS and the emulators each use another name (docs/platform-notes.md)."""

MOST_BYTES = 262_144
"""Of a state's input or output [AWS limit]; the emulators take more, so it is checked here."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
"""Machines and executions: ASCII, at most 80 characters [AWS limit]; the emulators do not mind."""


class FlowRunner:
    """Starts executions, answers their tokens, makes machines.

    Account and partition of the ARNs are read from `role_arn` (the role machines run as); without one, STS is asked
    once. Raises `Temporary` when AWS does not answer for now; every method may be called twice without harm.
    """

    def __init__(self, clients: Clients, role_arn: str = "") -> None:
        self._clients = clients
        self._role_arn = role_arn

    def start(self, machine: str, execution: str, input: Mapping[str, Any]) -> None:
        """Start `machine` under the name `execution`; a second start of the same name does nothing (R13).

        Raises `NotFound` when the machine does not exist.
        """
        arn = self.machine_arn(machine)
        try:
            with asking():
                self._clients.flows.start_execution(stateMachineArn=arn, name=_named(execution), input=_json(input))
        except ClientError as error:
            if code_of(error) == "StateMachineDoesNotExist":
                raise NotFound(Text(f"流程 {machine} 不存在", f"There is no flow {machine}")) from error
            if code_of(error) != "ExecutionAlreadyExists":
                raise

    def succeed(self, token: str, output: Any) -> bool:
        """Let the waiting step go on with `output`; False when the token was already answered."""
        try:
            with asking():
                self._clients.flows.send_task_success(taskToken=token, output=_json(output))
        except ClientError as error:
            return _already_answered(error)
        return True

    def fail(self, token: str, error: str, cause: str = "") -> bool:
        """Make the waiting step fail with the error name `error`; False when the token was already answered."""
        try:
            with asking():
                self._clients.flows.send_task_failure(taskToken=token, error=error, cause=cause)
        except ClientError as refusal:
            return _already_answered(refusal)
        return True

    def status(self, machine: str, execution: str) -> RunStatus | None:
        """How that execution stands; None when there is none (or AWS forgot it, 90 days after its end)."""
        arn = f"{self._arn('execution', machine)}:{_named(execution)}"
        try:
            with asking():
                found = self._clients.flows.describe_execution(executionArn=arn)["status"]
        except ClientError as error:
            if code_of(error) not in ("ExecutionDoesNotExist", "StateMachineDoesNotExist"):
                raise
            return None
        return "FAILED" if found == "PENDING_REDRIVE" else found

    def create_machine(self, name: str, definition: str, role_arn: str = "") -> str:
        """Make the machine and return its ARN; the same name and definition again is no error.

        Raises `Conflict` when the name is taken by another definition: a published version never changes, so the
        publisher has to take the next version number.
        """
        known = self._describe(name)
        if known is None:
            try:
                with asking():
                    return self._clients.flows.create_state_machine(
                        name=_named(name), definition=definition, roleArn=role_arn or self._role_arn, type="STANDARD"
                    )["stateMachineArn"]
            except ClientError as error:
                if code_of(error) != "StateMachineAlreadyExists":
                    raise
                known = self._describe(name)  # somebody made it between the two calls
        if known is None or json.loads(known["definition"]) != json.loads(definition):
            raise Conflict(Text(f"流程 {name} 已存在且内容不同", f"The flow {name} exists with other content"))
        return known["stateMachineArn"]

    def machine_exists(self, name: str) -> bool:
        return self._describe(name) is not None

    def machine_arn(self, name: str) -> str:
        return self._arn("stateMachine", name)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` …: what ARNs in a definition begin with."""
        return self.machine_arn("any").split(":")[1]

    def _describe(self, name: str) -> MachineDescription | None:
        try:
            with asking():
                found = self._clients.flows.describe_state_machine(stateMachineArn=self.machine_arn(name))
        except ClientError as error:
            if code_of(error) != "StateMachineDoesNotExist":
                raise
            return None
        return None if found["status"] == "DELETING" else found

    def _arn(self, kind: str, name: str) -> str:
        role = self._role_arn.split(":")
        known = len(role) > 5  # arn:partition:iam::account:role/name
        partition, account = (role[1], role[4]) if known else (self._clients.partition(), self._clients.account())
        return f"arn:{partition}:states:{self._clients.region}:{account}:{kind}:{_named(name)}"


def _already_answered(error: ClientError) -> bool:
    if code_of(error) in ANSWERED:
        return False
    raise error


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name Step Functions takes: {name!r}")
    return name


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(f"a flow's data may not exceed {MOST_BYTES} bytes")
    return text
