"""The whole hall with two small services of two departments, whose exports run through their machine."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.catalogue import Service
from chalicelib.keys import ApiKey
from chalicelib.people import (
    Member,
    Person,
    Position,
    Roster,
    Unit,
    University,
    position_key,
    split_position_key,
)
from chalicelib.publishing import make_export_machine
from chalicelib.shared.text import Text
from tests.hall_world import MORNING, HallWorld
from tests.service_shape import bare_service

ID_NUMBER = "11010519491231002X"
FORM = [
    {"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True},
    {"field": "id_number", "type": "id_number", "label": {"zh": "身份证号", "en": "ID number"}},
]
FLOW = [
    {
        "step": "review",
        "title": {"zh": "审核", "en": "Review"},
        "by": {"role": "officer", "unit": "registry"},
        "within": "1 workday",
    }
]
STUDENT = "2023010101"
UNITS = {"registry": Text("教务处", "Registry"), "finance": Text("财务处", "Finance")}
WISH = {
    "services": ["card"],
    "from": "2026-10-01",
    "to": "2026-11-30",
    "states": [],
    "columns": ["number", "state", "form.*", "opinion.*"],
    "format": "csv",
    "lang": "zh",
}


def service(code: str, unit: str = "registry") -> Service:
    return bare_service(code, 1, FORM, FLOW, owner_unit=unit)


def university() -> University:
    """A student, and head and officer of two departments: the demo university takes a second to load."""
    held = {f"{role}-{unit}": position_key(role, unit) for unit in UNITS for role in ("department_head", "officer")}
    staff = [
        Person(id, Text(id, id), "staff", {"department": unit}, (Position(role, unit),), f"{id}@yizhan.example")
        for id, key in held.items()
        for role, unit in [key.split("@")]
    ]
    student = Person(STUDENT, Text("李明", "Li Ming"), "undergraduate", {"department": "registry"})
    rosters = [Roster(role, unit, (Member(f"{role}-{unit}"),)) for role, unit in map(split_position_key, held.values())]
    units = [Unit(id, name, "department") for id, name in UNITS.items()]
    return University(tuple(units), (student, *staff), tuple(rosters), {})


class ExportWorld(HallWorld):
    """`work` brings messages of the exports queue, at most so many; `run` does until the job has come to its end."""

    failed = 0

    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen = aws, MORNING, {}
        self.hall = build_hall(replace(aws.settings(), secret="a-secret-of-this-test"), clock=self.clock)
        self.hall.people.load_seed("few", "1", university())
        make_export_machine(self.hall)
        self.publish(service("card"), service("invoice", "finance"))
        self.head = self.holder_of("position:department_head@registry")

    def apply(self, reason: str, code: str = "card", **more: Any) -> str:
        return self.submit(self.person(STUDENT), code, {"reason": reason, **more})

    def key(self, *actions: str, unit: str = "registry", **more: Any) -> ApiKey:
        wish = {"name": "平台", "actions": actions or ("exports",), "services": [], "networks": []}
        leader = self.holder_of(f"position:department_head@{unit}")
        made = self.hall.api_keys.desk.make_key(leader, unit, {**wish, "until": "2026-12-31", **more})
        found: ApiKey = self.hall.api_keys.admit(made["secret"], "exports", "10.0.0.1")
        return found

    def ask(self, who: Person | ApiKey, **more: Any) -> dict[str, Any]:
        wish = {**WISH, **more}
        job: dict[str, Any] = self.hall.exports.ask(who, wish, wish["lang"])
        return job

    def work(self) -> int:
        """One message; should the worker die over it, it comes again at once."""
        sqs, url = self.aws.client("sqs"), self.hall.settings.exports_queue_url
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages", [])
        for message in found:
            receipt = {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}
            try:
                answer = self.hall.on_export({"Records": [{"messageId": "1", "body": message["Body"]}]})
            except BaseException:
                sqs.change_message_visibility(**receipt, VisibilityTimeout=0)
                raise
            if answer["batchItemFailures"]:
                # moto trips over an execution that has only just begun; the message comes again, as it does on SQS.
                sqs.change_message_visibility(**receipt, VisibilityTimeout=0)
                self.failed += 1
                assert self.failed <= 3, "the worker fails again and again; see the log"
                continue
            sqs.delete_message(**receipt)
        return len(found)

    def run(self, who: Person | ApiKey, job: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            seen: dict[str, Any] = self.hall.exports.view(who, job["id"])
            if seen["state"] not in ("queued", "running"):
                return seen
            if not self.work():
                time.sleep(0.02)
        raise AssertionError("the export did not come to its end")

    def rest(self, job: dict[str, Any], take: int = 1, run: int = 1) -> None:
        """Work until this execution is over, so that it sends nothing into the next test."""
        execution, deadline = f"{job['id']}-{take}-{run}", time.monotonic() + 20
        while self.hall.flow.status(self.hall.exports.machine, execution) == "RUNNING":
            assert time.monotonic() < deadline
            if not self.work():
                time.sleep(0.02)

    def file(self, job: dict[str, Any], take: int = 1) -> bytes:
        key = f"exports/{job['id']}/{take}/file.{job['format']}"
        return self.object(key)

    def object(self, key: str) -> bytes:
        found = self.aws.client("s3").get_object(Bucket=self.hall.settings.files_bucket, Key=key)
        body: bytes = found["Body"].read()
        return body


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def world(aws: Any) -> ExportWorld:
    return ExportWorld(aws)
