"""Cookies, CSRF and the vocabulary of policies (PROMISES R39, R40, R42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.access import (
    MEANING,
    Policy,
    Session,
    check_csrf,
    check_session,
    needs_session,
    no_session_cookie,
    read_session_cookie,
    session_cookie,
    session_cookie_name,
)
from chalicelib.errors import NotAllowed, NotSignedIn
from chalicelib.settings import Settings
from tests.access.conftest import START

BASE = "https://hall.example.edu.cn"
SESSION = Session("row", "p1", "the-token", START, START, START + timedelta(hours=2), START + timedelta(hours=12))


def test_the_cookie_is_bound_to_this_host_and_hidden_from_scripts(settings: Settings) -> None:
    cookie = session_cookie(settings, "value")
    assert cookie == "__Host-hall=value; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert "Max-Age" not in cookie, "a computer room's browser forgets it when it is closed"
    assert no_session_cookie(settings) == "__Host-hall=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"


def test_on_plain_http_it_has_a_plain_name(settings: Settings) -> None:
    local = replace(settings, base_url="http://127.0.0.1:8000")
    assert session_cookie_name(local) == "hall"
    assert session_cookie(local, "value") == "hall=value; Path=/; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("__Host-hall=abc", "abc"),
        ("a=b; __Host-hall=abc; c=d", "abc"),
        ("a=b;__Host-hall = abc ;c", "abc"),
        ('odd="x;y"; {"json": 1}; =; ;; __Host-hall=abc', "abc"),
        ("__Host-hall=abc; __Host-hall=planted", "abc"),
        ("hall=planted", ""),
        ("x__Host-hall=planted; __Host-hallx=planted", ""),
        ("__Host-hall", ""),
        ("", ""),
        (None, ""),
        ("张=三; __Host-hall=abc", "abc"),
        ("a=" + "x" * 20_000 + "; __Host-hall=abc", ""),
    ],
)
def test_the_cookie_header_is_read_whatever_stands_beside_it(
    settings: Settings, header: str | None, value: str
) -> None:
    assert read_session_cookie(settings, header) == value


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "get"])
def test_reading_needs_no_token(method: str) -> None:
    check_csrf(SESSION, method, {}, base_url=BASE)


@pytest.mark.parametrize(
    "headers",
    [{"X-CSRF-Token": "the-token"}, {"x-csrf-token": "the-token", "origin": BASE}, {"X-Csrf-Token": "the-token"}],
)
def test_changes_pass_with_the_sessions_token(headers: dict[str, str]) -> None:
    check_csrf(SESSION, "POST", headers, base_url=BASE)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "ODD"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "the-toke"},
        {"X-CSRF-Token": "the-token2"},
        {"X-CSRF-Token": "张\udc80"},
        {"X-CSRF-Token": "the-token", "Origin": "https://evil.example"},
        {"X-CSRF-Token": "the-token", "Origin": "null"},
        {"X-CSRF-Token": "the-token", "Origin": f"{BASE}.evil.example"},
    ],
)
def test_changes_without_it_are_refused(method: str, headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        check_csrf(SESSION, method, headers, base_url=BASE)


def test_every_policy_is_explained() -> None:
    assert set(MEANING) == set(Policy)


def test_what_each_policy_asks_of_a_session() -> None:
    open_to_all = {Policy.PUBLIC, Policy.LINK, Policy.QUERY_CODE, Policy.CAS, Policy.WECOM, Policy.PROVIDER}
    open_to_all |= {Policy.CERTIFICATE_CODE, Policy.TICKET}
    for policy in Policy:
        if policy in open_to_all:
            check_session(policy, None)
        else:
            assert needs_session(policy)
            check_session(policy, SESSION)
            with pytest.raises(NotSignedIn):
                check_session(policy, None)


@pytest.mark.parametrize("policy", [None, "anybody", ""])
def test_a_route_without_a_policy_is_refused(policy: Policy | None) -> None:
    with pytest.raises(NotAllowed):
        check_session(policy, SESSION)
