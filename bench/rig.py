"""The whole hall on MiniStack, with a meter at every client; requests go through `app.app` as API Gateway's do.

Import this after `bench.emulator.start`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3

import app as switchboard
from bench.counting import Count, Meter
from chalicelib import bootstrap
from chalicelib.approvals import machine_name
from chalicelib.aws import Clients
from chalicelib.people import Person
from chalicelib.settings import current
from chalicelib.shared.store import connection
from tests.hall_world import HallWorld
from tests.web.events import Context, event, read


@dataclass
class Runs:
    """How often each function ran, and what all its runs together asked for."""

    runs: Counter[str] = field(default_factory=Counter)
    counts: dict[str, Count] = field(default_factory=dict)
    trips: dict[str, list[int]] = field(default_factory=dict)
    """Round trips of each single run."""

    def add(self, function: str, count: Count) -> None:
        self.runs[function] += 1
        self.counts.setdefault(function, Count()).add(count)
        self.trips.setdefault(function, []).append(count.trips)


@dataclass
class Answered:
    """One request: its cost, its size, its answer."""

    count: Count
    size: int
    json: Any
    headers: Mapping[str, str]


class Aws:
    """The emulator as `HallWorld` takes one."""

    def __init__(self) -> None:
        self.session = boto3.session.Session(region_name=current().region)
        self.clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self.clients:
            self.clients[service] = self.session.client(service)
        return self.clients[service]

    def settings(self) -> Any:
        return current()


class Rig(HallWorld):
    """`request` is a browser, `settle` the event source mappings; each invocation of a function is counted."""

    def __init__(self) -> None:
        self.meter = Meter()
        clients = Clients(current().region, on_new=self.meter.watch)
        self.meter.watch("dynamodb", connection().client)
        self.runs = Runs()
        super().__init__(Aws(), clients=clients, services=[])
        self.cookies: dict[str, tuple[str, str]] = {}

    def request(self, person: Person | str | None, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Do it as this person's browser would; raises on any refusal."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if person is not None:
            cookie, csrf = self.signed_in(person if isinstance(person, str) else person.id)
            sent |= {"cookie": f"hall={cookie}"} | ({} if method == "GET" else {"x-csrf-token": csrf})
        if body is not None:
            sent["content-type"] = "application/json"
        made = event(method, path, list(switchboard.app.routes), headers=sent, body=json.dumps(body) if body else None)
        with bootstrap.use(self.hall), self.meter.measure() as count:
            answer = read(switchboard.app(made, Context()))
        if answer.status >= 400:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body}")
        parsed = json.loads(answer.body) if answer.body else None
        return Answered(count, len(answer.body.encode()), parsed, answer.headers)

    def warm(self) -> None:
        """Read what a process reads once in its life, so that first requests cost what the later ones do."""
        with self.meter.paused():
            self.hall.people.all_units()
            self.hall.catalogue.current_all()

    def signed_in(self, person_id: str) -> tuple[str, str]:
        if person_id not in self.cookies:
            with self.meter.paused():
                session, cookie = self.hall.access.sessions.open(person_id)
            self.cookies[person_id] = (cookie, session.csrf)
        return self.cookies[person_id]

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.sign_out()  # renewing a session is a write of its own, not the request's

    def sign_out(self) -> None:
        """Everybody signs in anew at the next request."""
        self.cookies.clear()

    def load(self, id: str) -> Any:
        with self.meter.paused():
            return super().load(id)

    def _run(self, function: str, handle: Callable[[Any], Any], batch: Any) -> Any:
        with self.meter.measure() as count:
            answer = handle(batch)
        self.runs.add(function, count)
        return answer

    def _react(self) -> int:
        """Each new event is a batch of its own: the most that the stream can cost."""
        done, table = 0, current().table("applications")
        for id, seen in list(self.seen.items()):
            rows = self.aws.client("dynamodb").query(
                TableName=table,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :after AND :last",
                ExpressionAttributeValues={
                    ":pk": {"S": f"A#{id}"},
                    ":after": {"S": f"E#{seen + 1:06d}"},
                    ":last": {"S": "E#999999"},
                },
            )["Items"]
            for row in rows:
                record = {"eventName": "INSERT", "dynamodb": {"NewImage": row, "SequenceNumber": row["sk"]["S"]}}
                failed = self._run("on_change", self.hall.on_change, {"Records": [record]})["batchItemFailures"]
                assert not failed, f"the reaction to {row['sk']} failed"
                self.seen[id] += 1
                done += 1
        return done

    def _work(self, queue: str, handler: Any) -> int:
        """Each message by itself: the most that a queue can cost."""
        sqs, url = self.aws.client("sqs"), getattr(self.hall.settings, queue)
        function = "on_step" if queue.startswith("steps") else "on_notice"
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            batch = {"Records": [{"messageId": message["MessageId"], "body": message["Body"], "attributes": {}}]}
            failed = self._run(function, handler, batch)["batchItemFailures"]
            assert not failed, f"{function} failed on {message['Body']}"
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(found)

    @contextmanager
    def counted_runs(self) -> Iterator[Runs]:
        """The runs of functions inside the block."""
        before, self.runs = self.runs, Runs()
        try:
            yield self.runs
        finally:
            self.runs = before

    def transitions(self, id: str) -> tuple[int, Counter[str]]:
        """States entered by all the application's executions, and how many of each type."""
        return transitions(self.aws.client("stepfunctions"), self.load(id), current().stage)


def transitions(flows: Any, application: Any, stage: str) -> tuple[int, Counter[str]]:
    """States entered in all rounds of an application, from the executions' histories; and their types."""
    name = machine_name(stage, application.head.service, application.head.version)
    machines = {one["name"]: one["stateMachineArn"] for one in flows.list_state_machines()["stateMachines"]}
    definition = json.loads(flows.describe_state_machine(stateMachineArn=machines[name])["definition"])
    if untold := _in_branches(definition) - {"Task"}:
        raise AssertionError(f"{name}: MiniStack's history does not tell of {untold} inside a Parallel")
    entered: Counter[str] = Counter()
    for execution in flows.list_executions(stateMachineArn=machines[name])["executions"]:
        if execution["name"].startswith(f"{application.id}-"):
            arn = execution["executionArn"]
            pages = flows.get_paginator("get_execution_history").paginate(executionArn=arn)
            entered.update(_entered(told for page in pages for told in page["events"]))
    return sum(entered.values()), entered


def _entered(events: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The type of each state entered. A Task counts when it is scheduled: MiniStack tells of those in branches too."""
    for told in events:
        kind = told["type"]
        if kind == "TaskScheduled":
            yield "task"
        elif kind.endswith("StateEntered") and kind != "TaskStateEntered":
            yield kind.removesuffix("StateEntered").lower()


def _in_branches(machine: Mapping[str, Any], inside: bool = False) -> set[str]:
    """The types of the states inside Parallels that are entered when nothing goes wrong."""
    found, left, ahead = set(), dict(machine["States"]), [machine["StartAt"]]
    while ahead:
        state = left.pop(ahead.pop(), None)
        if state is None:
            continue
        ahead += [place for place in (state.get("Next"), state.get("Default")) if place]
        ahead += [choice["Next"] for choice in state.get("Choices", [])]
        found |= {state["Type"]} if inside else set()
        for branch in state.get("Branches", []):
            found |= _in_branches(branch, True)
    return found
