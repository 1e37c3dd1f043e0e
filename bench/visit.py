"""Somebody signed in at a running hall: through the CAS pages, as a browser would be."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request
from typing import Any


class Visit:
    """Signs `account` in at `url`; `cookies` is what a browser would send from then on."""

    def __init__(self, url: str, account: str) -> None:
        self.url, self._jar = url, http.cookiejar.CookieJar()
        kept = urllib.request.HTTPCookieProcessor(self._jar)
        self._opener = urllib.request.build_opener(kept, urllib.request.ProxyHandler({}))
        page = self._opener.open(f"{url}/api/v1/sign-in?return=/zh/inbox/")
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.read().decode()))
        service = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["service"][0]
        form = urllib.parse.urlencode(fields | {"username": account, "service": service}).encode()
        self._opener.open(f"{url}/cas/login?{urllib.parse.urlencode({'service': service})}", form)
        self._csrf = self.call("GET", "/me")["csrf"]

    @property
    def cookies(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def call(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """One call of the API and its JSON; `key` is the Idempotency-Key. Raises `HTTPError` for a refusal."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        if method != "GET":
            request.add_header("X-CSRF-Token", self._csrf)
        if key:
            request.add_header("Idempotency-Key", key)
        with self._opener.open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")
