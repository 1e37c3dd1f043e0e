"""A small university whose applications end and are archived; `work` brings the messages of the archive queue."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.applications import Application, archived_of
from chalicelib.archive import Part, package_of
from chalicelib.bootstrap import build_hall
from chalicelib.people import Member, Person, Position, Roster, Unit, University
from chalicelib.shared.text import Text
from tests.hall_world import MORNING, HallWorld
from tests.service_shape import bare_service

ID_NUMBER = "11010519491231002X"
STUDENT = "2023010101"
FORM = [
    {"field": "reason", "type": "long_text", "label": {"zh": "事由", "en": "Reason"}, "required": True},
    {"field": "id_number", "type": "id_number", "label": {"zh": "身份证号", "en": "ID number"}},
    {"field": "proof", "type": "file", "label": {"zh": "证明材料", "en": "Proof"}, "accept": ["pdf"], "max_count": 5},
]
FLOW = [
    {
        "step": "review",
        "title": {"zh": "审核", "en": "Review"},
        "by": {"role": "officer", "unit": "registry"},
        "within": "1 workday",
    }
]


def university() -> University:
    roles = ("department_head", "officer")
    staff = [
        Person(role, Text(f"{role}㛃", role), "staff", {"department": "registry"}, (Position(role, "registry"),))
        for role in roles
    ]
    student = Person(STUDENT, Text("王𬀩", "Wang Wei"), "undergraduate", {"department": "registry"})
    other = Person("2023010102", Text("李明", "Li Ming"), "undergraduate", {"department": "registry"})
    rosters = tuple(Roster(role, "registry", (Member(role),)) for role in roles)
    unit = Unit("registry", Text("教务处", "Registry"), "department")
    return University((unit,), (student, other, *staff), rosters, {})


class ArchiveWorld(HallWorld):
    def __init__(self, aws: Any, **replaced: Any) -> None:
        self.aws, self.now, self.seen = aws, MORNING, {}
        settings = replace(aws.settings(), secret="a-secret-of-this-test")
        self.hall = build_hall(settings, clock=self.clock, **replaced)
        self.hall.people.load_seed("few", "1", university())
        self.publish(bare_service("card", 1, FORM, FLOW, owner_unit="registry"))

    def end(self, decision: str = "approve", **form: Any) -> str:
        """An application of the student, decided."""
        given = {"reason": "补办校园卡", "id_number": ID_NUMBER} | form
        id = self.submit(self.person(STUDENT), "card", given)
        task = next(task for task in self.load(id).tasks if task.step == "review")
        self.decide(id, task.key, self.person("officer"), decision)
        return id

    def waiting(self) -> list[dict[str, Any]]:
        sqs, url = self.aws.client("sqs"), self.hall.settings.archive_queue_url
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]

    def work(self, fail: bool = False) -> int:
        sqs, url = self.aws.client("sqs"), self.hall.settings.archive_queue_url
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        batch = {"Records": [{"messageId": m["MessageId"], "body": m["Body"]} for m in found]}
        failed = self.hall.on_archive(batch)["batchItemFailures"]
        assert bool(failed) == fail
        for message in found if not failed else []:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(found)

    def read(self, key: str) -> bytes:
        found = self.aws.client("s3").get_object(Bucket=self.hall.settings.archive_bucket, Key=key)
        return bytes(found["Body"].read())

    def package(self, id: str, part: Part = Part.RECORD) -> bytes:
        key = package_of(self.load(id), part)
        assert key
        return self.read(key)

    def members(self, id: str, part: Part = Part.RECORD) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.package(id, part))) as found:
            return {name: found.read(name) for name in found.namelist()}

    def archived(self, id: str) -> Application:
        application = self.load(id)
        assert archived_of(application)
        return application


@pytest.fixture
def world(aws: Any) -> ArchiveWorld:
    return ArchiveWorld(aws)
