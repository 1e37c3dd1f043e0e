"""What surrounds every request: names for tracing, security headers, our own faults, who is really asking."""

from __future__ import annotations

import json
import logging
import re
import threading
from typing import Any

import pytest

import app as switchboard
from chalicelib import bootstrap
from chalicelib.errors import Temporary
from chalicelib.observability import failure
from tests.web.conftest import PATTERNS, Client
from tests.web.events import Context, event, read
from tests.web.fake_hall import COOKIE, ID, LI_MING, FakeHall

SECRET = "13800000001 李明 340102200501011234"


class Faulty(FakeHall):
    def list_notices(self, *_given: Any) -> dict[str, Any]:
        raise RuntimeError(SECRET)

    def list_tasks(self, *_given: Any) -> dict[str, Any]:
        raise Temporary()


def test_our_own_fault_says_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    hall = Faulty()
    with bootstrap.use(hall), caplog.at_level(logging.DEBUG):
        answer = Client(hall).get("/api/v1/notices")
    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    assert SECRET not in answer.body and SECRET not in caplog.text
    assert answer.json["title_i18n"]["en"].startswith("Something went wrong")


def test_failure_names_place_and_class_only() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise ValueError(SECRET) from inner
    except ValueError as error:
        told = failure(error)
    assert told["error"] == "builtins.ValueError" and told["cause"] == "builtins.KeyError"
    assert "test_edge.py" in told["where"][-1] and SECRET not in json.dumps(told, ensure_ascii=False)


def test_temporary_says_when_to_try_again() -> None:
    hall = Faulty()
    with bootstrap.use(hall):
        answer = Client(hall).get("/api/v1/tasks")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")


def test_a_hall_that_cannot_be_built_still_answers() -> None:
    class Broken:
        @property
        def settings(self) -> Any:
            raise RuntimeError(SECRET)

    with bootstrap.use(Broken()):
        answer = read(switchboard.app(event("GET", "/api/v1/me", PATTERNS), Context()))
    assert answer.status == 500 and SECRET not in answer.body
    assert answer.headers["strict-transport-security"] and answer.json["code"] == "internal_error"


@pytest.mark.parametrize(
    ("headers", "trace"),
    [
        ({"traceparent": f"00-{'4b' * 16}-00f067aa0ba902b7-01"}, "4b" * 16),
        ({"X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793"}, "5759e988bd862e3fe1be46a994272793"),
        ({"traceparent": "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}, None),
        ({"traceparent": "<script>"}, None),
    ],
)
def test_trace_id(client: Client, headers: dict[str, str], trace: str | None) -> None:
    told = client.get("/api/v1/nothing", headers=headers).json["trace_id"]
    assert told == trace if trace else re.fullmatch("[0-9a-f]{32}", told) and told.strip("0")


@pytest.mark.parametrize(
    ("given", "echoed"),
    [("abc-12345", "abc-12345"), ("a\r\nSet-Cookie: x=1", None), ("x" * 200, None), ("", None)],
)
def test_request_id_is_echoed_when_harmless(client: Client, given: str, echoed: str | None) -> None:
    answer = client.get("/api/v1/healthz", headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] == (echoed or "4b7c3f5e-0000-4000-8000-00000000000a")


def test_https_adds_hsts_and_a_host_cookie() -> None:
    hall = FakeHall(base_url="https://hall.example.edu.cn")
    with bootstrap.use(hall):
        client = Client(hall)
        assert client.get("/api/v1/healthz").headers["strict-transport-security"].startswith("max-age=")
        assert client.get("/api/v1/me").status == 401
        assert client.get("/api/v1/me", headers={"Cookie": f"__Host-hall={COOKIE}"}).status == 200


@pytest.mark.parametrize("accept", ["", "en", "en-GB,zh;q=0.9", "zh-CN,en;q=0.9", "fr", "en;q=0", "en;q=x", ",,;;q=="])
def test_language(client: Client, accept: str) -> None:
    told = client.get("/api/v1/nothing", headers={"Accept-Language": accept}).json
    english = accept in ("en", "en-GB,zh;q=0.9")
    assert told["title"] == told["title_i18n"]["en" if english else "zh"]


def test_proxies_are_counted_from_the_right(client: Client) -> None:
    asked: list[str] = []

    class Asked(FakeHall):
        def progress_by_number(self, number: str, code: str, client_ip: str) -> dict[str, Any]:
            asked.append(client_ip)
            return super().progress_by_number(number, code, client_ip)

    for proxies in (0, 1):
        hall = Asked(trusted_proxies=proxies)
        with bootstrap.use(hall):
            Client(hall).post(
                "/api/v1/progress-queries",
                json_body={"number": "1", "code": "2"},
                headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.4, 203.0.113.7"},
            )
    assert asked == ["203.0.113.7", "198.51.100.4"]


def test_threads_never_see_each_others_session(hall: FakeHall) -> None:
    """The local gateway answers on threads; Chalice keeps one `current_request` for all of them."""
    cookies = {f"{index:043d}": f"person-{index}" for index in range(8)}
    session = hall.access.sessions.live[COOKIE]
    for cookie, person_id in cookies.items():
        hall.access.sessions.live[cookie] = type(session)(**{**vars(session), "person_id": person_id})
        hall.people.persons[person_id] = type(LI_MING)(**{**vars(LI_MING), "id": person_id})
    wrong: list[str] = []
    barrier = threading.Barrier(len(cookies))

    def ask(cookie: str, person_id: str) -> None:
        barrier.wait()
        for _ in range(30):
            made = event("GET", "/api/v1/me", PATTERNS, headers={"Cookie": f"hall={cookie}"})
            answer = read(switchboard.app(made, Context())).json
            if answer.get("id") != person_id:
                wrong.append(answer.get("id", answer.get("code")))

    threads = [threading.Thread(target=ask, args=pair) for pair in cookies.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_unknown_addresses_leave_no_trace_in_the_app(client: Client) -> None:
    before = len(switchboard.app.routes)
    for number in range(5):
        client.get(f"/api/v1/nothing-{number}")
    assert len(switchboard.app.routes) == before


def test_event_without_a_resource_is_answered() -> None:
    with bootstrap.use(FakeHall()):
        answer = read(switchboard.app({"requestContext": {}}, Context()))
    assert answer.status == 404 and answer.json["code"] == "not_found"


def test_logs_carry_no_person(
    client: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(f"/api/v1/applications/{ID}")
        client.post("/api/v1/progress-queries", json_body={"number": "20261123-004217", "code": "7KD3FM"})
    said = caplog.text + "".join(capsys.readouterr())
    for private in (LI_MING.mobile, LI_MING.name.zh, COOKIE, "7KD3FM", "病假"):
        assert private not in said
