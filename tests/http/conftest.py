"""One whole hall for these tests, its gateway included, and people who call it over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from chalicelib.shared.clock import CHINA
from tests.answers import answers
from tests.visitor import Answer, Visitor
from tests.whole_hall import WholeHall, wait_for

STUDENT = "2023010101"
COUNSELLOR = "120110"
SECOND_COUNSELLOR = "120109"
KEYS = iter(range(10**9))

Form = dict[str, object]


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHall]:
    yield from a_hall(tmp_path_factory.mktemp("hall"))


def a_hall(folder: Path) -> Iterator[WholeHall]:
    """A hall until it is not needed any more; whatever was asked, nothing in it may have failed unforeseen."""
    running = WholeHall(folder)
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


@pytest.fixture(scope="session")
def visitors() -> dict[tuple[str, str], Visitor]:
    return {}


@pytest.fixture
def visit(hall: WholeHall, visitors: dict[tuple[str, str], Visitor]) -> Callable[[str], Visitor]:
    """Somebody who is signed in, kept from test to test; for no account, a stranger."""

    def called(account: str = "") -> Visitor:
        if not account:
            return Visitor(hall.url)
        if (hall.url, account) not in visitors:
            visitors[hall.url, account] = Visitor(hall.url, account)
        return visitors[hall.url, account]

    return called


@pytest.fixture
def student(visit: Callable[[str], Visitor]) -> Visitor:
    return visit(STUDENT)


@pytest.fixture
def counsellor(visit: Callable[[str], Visitor]) -> Visitor:
    return visit(COUNSELLOR)


@pytest.fixture
def stranger(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("")


def new_key() -> str:
    return f"tests-http-{next(KEYS):08d}"


def filled(visitor: Visitor, service: str, **chosen: object) -> Form:
    """A complete form of the service, made from what the hall says of it."""
    described = visitor.get(f"/services/{service}/form")["fields"]
    me = visitor.get("/me")
    applicant = {"id": me["id"], "category": me["category"], "units": me["units"]}

    def upload(field: dict[str, object]) -> str:
        made = visitor.upload(service, str(field["name"]))
        return str(made.json["id"])

    return {**answers(described, applicant, datetime.now(CHINA).date(), upload), **chosen}


def submit(visitor: Visitor, service: str, form: Form | None = None, key: str = "") -> Answer:
    body = {"service": service, "form": form or filled(visitor, service)}
    return visitor.call("POST", "/applications", body, Idempotency_Key=key or new_key())


def submitted(visitor: Visitor, service: str = "student-leave", **chosen: object) -> str:
    made = submit(visitor, service, filled(visitor, service, **chosen))
    assert made.status == 201, made.text
    return str(made.json["id"])


def task_of(visitor: Visitor, application: str) -> dict[str, object]:
    """The first task of this application in the visitor's inbox; waits until it has arrived."""

    def look() -> dict[str, object] | None:
        rows = visitor.get("/tasks?box=todo&limit=100")["items"]
        return next((row for row in rows if row["application_id"] == application), None)

    return wait_for(look, what=f"the task of {application}")


def decide(visitor: Visitor, task_id: object, seq: object = None, **more: object) -> Answer:
    """Decide as the page does; `seq` is what was read before, or is read now."""
    if seq is None:
        seq = visitor.get(f"/tasks/{task_id}")["seq"]
    body = {"decision": "approve", "opinion": "同意", "fields": {}, "pins": {}} | more
    return visitor.call("POST", f"/tasks/{task_id}/decision", body, If_Match=f'"{seq}"')
