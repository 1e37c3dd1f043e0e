"""Whatever is sent, the answer is below 500, in the document and hardened (PROMISES R48)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import bootstrap
from chalicelib.web import ROUTES
from tests.web.conftest import Client
from tests.web.fake_hall import FakeHall
from tests.web.test_refusals import GOOD, Good

FUZZ = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(st.characters(codec=None), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
NAMES = ["If-Match", "If-None-Match", "Idempotency-Key", "Content-Type", "Accept", "Accept-Language", "Cookie",
         "X-CSRF-Token", "traceparent", "X-Request-Id", "X-Forwarded-For", "Origin", "X-Amzn-Trace-Id"]  # fmt: skip
HEADERS = st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=4)
KINDS = ["application/json", "application/x-www-form-urlencoded", "text/plain"]


def ask(good: Good, url: str, **more: Any) -> None:
    hall = FakeHall()
    with bootstrap.use(hall):
        answer = Client(hall).call(good.method, url, **more)
    assert answer.status < 500, answer.body


@FUZZ
@given(st.sampled_from(GOOD), HEADERS, st.binary(max_size=60) | TEXTS, st.sampled_from(KINDS))
def test_any_bytes(good: Good, headers: dict[str, str], body: bytes | str, kind: str) -> None:
    ask(good, good.url, headers=good.headers | {"Content-Type": kind} | headers, body=body)


@FUZZ
@given(st.sampled_from([good for good in GOOD if isinstance(good.body, dict)]), st.data())
def test_any_json_in_place_of_each_member(good: Good, data: st.DataObject) -> None:
    body = dict(good.body)
    for name in data.draw(st.sets(st.sampled_from(sorted(body)), max_size=2)):
        body[name] = data.draw(JSON)
    sent = json.dumps(body, ensure_ascii=data.draw(st.booleans()))
    ask(good, good.url, headers=good.headers | {"Content-Type": "application/json"}, body=sent)


@FUZZ
@given(st.sampled_from(GOOD), TEXTS, TEXTS, st.sampled_from(["limit", "cursor", "box", "return", "ticket", "lang"]))
def test_any_path_and_query(good: Good, part: str, word: str, name: str) -> None:
    path = good.path
    for parameter in ("application_id", "task_id", "upload_id", "code", "token"):
        path = path.replace("{" + parameter + "}", quote(part, safe="", errors="surrogatepass"))
    ask(good, f"{path}?{name}={quote(word, safe='', errors='surrogatepass')}", headers=good.headers)


def test_every_route_is_fuzzed() -> None:
    assert len(GOOD) == len(ROUTES)
