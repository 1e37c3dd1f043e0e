"""The budgets of round trips, on the whole hall over HTTP (architecture, section 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

import app as switchboard
from bench.counting import Count, Meter
from chalicelib import bootstrap
from chalicelib.shared.ids import new_id
from chalicelib.shared.store import connection
from tests.hall_world import HallWorld
from tests.web.events import Answer, Context, event, read

STUDENT = "2023010101"
SERVICE = "ip-address"
APPLICANT = "120111"


class Browser:
    """Somebody signed in; each request is measured."""

    def __init__(self, world: HallWorld, meter: Meter, person: str) -> None:
        self.world, self.meter = world, meter
        session, cookie = world.hall.access.sessions.open(person)
        self.headers = {"cookie": f"hall={cookie}", "x-csrf-token": session.csrf, "content-type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[Answer, Count]:
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        text = json.dumps(body) if body is not None else None
        made = event(method, path, list(switchboard.app.routes), headers=sent, body=text)
        with bootstrap.use(self.world.hall), self.meter.measure() as count:
            answer = read(switchboard.app(made, Context()))
        assert answer.status < 400, answer.body
        return answer, count


@pytest.fixture
def world(aws: Any) -> HallWorld:
    return HallWorld(aws, [SERVICE])


@pytest.fixture
def meter(world: HallWorld) -> Meter:
    made = Meter()
    made.watch("dynamodb", connection().client)
    return made


def test_a_writing_request_is_one_read_and_one_transaction(world: HallWorld, meter: Meter) -> None:
    applicant = world.person(APPLICANT)
    form = world.answers(applicant, SERVICE)
    wanted = {"dynamodb.BatchGetItem": 1, "dynamodb.TransactWriteItems": 1}
    answer, count = Browser(world, meter, APPLICANT).ask(
        "POST", "/api/v1/applications", {"service": SERVICE, "form": form}, idempotency_key=new_id()
    )
    assert dict(count.calls) == wanted
    id = answer.json["id"]
    world.seen[id] = 0
    world.settle()
    (task,) = world.load(id).open_tasks
    approver = Browser(world, meter, world.holder_of(task.holder).id)
    seen, _ = approver.ask("GET", f"/api/v1/tasks/{id}.{task.key}")
    decision = {"decision": "approve", "opinion": "同意", "fields": {}, "pins": {}}
    path = f"/api/v1/tasks/{id}.{task.key}/decision"
    _, count = approver.ask("POST", path, decision, if_match=seen.headers["etag"])
    assert dict(count.calls) == wanted


@pytest.mark.req("N15")
def test_signed_in_requests_read_session_and_person_together(world: HallWorld, meter: Meter) -> None:
    browser = Browser(world, meter, STUDENT)
    for path in ("/api/v1/me", "/api/v1/applications", "/api/v1/notices"):
        browser.ask("GET", path)
        _, count = browser.ask("GET", path)
        assert count.calls["dynamodb.BatchGetItem"] == 1
        assert count.calls["dynamodb.GetItem"] == 0, path
        assert path == "/api/v1/me" or count.calls["dynamodb.Query"] == 1, path


def test_what_changed_between_two_requests_is_seen_by_the_next(world: HallWorld, meter: Meter) -> None:
    browser = Browser(world, meter, STUDENT)
    before, _ = browser.ask("GET", "/api/v1/me")
    world.hall.people.set_preferences(STUDENT, sms=not before.json["preferences"]["sms"])
    after, _ = browser.ask("GET", "/api/v1/me")
    assert after.json["preferences"]["sms"] is not before.json["preferences"]["sms"]
