"""Calls of WeCom's interface with its access token, which is kept until shortly before it ends and asked for once,
however many threads need it; a token that WeCom no longer knows is renewed once for each call (PROMISES R29)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.providers.call import call, make_pool

TOKEN_ENDED = frozenset({40001, 40014, 42001})
"""The token is wrong, unknown or over."""
BUSY = frozenset({-1, 45009, 45033})
"""WeCom is busy, or was asked too often."""
EARLIER = 300
"""Seconds before a token's end from which a new one is asked for."""


class WecomApi:
    """One application of the corporation; `clock` counts seconds."""

    def __init__(self, url: str, corp: str, secret: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._corp, self._secret = url.rstrip("/"), corp, secret
        self._clock, self._pool, self._lock = clock, make_pool(), threading.Lock()
        self._token, self._until = "", 0.0

    def ask(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> dict[str, Any]:
        """The answer, whatever its ``errcode`` but one of the token. Raises `Temporary` where there was none."""
        token = self._get_token("")
        answer = self._once(method, path, token, query, body)
        if answer.get("errcode") in TOKEN_ENDED:
            answer = self._once(method, path, self._get_token(token), query, body)
        return answer

    def _once(self, method: str, path: str, token: str, query: Mapping[str, str], body: Any) -> dict[str, Any]:
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self._call(method, f"{self._url}{path}?{urlencode({'access_token': token, **query})}", content)

    def _get_token(self, ended: str) -> str:
        """The present token; a new one when there is none, its time is over, or it is the one that `ended`."""
        with self._lock:
            if not self._token or self._token == ended or self._clock() >= self._until:
                given = urlencode({"corpid": self._corp, "corpsecret": self._secret})
                answer = self._call("GET", f"{self._url}/cgi-bin/gettoken?{given}", None)
                if answer.get("errcode") != 0:
                    raise refusal(answer.get("errcode"))
                self._token = str(answer["access_token"])
                self._until = self._clock() + max(0, int(answer["expires_in"]) - EARLIER)
            return self._token

    def _call(self, method: str, url: str, body: bytes | None) -> dict[str, Any]:
        try:
            return call(self._pool, method, url, body=body)
        except Unconfirmed as error:  # nothing WeCom is asked does harm when it is asked again
            raise Temporary(extra=error.extra) from error


def refusal(code: Any) -> DeliveryRefused | Temporary:
    """What an ``errcode`` means: to be tried again, or final."""
    if code in BUSY or not isinstance(code, int):
        return Temporary(extra={"cause": f"wecom_{code}"})
    return DeliveryRefused(extra={"reason": f"wecom_{code}"})
