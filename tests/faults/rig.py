"""The whole hall in one process with every AWS call under an `Injector`, and a platform that never loses anything.

`Rig` stands for AWS's event sources: stream records and queue messages come until their worker has taken them, a
client repeats a request that got no answer. What fails is only what the injector was told to let fail.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from moto.dynamodb import dynamodb_backends
from moto.ses import ses_backends
from moto.sns import sns_backends
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from chalicelib.aws import Clients, FlowRunner, MailSender, Queue, SmsSender
from chalicelib.aws.answers import asking
from chalicelib.bootstrap import build_hall
from chalicelib.errors import Temporary
from chalicelib.flows import compile_flow, fill_machine, parse_flow
from chalicelib.people import Person
from tests.conftest import ACCOUNT
from tests.faults.flow_machine import FlowMachine
from tests.faults.injection import How, Injector, Killed, table_models
from tests.faults.outcome import PATIENCE, Outcome, outcome_of
from tests.world import NOON, PEOPLE, OneService, People, service_of

T = TypeVar("T")


class Directory(People):
    """The small university, whose first student has chosen SMS."""

    def get_person(self, id: str) -> Person:
        found = super().get_person(id)
        return replace(found, sms=True, mobile="13800138000") if id == "s1" else found


@dataclass(frozen=True)
class CountedFlows:
    """The machine room as Step Functions would be: its calls fail like every other, and fail as the adapter says."""

    room: FlowMachine
    injector: Injector

    def start(self, *arguments: Any) -> None:
        self._call("sfn.StartExecution", lambda: self.room.start(*arguments))

    def succeed(self, *arguments: Any) -> bool:
        return bool(self._call("sfn.SendTaskSuccess", lambda: self.room.succeed(*arguments)))

    def fail(self, *arguments: Any) -> bool:
        return bool(self._call("sfn.SendTaskFailure", lambda: self.room.fail(*arguments)))

    def status(self, *arguments: Any) -> str | None:
        found: str | None = self._call("sfn.DescribeExecution", lambda: self.room.status(*arguments))
        return found

    def _call(self, name: str, call: Callable[[], Any]) -> Any:
        with asking():
            return self.injector.around(name, call)


@dataclass
class Rig:
    """`aws` is in-process moto; `flow` the raw flow. One run after another: `clear` empties the tables between."""

    aws: Any
    raw_flow: list[Any]
    raw_form: list[Any]
    injector: Injector = field(default_factory=Injector)
    now: datetime = NOON
    machine_room: FlowMachine | None = None
    """Walks the flow instead of moto's Step Functions, where a scenario is long."""
    plan: tuple[tuple[str, int] | None, How | None] = (None, None)
    _waiting: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"steps": [], "notices": []})
    _seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = self.aws.settings()
        self.clients = clients = Clients(self.settings.region, on_new=self.injector.on_new)
        self.service = service_of(self.raw_flow, self.raw_form)
        self.machine = f"{self.settings.stage}-{self.service.code}-v1"
        machine = compile_flow(parse_flow(self.raw_flow), comment="rig")
        if self.machine_room:
            self.machine_room.machines[self.machine] = machine
            self.flow: Any = CountedFlows(self.machine_room, self.injector)
        else:
            self.flow = FlowRunner(clients, self.settings.flow_role_arn)
            self.flow.create_machine(self.machine, fill_machine(machine, "aws", self.settings.steps_queue_url))
        self.hall = build_hall(
            self.settings,
            clock=lambda: self.now,
            people=Directory(),
            catalogue=OneService(self.service),
            flow=self.flow,
            mail=MailSender(clients, self.settings.mail_from, self.settings.site_name_zh),
            sms=SmsSender(clients),
            queue=Queue(clients),
        )
        self.injector.watch_tables()

    def clear(self) -> None:
        """Forget everything that was stored, sent, queued and executed; machines and clients stay.

        moto copies whole tables, their streams too, in every transaction: or each run is slower than the last.
        """
        for model in table_models():
            table = dynamodb_backends[ACCOUNT][self.settings.region].tables[model.Meta.table_name]
            table.items.clear()
            if table.stream_shard:
                table.stream_shard.items.clear()
        for machine in stepfunctions_parser_backends[ACCOUNT][self.settings.region].state_machines:
            machine.executions.clear()
        ses_backends[ACCOUNT][self.settings.region].sent_messages.clear()
        sns_backends[ACCOUNT][self.settings.region].sms_messages.clear()
        self._seen.clear()
        self._waiting = {"steps": [], "notices": []}
        self.now = NOON
        self.hall.definitions._seen.clear()  # a new process has read no service yet

    def begin(self) -> None:
        """From here on calls are counted, and the planned one goes wrong."""
        self.injector.arm(*self.plan)

    # The client

    def ask(self, request: Callable[[], T]) -> T:
        """A request, repeated as it is when it got no answer or the server died over it."""
        for _ in range(3):
            try:
                return request()
            except (Temporary, Killed):
                continue
        raise AssertionError("three answers in a row were lost")

    def submit(self, key: str, form: dict[str, Any], by: str = "s1") -> dict[str, Any]:
        made = self.ask(lambda: self.hall.submit_application(PEOPLE[by], self.service.code, form, key))
        self._seen.setdefault(made["id"], 0)
        return made

    def decide(self, id: str, step: str, decision: str, by: str, **more: Any) -> dict[str, Any]:
        """Decide the open task of `step`; the request is repeated exactly as it was."""
        items = self.items(id)
        entry, n = next(
            key.split("#")[2:]
            for key, item in reversed(items.items())
            if key.startswith(f"T#{step}#") and item["state"]["S"] == "pending"
        )
        seq = self._seq(id)
        task = f"{id}.{step}.{entry}.{n}"
        wanted = {"opinion": "同意", "fields": {}, "pins": {}, "key": f"{step}-{entry}", **more}
        return self.ask(lambda: self.hall.decide(PEOPLE[by], task, seq, decision, **wanted))

    def resubmit(self, id: str, form: dict[str, Any], by: str = "s1") -> dict[str, Any]:
        seq = self._seq(id)
        return self.ask(lambda: self.hall.resubmit_application(PEOPLE[by], id, seq, form))

    def withdraw(self, id: str, by: str = "s1") -> dict[str, Any]:
        seq = self._seq(id)
        return self.ask(lambda: self.hall.withdraw_application(PEOPLE[by], id, seq, "不去了"))

    def _seq(self, id: str) -> int:
        return sum(key.startswith("E#") for key in self.items(id))

    # The platform

    def work(self, id: str, until: set[str] | str) -> None:
        """Bring what there is to bring until these steps are open, or this state is reached, and nothing is left."""
        patience = time.monotonic() + PATIENCE
        while True:
            while self.stream(id) + self.queue("notices"):
                pass
            stands = self.stands(id)
            if stands == until and not any(self._waiting.values()) and not self.queue("steps"):
                return
            missing = len(until - stands) if isinstance(until, set) and isinstance(stands, set) else 1
            if not self.queue("steps", least=missing):
                assert time.monotonic() < patience, f"stuck: {stands} and not {until}; {self._waiting}"
                time.sleep(0.002)

    def stands(self, id: str) -> set[str] | str:
        items = self.items(id)
        state = items["HEAD"]["state"]["S"]
        if state not in ("in_progress", "awaiting_applicant"):
            return str(state)
        return {
            key.split("#")[1] for key, item in items.items() if key.startswith("T#") and item["state"]["S"] == "pending"
        }

    def stream(self, id: str) -> int:
        """The records after the last one taken, in order, in one batch; from the first failed on they come again."""
        items = [(key, item) for key, item in self.items(id).items() if key.startswith("E#")]
        batch = [
            {"eventName": "INSERT", "dynamodb": {"NewImage": item, "SequenceNumber": key}}
            for key, item in items[self._seen.get(id, 0) :]
        ]
        if not batch:
            return 0
        answer = self._alive(lambda: self.hall.on_change({"Records": batch}))
        if answer is not None:
            failed = [int(record["itemIdentifier"][2:]) for record in answer["batchItemFailures"]]
            self._seen[id] = min(failed) - 1 if failed else len(items)
        return len(batch)

    def queue(self, name: str, least: int = 1) -> int:
        """What is in the queue, in one batch; what failed comes again, a little later than the lease of a notice.

        Branches of a flow ask at the same time and in any order: waiting for `least` messages, and sorting them, makes
        every run make the same calls.
        """
        batch = self._waiting[name]
        patience = time.monotonic() + 0.2
        while self._receive(name, batch) and len(batch) < least and time.monotonic() < patience:
            time.sleep(0.002)
        batch.sort(key=lambda record: _plainly(record["body"]))
        if not batch:
            return 0
        worker = self.hall.on_step if name == "steps" else self.hall.on_notice
        answer = self._alive(lambda: worker({"Records": batch}))
        if answer is None:
            again = {record["messageId"] for record in batch}
        else:
            again = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        if again:
            self.now += timedelta(minutes=3)
        self._waiting[name] = [record for record in batch if record["messageId"] in again]
        return len(batch)

    def _receive(self, name: str, batch: list[dict[str, Any]]) -> int:
        """Move what is in the queue to `batch`; how many messages that holds by now."""
        if name == "steps" and self.machine_room:
            asked = self.machine_room.asked
            batch += [{"messageId": body["token"], "body": json.dumps(body)} for body in asked]
            asked.clear()
            return len(batch)
        url = self.settings.steps_queue_url if name == "steps" else self.settings.notices_queue_url
        sqs = self.aws.client("sqs")
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            batch.append({"messageId": message["MessageId"], "body": message["Body"]})
        return len(batch)

    def _alive(self, worker: Callable[[], T]) -> T | None:
        """The worker's answer; None when its process died."""
        try:
            return worker()
        except Killed:
            return None

    # Looking at it, without a call of the hall's own

    def items(self, id: str) -> dict[str, dict[str, Any]]:
        """The application's items by sort key, as DynamoDB holds them."""
        return dict(sorted(self.partitions("applications").get(f"A#{id}", {}).items()))

    def partitions(self, room: str) -> dict[str, dict[str, Any]]:
        table = dynamodb_backends[ACCOUNT][self.settings.region].tables[self.settings.table(room)]
        return {
            pk.value: {sk.value: item.to_json()["Attributes"] for sk, item in rows.items()}
            for pk, rows in table.items.items()
        }

    def outcome(self, id: str) -> Outcome:
        """What the run left."""
        self.injector.arm()
        return outcome_of(self, id)


def _plainly(body: str) -> str:
    content = json.loads(body)
    content.pop("token", None)
    return json.dumps(content, sort_keys=True)


__all__ = ["Outcome", "Rig"]
