"""The whole hall with one small service that issues a certificate; the printer writes plain text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.applications import Application, Definition
from chalicelib.bootstrap import build_hall
from chalicelib.certificates import Certificate, Filled, Printed, State
from chalicelib.documents import Place
from chalicelib.shared.ids import new_id
from tests.exports.conftest import FORM, STUDENT, university
from tests.hall_world import MORNING, HallWorld
from tests.service_shape import bare_service

REVIEW = {
    "step": "review",
    "title": {"zh": "审核", "en": "Review"},
    "by": {"role": "officer", "unit": "registry"},
    "within": "1 workday",
}
SETTINGS: dict[str, Any] = {
    "number": "校证〔{year}〕{n:5}号",
    "title": {"zh": "在读证明", "en": "Certificate of enrolment"},
    "valid": 30,
    "body": [
        {"zh": "兹证明{applicant.name}为我校学生。", "en": "{applicant.name} is a student of this university."},
        {"label": {"zh": "用途", "en": "Purpose"}, "value": "{form.reason}"},
        {"zh": "审核人：{step.review.by}", "en": "Reviewed by {step.review.by}"},
        {"zh": "有效期至{valid_until}。", "en": "Valid until {valid_until}."},
    ],
}
EFFECT = {"effect": "certificate", "name": "paper", "settings": SETTINGS}


class PlainPrinter:
    """`unknown` are the characters it has no glyphs for; `printed` counts."""

    def __init__(self) -> None:
        self.unknown, self.printed = "", 0

    def missing(self, letters: str) -> list[str]:
        return sorted(set(letters) & set(self.unknown))

    def print(self, filled: Filled, certificate: Certificate, address: str, *, stamped: bool) -> Printed:
        self.printed += 1
        texts = [list(part.text) for part in filled.parts]
        data = json.dumps([certificate.number, address, self.printed, texts], ensure_ascii=False).encode()
        return Printed(data, Place(0, 0, 0, 100) if stamped else None)

    def picture(self, address: str) -> str:
        return f"1 M0 0h1v1z {address}"


class CertificateWorld(HallWorld):
    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen, self.printer = aws, MORNING, {}, PlainPrinter()
        settings = replace(aws.settings(), secret="a-secret-of-this-test")
        self.hall: Any = build_hall(settings, clock=self.clock, printer=self.printer)
        self.hall.people.load_seed("few", "1", university())
        self.publish(bare_service("enrolment", 1, FORM, [REVIEW, EFFECT], owner_unit="registry"))
        self.student = self.person(STUDENT)
        self.officer = self.holder_of("position:officer@registry")
        self.store = self.hall.certificate_worker.issuing.store

    def _known(self) -> Iterator[tuple[Application, Definition]]:
        """A flow whose document is held waits for the office, and that is rest."""
        for application, definition in super()._known():
            if all(one.state is not State.HELD for one in self.store.of_application(application.id)):
                yield application, definition

    def file(self, one: Certificate) -> bytes:
        body = self.aws.client("s3").get_object(Bucket=self.hall.settings.files_bucket, Key=one.key)["Body"]
        return bytes(body.read())

    def apply(self) -> str:
        return self.submit(self.student, "enrolment", {"reason": "实习"})

    def approve(self, id: str) -> None:
        self.decide(id, "review.1.1", self.officer)

    def issued(self) -> str:
        id = self.apply()
        self.approve(id)
        return id

    def begin_approval(self, id: str) -> None:
        """Approved, and nothing that follows has happened yet."""
        seq = self.load(id).seq
        self.hall.decide(self.officer, f"{id}.review.1.1", seq, "approve", "同意", {}, {}, new_id())

    def one(self, id: str, n: int = 1) -> Certificate:
        found = self.store.one(id, "paper", n)
        assert found is not None
        return found  # type: ignore[no-any-return]

    def act(self, id: str, act: str, reason: str = "姓名有误", n: int = 1) -> dict[str, Any]:
        made: dict[str, Any] = self.hall.certificate_desk.act(self.officer, id, f"paper.{n}", act, reason)
        self.settle()
        return made

    def told(self, id: str) -> list[str]:
        """The messages the student got about this application, oldest first."""
        lines = self.hall.list_notices(self.student, None, 50)["items"]
        return [one["message"] for one in reversed(lines)]


@pytest.fixture
def world(aws: Any) -> CertificateWorld:
    return CertificateWorld(aws)
