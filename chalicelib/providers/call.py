"""One HTTP call to a provider: JSON there, JSON back, five seconds at most, and what a failure means."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed

SECONDS = 5.0
"""For a whole call (PROMISES R26)."""
CONNECT_SECONDS = 2.0
LONGEST_ANSWER = 64 * 1024
BEFORE_SENDING = (NewConnectionError, NameResolutionError, ConnectTimeoutError, SSLError)
"""The provider cannot have seen the request."""
GATEWAY_TIMEOUT = 504


def make_pool() -> urllib3.PoolManager:
    """Nothing is repeated and no redirect followed behind our back."""
    return urllib3.PoolManager(num_pools=2, maxsize=20, retries=False)


def call(
    pool: urllib3.PoolManager, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] = {}
) -> dict[str, Any]:
    """The answer's JSON object.

    Raises `Temporary` (surely not done: no connection, 429, 5xx), `Unconfirmed` (sent, but the answer was lost, took
    longer than `SECONDS`, or is no JSON) or `DeliveryRefused` (any other status; ``extra["reason"]``).
    """
    until = time.monotonic() + SECONDS
    try:
        answer = pool.request(
            method,
            url,
            body=body,
            headers={"Content-Type": "application/json; charset=utf-8", **headers},
            timeout=urllib3.Timeout(total=SECONDS, connect=CONNECT_SECONDS),
            redirect=False,
            preload_content=False,
        )
        content = _read(answer, until)
    except BEFORE_SENDING as error:
        raise Temporary(extra={"cause": type(error).__name__}) from error
    except HTTPError as error:
        raise Unconfirmed(extra={"cause": type(error).__name__}) from error
    if answer.status == GATEWAY_TIMEOUT:
        raise Unconfirmed(extra={"cause": "http_504"})
    if answer.status == 429 or answer.status >= 500:
        raise Temporary(extra={"cause": f"http_{answer.status}"})
    if answer.status != 200:
        raise DeliveryRefused(extra={"reason": f"http_{answer.status}"})
    return _object(content)


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """The body, if it is whole before the time is over and not endless."""
    content = b""
    try:
        for part in answer.stream(4096):
            content += part
            if time.monotonic() > until or len(content) > LONGEST_ANSWER:
                raise ProtocolError("the answer takes too long")
    finally:
        answer.release_conn() if len(content) <= LONGEST_ANSWER and time.monotonic() <= until else answer.close()
    return content


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        raise Unconfirmed(extra={"cause": "no_json"}) from None
    if not isinstance(found, dict):
        raise Unconfirmed(extra={"cause": "no_json"})
    return found
