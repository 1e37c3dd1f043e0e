"""Every answer of the whole hall, errors included, carries the security headers (PROMISES R42)."""

from __future__ import annotations

import pytest

from tests.visitor import Answer, Visitor

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
PLACES = [
    ("GET", "/", 200),
    ("GET", "/zh/", 200),
    ("GET", "/en/services/student-leave/", 200),
    ("GET", "/zh/no-such-page/", 404),
    ("POST", "/zh/", 405),
    ("GET", "/api/v1/healthz", 200),
    ("GET", "/api/v1/openapi.json", 200),
    ("GET", "/api/v1/services", 200),
    ("GET", "/api/v1/me", 401),
    ("POST", "/api/v1/applications", 401),
    ("GET", "/api/v1/services/none", 404),
    ("GET", "/api/v1/none", 404),
    ("DELETE", "/api/v1/services", 404),
    ("OPTIONS", "/api/v1/services", 404),
    ("GET", "/api/v1/sign-in?return=https://evil.example/", 400),
    ("GET", "/api/v1/sign-in?return=/zh/", 302),
    ("GET", "/api/v1/sign-in/callback?ticket=ST-1&state=none", 401),
    ("GET", "/p/e30.forged", 404),
    ("GET", "/p/query", 302),
    ("GET", "/cas/login", 200),
    ("GET", "/cas/cas.css", 200),
    ("GET", "/cas/nothing", 404),
    ("GET", "/local/mailbox", 200),
    ("GET", "/local/mailbox/style.css", 200),
]


@pytest.mark.req("R42")
@pytest.mark.parametrize(("method", "path", "status"), PLACES)
def test_every_answer_is_hardened(stranger: Visitor, method: str, path: str, status: int) -> None:
    answer = stranger.send(method, path)
    assert answer.status == status
    hardened(answer)


def hardened(answer: Answer) -> None:
    headers = answer.headers
    for name, value in ALWAYS.items():
        assert headers.get(name) == value, name
    assert headers["referrer-policy"] in ("no-referrer", "strict-origin-when-cross-origin")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert "strict-transport-security" in headers
    assert not [name for name in headers if name.startswith("access-control-")]
    assert "server" not in headers and "x-powered-by" not in headers
    assert len([name for name, _ in answer.every if name == "content-security-policy"]) == 1


def test_what_an_api_answer_says_is_never_kept_or_sniffed(stranger: Visitor, student: Visitor) -> None:
    for answer in (student.call("GET", "/me"), stranger.call("GET", "/me"), student.call("GET", "/applications")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-type"].startswith("application/")


def test_a_foreign_page_reads_nothing_and_changes_nothing(student: Visitor) -> None:
    foreign = {"Origin": "https://elsewhere.example", "X-CSRF-Token": student.csrf, "Content-Type": "application/json"}
    assert student.send("PUT", "/api/v1/me/preferences", b'{"sms": true}', foreign).status == 403
    read = student.send("GET", "/api/v1/me", None, {"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in read.headers
