"""A stand-in for WeCom's qyapi.weixin.qq.com: tokens that end, cards, people it does not know.

As documented at developer.work.weixin.qq.com (gettoken, message/send); errors come as ``errcode`` with HTTP 200.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.stand_in import HttpStandIn, Received

CORP, SECRET, AGENT = "ww-local", "local-wecom-secret", 1000002


class Qyapi(HttpStandIn):
    """`strangers` are user ids that are no members; `end_token` makes every token so far unknown."""

    def __init__(self, port: int = 0, *, strangers: frozenset[str] = frozenset(), lasts: int = 7200) -> None:
        super().__init__(port)
        self.strangers, self.lasts = strangers, lasts
        self.tokens: dict[str, bool] = {}
        self.recent: dict[tuple[str, str], str] = {}

    def end_token(self) -> None:
        self.tokens = dict.fromkeys(self.tokens, False)

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        where = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path == "/cgi-bin/gettoken":
            return self._token(query)
        if where.path == "/cgi-bin/message/send":
            return self._send(query.get("access_token", ""), json.loads(body))
        return {"errcode": 40066, "errmsg": "invalid url"}

    def _token(self, query: Mapping[str, str]) -> Mapping[str, Any]:
        if (query.get("corpid"), query.get("corpsecret")) != (CORP, SECRET):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        token = secrets.token_urlsafe(24)
        self.tokens[token] = True
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": self.lasts}

    def _send(self, token: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        if token not in self.tokens:
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        if not self.tokens[token]:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        to, card = message["touser"], message["textcard"]
        if len(card["title"].encode()) > 128 or len(card["description"].encode()) > 512 or message["agentid"] != AGENT:
            return {"errcode": 44004, "errmsg": "content size out of limit"}
        if to in self.strangers:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": to, "msgid": ""}
        again = (to, json.dumps(card, sort_keys=True))
        if not (message["enable_duplicate_check"] and again in self.recent):
            self.recent[again] = secrets.token_hex(8)
            self.received.append(
                Received(self.recent[again], "wecom", to, card["title"], card["description"], link=card["url"])
            )
        return {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": self.recent[again]}
