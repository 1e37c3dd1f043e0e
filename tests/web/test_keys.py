"""Requests that show an API key in place of a session."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.access import BY_KEY
from chalicelib.web import ROUTES
from tests.web.conftest import Client
from tests.web.fake_exports import EXPORTS, SECRET, THE_KEY
from tests.web.fake_hall import FakeHall
from tests.web.good import Good

BY = [good for good in EXPORTS if ROUTES[good.method, good.path].policy in BY_KEY]
NOT_BY = [good for good in EXPORTS if good not in BY]


def shows(client: Client, good: Good, secret: str, scheme: str = "Bearer") -> Any:
    headers = {"Authorization": f"{scheme} {secret}"}
    return client.call(good.method, good.url, signed_in=False, csrf=None, headers=headers, json_body=good.body)


@pytest.mark.req("R40", "R42")
@pytest.mark.parametrize("good", BY, ids=str)
def test_a_key_needs_neither_session_nor_csrf_token(client: Client, hall: FakeHall, good: Good) -> None:
    assert shows(client, good, SECRET).status == good.status
    assert shows(client, good, SECRET, "bearer").status in (good.status, 409)
    assert all(call[1] == THE_KEY.id for call in hall.calls)


@pytest.mark.req("R40")
@pytest.mark.parametrize("good", BY, ids=str)
@pytest.mark.parametrize("secret", ["", "x", SECRET[:-1], f"{SECRET}s", "错" * 20])
def test_a_wrong_key_is_refused_like_any_other(client: Client, hall: FakeHall, good: Good, secret: str) -> None:
    answer = shows(client, good, secret)
    assert (answer.status, answer.json["code"]) == (401, "key_refused")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert set(answer.json["title_i18n"]) == {"zh", "en"}
    assert not hall.calls


@pytest.mark.req("R41")
def test_who_keeps_trying_keys_has_to_wait(client: Client, hall: FakeHall) -> None:
    hall.access.rate.left = 0
    answer = shows(client, BY[0], "x")
    assert (answer.status, answer.headers["retry-after"]) == (429, "17")
    assert hall.access.rate.keys[0].startswith("api-key#ip#")


@pytest.mark.req("R41")
def test_a_key_has_a_rate_limit_of_its_own(client: Client, hall: FakeHall) -> None:
    asks = next(good for good in BY if good.status == 202)
    shows(client, asks, SECRET)
    assert hall.access.rate.keys == [f"POST /api/v1/exports#key#{THE_KEY.id}"]


def test_a_key_outside_its_scope_is_told_so(client: Client, hall: FakeHall) -> None:
    hall.api_keys.outside = True
    answer = shows(client, BY[0], SECRET)
    assert (answer.status, answer.json["code"]) == (403, "not_allowed")


@pytest.mark.req("R40")
@pytest.mark.parametrize("good", NOT_BY, ids=str)
def test_no_other_route_knows_keys(client: Client, good: Good) -> None:
    answer = shows(client, good, SECRET)
    assert (answer.status, answer.json["code"]) == (401, "not_signed_in")


def test_basic_is_no_key(client: Client) -> None:
    assert shows(client, BY[0], SECRET, "Basic").json["code"] == "not_signed_in"
