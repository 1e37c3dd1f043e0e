"""A stand-in for WeCom's qyapi.weixin.qq.com: tokens that end, cards, people it does not know, sign-in inside its app.

As documented at developer.work.weixin.qq.com (gettoken, message/send, oauth2/authorize, auth/getuserinfo); errors come
as ``errcode`` with HTTP 200. Its app knows who holds the phone; here `member` says so, or a page asks.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from local.stand_in import HttpStandIn, Page, Received

CORP, SECRET, AGENT = "ww-local", "local-wecom-secret", 1000002


class Qyapi(HttpStandIn):
    """`strangers` are user ids that are no members; `end_token` makes every token so far unknown."""

    def __init__(self, port: int = 0, *, strangers: frozenset[str] = frozenset(), lasts: int = 7200) -> None:
        super().__init__(port)
        self.strangers, self.lasts = strangers, lasts
        self.tokens: dict[str, bool] = {}
        self.recent: dict[tuple[str, str], str] = {}
        self.member = ""
        self.codes: dict[str, str] = {}

    def end_token(self) -> None:
        self.tokens = dict.fromkeys(self.tokens, False)

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any] | Page:
        where = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path == "/cgi-bin/gettoken":
            return self._token(query)
        if where.path == "/cgi-bin/message/send":
            return self._send(query.get("access_token", ""), json.loads(body))
        if where.path == "/connect/oauth2/authorize":
            return self._authorize(where.path, query)
        if where.path == "/cgi-bin/auth/getuserinfo":
            return self._who(query)
        return {"errcode": 40066, "errmsg": "invalid url"}

    def _token(self, query: Mapping[str, str]) -> Mapping[str, Any]:
        if (query.get("corpid"), query.get("corpsecret")) != (CORP, SECRET):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        token = secrets.token_urlsafe(24)
        self.tokens[token] = True
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": self.lasts}

    def _authorize(self, path: str, query: Mapping[str, str]) -> Page:
        """What WeCom's browser does without a page: back with a code. Nobody chosen: a page that asks who one is."""
        state = query.get("state", "")
        if query.get("appid") != CORP or not (state.isalnum() and state.isascii() and len(state) <= 128):
            return Page(400, "bad appid or state")
        user = query.get("as") or self.member
        if not user:
            kept = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in query.items())
            ask = '<label>企业微信成员 · Member <input name="as"></label> <button>OK</button>'
            return Page(body=f'<!doctype html><meta charset="utf-8"><form action="{path}">{kept}{ask}</form>')
        code = secrets.token_urlsafe(32)
        self.codes[code] = user
        back = urlencode({"code": code, "state": state})
        return Page(302, location=f"{query['redirect_uri']}?{back}")

    def _who(self, query: Mapping[str, str]) -> Mapping[str, Any]:
        if refused := self._bad_token(query.get("access_token", "")):
            return refused
        user = self.codes.pop(query.get("code", ""), "")
        if not user:
            return {"errcode": 40029, "errmsg": "invalid code"}
        known = {"openid": "o-" + user} if user in self.strangers else {"userid": user, "user_ticket": ""}
        return {"errcode": 0, "errmsg": "ok", **known}

    def _bad_token(self, token: str) -> Mapping[str, Any] | None:
        if token not in self.tokens:
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        return None if self.tokens[token] else {"errcode": 42001, "errmsg": "access_token expired"}

    def _send(self, token: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        if refused := self._bad_token(token):
            return refused
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
