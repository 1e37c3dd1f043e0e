"""Cards in WeCom (企业微信): one touch leads to the task. The interface: developer.work.weixin.qq.com, message/send.

The access token is kept until shortly before it ends and asked for once, however many threads need it; a token that
WeCom no longer knows is renewed once for each message (PROMISES R29). WeCom drops a card it had within half an hour,
so a lost answer may be tried again.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.providers.call import call, make_pool
from chalicelib.shared.letter import Letter

TOKEN_ENDED = frozenset({40001, 40014, 42001})
"""The token is wrong, unknown or over."""
BUSY = frozenset({-1, 45009, 45033})
"""WeCom is busy, or was asked too often."""
NOBODY = frozenset({40003, 81013, 60111})
"""The person is no member, or may not see the application."""
EARLIER = 300
"""Seconds before a token's end from which a new one is asked for."""


class WecomSender:
    """Sends as application `agent` of the corporation `corp`; `clock` counts seconds."""

    def __init__(
        self, url: str, corp: str, agent: int, secret: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._corp, self._agent, self._secret = url.rstrip("/"), corp, agent, secret
        self._clock, self._pool, self._lock = clock, make_pool(), threading.Lock()
        self._token, self._until = "", 0.0

    def send(self, letter: Letter) -> str:
        """To one user id; the message id comes back. A person WeCom does not know is refused as ``invaliduser``."""
        token = self._get_token("")
        answer = self._post(token, letter)
        if answer.get("errcode") in TOKEN_ENDED:
            answer = self._post(self._get_token(token), letter)
        code = answer.get("errcode")
        if code in NOBODY or (code == 0 and letter.to in str(answer.get("invaliduser") or "").split("|")):
            raise DeliveryRefused(extra={"reason": "invaliduser"})
        if code != 0:
            raise _refusal(code)
        return str(answer.get("msgid", ""))

    def _post(self, token: str, letter: Letter) -> dict[str, Any]:
        body = {
            "touser": letter.to,
            "msgtype": "textcard",
            "agentid": self._agent,
            "textcard": {
                "title": letter.subject,
                "description": letter.text,
                "url": letter.link,
                "btntxt": "Open" if letter.lang == "en" else "查看",
            },
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1800,
        }
        url = f"{self._url}/cgi-bin/message/send?{urlencode({'access_token': token})}"
        return self._ask("POST", url, json.dumps(body, ensure_ascii=False).encode())

    def _get_token(self, ended: str) -> str:
        """The present token; a new one when there is none, its time is over, or it is the one that `ended`."""
        with self._lock:
            if not self._token or self._token == ended or self._clock() >= self._until:
                given = urlencode({"corpid": self._corp, "corpsecret": self._secret})
                answer = self._ask("GET", f"{self._url}/cgi-bin/gettoken?{given}", None)
                if answer.get("errcode") != 0:
                    raise _refusal(answer.get("errcode"))
                self._token = str(answer["access_token"])
                self._until = self._clock() + max(0, int(answer["expires_in"]) - EARLIER)
            return self._token

    def _ask(self, method: str, url: str, body: bytes | None) -> dict[str, Any]:
        try:
            return call(self._pool, method, url, body=body)
        except Unconfirmed as error:  # asked again it does no harm: see the module's text
            raise Temporary(extra=error.extra) from error


def _refusal(code: Any) -> DeliveryRefused | Temporary:
    if code in BUSY or not isinstance(code, int):
        return Temporary(extra={"cause": f"wecom_{code}"})
    return DeliveryRefused(extra={"reason": f"wecom_{code}"})
