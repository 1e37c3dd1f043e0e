"""Every route against every way of asking wrongly: status and code (PROMISES R7, R40, R42, R48)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.access import needs_session
from chalicelib.web import ROUTES
from tests.web import good_proof
from tests.web.conftest import Client
from tests.web.fake_answers import ANSWERS
from tests.web.fake_bills import BILLS
from tests.web.fake_certificates import CERTIFICATES
from tests.web.fake_coverage import COVERAGE
from tests.web.fake_editing import EDITING
from tests.web.fake_exports import EXPORTS
from tests.web.fake_feeds import FEEDS
from tests.web.fake_hall import ID, RECEIPT, SEQ, SIGNED, TASK_ID, TOKEN, FakeHall
from tests.web.fake_insight import INSIGHT
from tests.web.fake_own import OWN
from tests.web.fake_registers import register_requests
from tests.web.fake_rosters import ROSTERS
from tests.web.fake_tickets import TICKETS
from tests.web.fake_webhooks import WEBHOOKS
from tests.web.fake_windows import WINDOWS
from tests.web.good import Good
from tests.web.good_filling import FILLING
from tests.web.talk_routes import TALK

STRANGE, API = "zzzzzzzzzzzzzzzzzzzzzzzzzz", "/api/v1"
FAVOURITES = f"{API}/me/favourites"
APP = f"{API}/applications/{{application_id}}"
MATCH = {"If-Match": f'"{SEQ}"'}
KEY = {"Idempotency-Key": "key-00000001"}
UPLOAD = {"service": "undergraduate-leave", "field": "evidence", "name": "a.pdf", "type": "application/pdf", "size": 12}
AWAY = {"since": "2026-11-23", "until": "2026-11-30", "reason": "出差"}
CODE = {"number": "20261123-004217", "code": "7KD3FM"}
FORM_POST = {"Content-Type": "application/x-www-form-urlencoded"}

REGISTERS = [Good(*told) for told in register_requests(MATCH)]


def at(path: str, application_id: str = ID) -> str:
    return path.format(application_id=application_id)


GOOD = [
    Good("GET", f"{API}/healthz", f"{API}/healthz", 200),
    Good("GET", f"{API}/readyz", f"{API}/readyz", 200),
    Good("GET", f"{API}/openapi.json", f"{API}/openapi.json", 200),
    Good("GET", f"{API}/me", f"{API}/me", 200),
    Good("PUT", f"{API}/me/preferences", f"{API}/me/preferences", 200, body={"sms": True}),
    Good("GET", FAVOURITES, FAVOURITES, 200),
    Good("PUT", f"{API}/me/favourites/{{code}}", f"{FAVOURITES}/undergraduate-leave", 204, f"{FAVOURITES}/no"),
    Good("DELETE", f"{API}/me/favourites/{{code}}", f"{FAVOURITES}/undergraduate-leave", 204),
    Good("GET", f"{API}/sign-in", f"{API}/sign-in?return=/zh/", 302),
    Good("GET", f"{API}/sign-in/callback", f"{API}/sign-in/callback?ticket=ST-1&state=s", 302),
    Good("GET", f"{API}/sign-in/wecom", f"{API}/sign-in/wecom?code=c&state=s", 302),
    Good("POST", f"{API}/sign-in/callback", f"{API}/sign-in/callback", 204, body="logoutRequest=x", headers=FORM_POST),
    Good("POST", f"{API}/sign-out", f"{API}/sign-out", 200),
    Good("GET", f"{API}/services", f"{API}/services", 200),
    Good("GET", f"{API}/services/{{code}}", f"{API}/services/undergraduate-leave", 200, f"{API}/services/no"),
    *(Good(*row) for row in FILLING),
    *good_proof.GOOD,
    *EDITING,
    *EXPORTS,
    *(Good(*row) for row in OWN),
    *ROSTERS,
    *COVERAGE,
    *BILLS,
    *WEBHOOKS,
    *FEEDS,
    *CERTIFICATES,
    *ANSWERS,
    *WINDOWS,
    *TICKETS,
    *INSIGHT,
    Good("POST", f"{API}/uploads", f"{API}/uploads", 201, body=UPLOAD),
    Good(
        "POST",
        f"{API}/applications",
        f"{API}/applications",
        201,
        body={"service": "undergraduate-leave", "form": {"kind": "sick"}},
        headers=KEY,
    ),
    Good("GET", f"{API}/applications", f"{API}/applications?limit=10", 200),
    Good("GET", APP, at(APP), 200, at(APP, STRANGE)),
    Good(
        "POST",
        f"{APP}/withdrawal",
        at(f"{APP}/withdrawal"),
        200,
        at(f"{APP}/withdrawal", STRANGE),
        {"reason": "改期"},
        MATCH,
    ),
    Good(
        "POST",
        f"{APP}/resubmission",
        at(f"{APP}/resubmission"),
        200,
        at(f"{APP}/resubmission", STRANGE),
        {"form": {"kind": "sick"}},
        MATCH,
    ),
    Good("POST", f"{APP}/urge", at(f"{APP}/urge"), 200, at(f"{APP}/urge", STRANGE)),
    Good("GET", f"{APP}/files/{{upload_id}}", at(f"{APP}/files/u1"), 302, at(f"{APP}/files/u1", STRANGE)),
    Good("POST", f"{APP}/progress-link", at(f"{APP}/progress-link"), 200, at(f"{APP}/progress-link", STRANGE),
         {"days": 7}),
    Good("DELETE", f"{APP}/progress-link", at(f"{APP}/progress-link"), 204, at(f"{APP}/progress-link", STRANGE)),
    Good("GET", f"{API}/tasks", f"{API}/tasks?box=done", 200),
    Good("GET", f"{API}/tasks/ranking", f"{API}/tasks/ranking?service=scholarship&step=college_ranking", 200),
    Good("GET", f"{API}/tasks/{{task_id}}", f"{API}/tasks/{TASK_ID}", 200, f"{API}/tasks/{STRANGE}.a.1.1"),
    Good(
        "POST",
        f"{API}/tasks/{{task_id}}/decision",
        f"{API}/tasks/{TASK_ID}/decision",
        200,
        f"{API}/tasks/{STRANGE}.a.1.1/decision",
        {"decision": "approve", "opinion": "同意"},
        MATCH,
    ),
    Good(
        "POST",
        f"{API}/tasks/{{task_id}}/actions",
        f"{API}/tasks/{TASK_ID}/actions",
        200,
        f"{API}/tasks/{STRANGE}.a.1.1/actions",
        {"action": "add_signer", "to": "10001", "where": "before", "n": 1, "reason": "请一并审核"},
        MATCH,
    ),
    Good(
        "POST", f"{API}/tasks/{{task_id}}/seen", f"{API}/tasks/{TASK_ID}/seen", 204, f"{API}/tasks/{STRANGE}.a.1.1/seen"
    ),
    Good(
        "POST",
        f"{APP}/acts",
        at(f"{APP}/acts"),
        200,
        at(f"{APP}/acts", STRANGE),
        {"act": "move", "reason": "岗位撤并", "to": "registrar_review", "proposal": 3},
        MATCH,
    ),
    Good(
        "GET",
        f"{API}/tasks/{{task_id}}/colleagues",
        f"{API}/tasks/{TASK_ID}/colleagues",
        200,
        f"{API}/tasks/{STRANGE}.a.1.1/colleagues",
    ),
    Good("GET", f"{API}/me/proxies", f"{API}/me/proxies", 200),
    Good("POST", f"{API}/me/proxies", f"{API}/me/proxies", 201, body=AWAY),
    Good("DELETE", f"{API}/me/proxies/{{proxy_id}}", f"{API}/me/proxies/x1", 204, f"{API}/me/proxies/x2"),
    Good("GET", f"{API}/me/colleagues", f"{API}/me/colleagues", 200),
    Good("GET", f"{API}/me/handovers", f"{API}/me/handovers?limit=10", 200),
    *(Good(*row) for row in TALK),
    Good("GET", f"{API}/notices", f"{API}/notices", 200),
    Good("POST", f"{API}/notices/read", f"{API}/notices/read", 204, body={"until": "2026-11-23"}),
    Good("GET", f"{API}/me/messages", f"{API}/me/messages", 200),
    Good("PUT", f"{API}/me/messages", f"{API}/me/messages", 200, body={"digest": "hourly", "channels": {"talk": []}}),
    Good("GET", f"{API}/notices/ledger", f"{API}/notices/ledger?person=1", 200),
    Good("GET", f"{API}/notices/usage", f"{API}/notices/usage?month=2026-11", 200),
    Good("POST", f"{API}/notices/resume", f"{API}/notices/resume", 204),
    Good("POST", f"{API}/notices/redrive", f"{API}/notices/redrive", 200, body={"queue": "steps"}),
    Good("POST", f"{API}/receipts/sms", f"{API}/receipts/sms", 204, body=RECEIPT, headers=SIGNED),
    *REGISTERS,
    Good("POST", f"{API}/progress-queries", f"{API}/progress-queries", 200, body=CODE),
    Good("POST", "/p/query", "/p/query", 200, body="number=20261123-004217&code=7KD3FM", headers=FORM_POST),
    Good("GET", "/p/query", "/p/query", 302),
    Good("GET", "/p/{token}", f"/p/{TOKEN}", 200, "/p/e30.AAAA"),
]
WITH_SESSION = [good for good in GOOD if needs_session(ROUTES[good.method, good.path].policy)]
CHANGES = [good for good in WITH_SESSION if good.method != "GET"]
WITH_BODY = [good for good in GOOD if isinstance(good.body, dict)]


def send(client: Client, good: Good, url: str = "", **more: Any) -> Any:
    given: dict[str, Any] = {"headers": good.headers}
    given["json_body" if isinstance(good.body, dict) else "body"] = good.body
    return client.call(good.method, url or good.url, **(given | more))


def test_the_table_has_every_route() -> None:
    assert {(good.method, good.path) for good in GOOD} == set(ROUTES)


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_accepted(client: Client, good: Good) -> None:
    assert send(client, good).status == good.status


@pytest.mark.parametrize("good", WITH_SESSION, ids=str)
def test_no_session(client: Client, good: Good) -> None:
    answer = send(client, good, signed_in=False)
    assert (answer.status, answer.json["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"].startswith("Session")


@pytest.mark.parametrize("good", WITH_SESSION, ids=str)
def test_ended_session(client: Client, hall: FakeHall, good: Good) -> None:
    hall.access.sessions.live.clear()
    assert send(client, good).status == 401


@pytest.mark.parametrize("good", CHANGES, ids=str)
@pytest.mark.parametrize("csrf", [None, "", "t" * 42, "错" * 43])
def test_no_csrf_token(client: Client, hall: FakeHall, good: Good, csrf: str | None) -> None:
    answer = send(client, good, csrf=csrf)
    assert (answer.status, answer.json["code"]) == (403, "not_allowed")
    assert hall.calls == hall.people.wished == [] and hall.access.sessions.live


@pytest.mark.parametrize("good", CHANGES, ids=str)
def test_foreign_origin(client: Client, good: Good) -> None:
    assert send(client, good, headers=good.headers | {"Origin": "https://elsewhere.example"}).status == 403


@pytest.mark.parametrize("good", [good for good in GOOD if good.unknown], ids=str)
def test_unknown_id(client: Client, good: Good) -> None:
    answer = send(client, good, good.unknown)
    assert answer.status == 404
    assert ROUTES[good.method, good.path].html or answer.json["code"] == "not_found"


@pytest.mark.parametrize("good", [good for good in GOOD if ROUTES[good.method, good.path].seq], ids=str)
@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        (None, 428, "version_required"),
        ('"6"', 412, "stale_version"),
        ('W/"6"', 412, "stale_version"),
        ('"newest"', 412, "stale_version"),
        ("7", 400, "invalid_request"),
        ("*", 400, "invalid_request"),
        ('"6", "7"', 400, "invalid_request"),
    ],
)
def test_if_match(client: Client, good: Good, given: str | None, status: int, code: str) -> None:
    answer = send(client, good, headers={} if given is None else {"If-Match": given})
    assert (answer.status, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("good", WITH_BODY, ids=str)
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[]", "not_an_object"),
        ("null", "not_an_object"),
        ('{"a": NaN}', "bad_number"),
        ('{"a": 1, "a": 2}', "duplicate_name"),
        ('{"a": 1e999}', "bad_number"),
        ('{"a": 99999999999999999999}', "bad_number"),
        ("[" * 100_000, "too_deep"),
        ('{"a":' * 30 + "1" + "}" * 30, "too_deep"),
        ('{"a": "\\ud800"}', "bad_character"),
        ('{"a\\u0000": ""}', "bad_character"),
        (b"\xff\xfe{}", "not_utf8"),
        ('{"strange": 1}', "unknown"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_bad_body(client: Client, good: Good, body: Any, code: str) -> None:
    headers = good.headers | {"Content-Type": "application/json; charset=utf-8"}
    answer = send(client, good, json_body=None, body=body, headers=headers)
    assert answer.status == 400
    assert code in {fault["code"] for fault in answer.json["errors"]}


@pytest.mark.parametrize("good", WITH_BODY, ids=str)
def test_body_of_another_kind(client: Client, good: Good) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", ""):
        answer = send(client, good, json_body=None, body="{}", headers=good.headers | {"Content-Type": kind})
        assert (answer.status, answer.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("good", WITH_BODY, ids=str)
def test_huge_body(client: Client, good: Good) -> None:
    body = '{"a": "' + "x" * ROUTES[good.method, good.path].most + '"}'
    answer = send(client, good, json_body=None, body=body, headers=good.headers | {"Content-Type": "application/json"})
    assert (answer.status, answer.json["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_wrong_method(client: Client, good: Good) -> None:
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - {m for m, path in ROUTES if path == good.path}:
        answer = client.call(method, good.url)
        assert (answer.status, answer.json["code"]) == (405, "method_not_allowed")
        assert good.method in answer.headers["allow"]


@pytest.mark.parametrize("url", ["/", "/api/v1/nothing", "/api/v1/applications/a/b/c", "/api/v1/me/", "/%00"])
def test_unknown_address(client: Client, url: str) -> None:
    answer = client.get(url)
    assert (answer.status, answer.json["code"]) == (404, "not_found")
