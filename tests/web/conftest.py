"""A client that speaks to `app.app` in API Gateway's events and holds every answer against the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import app as switchboard
from chalicelib import bootstrap
from tests.web import contract
from tests.web.events import Answer, Context, event, match, read
from tests.web.fake_hall import COOKIE, CSRF, FakeHall

PATTERNS = list(switchboard.app.routes)


class Client:
    """`signed_in` sends the cookie, and on changes the token, unless told otherwise."""

    def __init__(self, hall: FakeHall) -> None:
        self.hall = hall

    def call(
        self,
        method: str,
        url: str,
        *,
        signed_in: bool = True,
        csrf: str | None = CSRF,
        headers: dict[str, str] | None = None,
        json_body: Any = None,
        body: bytes | str | None = None,
        ip: str = "203.0.113.7",
    ) -> Answer:
        sent = {}
        if signed_in:
            sent["Cookie"] = f"other=1; hall={COOKIE}"
        if signed_in and csrf and method != "GET":
            sent["X-CSRF-Token"] = csrf
        if json_body is not None:
            body, sent["Content-Type"] = json.dumps(json_body), "application/json"
        made = event(method, url, PATTERNS, headers=sent | (headers or {}), body=body, ip=ip)
        answer = read(switchboard.app(made, Context()))
        route = match(made["path"], PATTERNS)
        contract.check(method, route[0] if route else None, answer)
        return answer

    def get(self, url: str, **more: Any) -> Answer:
        return self.call("GET", url, **more)

    def post(self, url: str, **more: Any) -> Answer:
        return self.call("POST", url, **more)


@pytest.fixture
def hall() -> Iterator[FakeHall]:
    made = FakeHall()
    with bootstrap.use(made):
        yield made


@pytest.fixture
def client(hall: FakeHall) -> Client:
    return Client(hall)
