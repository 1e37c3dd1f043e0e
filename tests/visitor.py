"""Somebody with a browser but no window: cookies, sign-in through the CAS pages, the CSRF token, plain calls."""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

API = "/api/v1"
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Answer:
    """Header names are in lower case; repeated headers are in `every`."""

    status: int
    headers: dict[str, str]
    every: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    def cookie(self, name: str) -> Any:
        """The morsel of a Set-Cookie header."""
        jar = SimpleCookie()
        for key, value in self.every:
            if key == "set-cookie":
                jar.load(value)
        return jar.get(name)


class Visitor:
    """`url` is the hall's front door; `account` signs in at once."""

    def __init__(self, url: str, account: str = "", lang: str = "zh") -> None:
        self.url, self.lang = url, lang
        self.cookies: dict[str, dict[str, str]] = {}
        self.csrf = ""
        self.landed = self.sign_in(account) if account else ""

    def send(self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """One request exactly as told (and the cookies that belong to its path); redirects are not followed."""
        where = urlsplit(urljoin(self.url, url))
        path = where.path + (f"?{where.query}" if where.query else "")
        sent = {"Accept-Language": self.lang, **self._cookie(where.path), **(headers or {})}
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=40)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            every = tuple((name.lower(), value) for name, value in response.getheaders())
            answer = Answer(response.status, dict(every), every, response.read())
        finally:
            connection.close()
        self._keep(answer)
        return answer

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A call of the API as the portal makes it; header names with underscores for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if method != "GET" and self.csrf:
            sent.setdefault("X-CSRF-Token", self.csrf)
        data = None if body is None else json.dumps(body).encode()
        return self.send(method, API + path, data, sent)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status == 200, (path, answer.status, answer.text)
        return answer.json

    def sign_in(self, account: str, back: str = "/zh/inbox/") -> str:
        """Through the CAS page and back; the address one lands on."""
        at = f"{API}/sign-in?{urlencode({'return': back})}"
        answer = self.send("GET", at)
        while answer.status in (302, 303):
            at = answer.headers["location"]
            answer = self.send("GET", at)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text))
        form = {name: unescape(value) for name, value in fields.items()} | {"username": account}
        answer = self.send("POST", "/cas/login", urlencode(form).encode(), _FORM)
        while answer.status in (302, 303):
            at = answer.headers["location"]
            answer = self.send("GET", at)
        self.csrf = self.get("/me")["csrf"]
        return urljoin(self.url, at)

    def upload(self, service: str, field: str, content: bytes = PDF, name: str = "证明.pdf", **more: Any) -> Answer:
        """Ask for a place, send the file to it, confirm; the first refusal ends it."""
        wanted = {"service": service, "field": field, "name": name, "type": "application/pdf", "size": len(content)}
        place = self.call("POST", "/uploads", wanted | more)
        if place.status != 201:
            return place
        sent = self.post_file(place.json["post"], content)
        if sent.status >= 300:
            return sent
        return self.checked(place.json["id"])

    def checked(self, upload_id: str, patience: float = 20) -> Answer:
        """Confirm, and ask again until the scanner has spoken; what it says last when `patience` seconds are over."""
        deadline = time.monotonic() + patience
        while True:
            said = self.call("POST", f"/uploads/{upload_id}/confirmation")
            if said.status != 200 or said.json["state"] != "scanning" or time.monotonic() > deadline:
                return said
            time.sleep(0.2)

    def post_file(self, post: dict[str, Any], content: bytes) -> Answer:
        edge = "x-boundary-of-these-tests"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in post["fields"].items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        body = ("".join(parts) + head).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.send("POST", post["url"], body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _cookie(self, path: str) -> dict[str, str]:
        fitting = {n: v for scope, jar in self.cookies.items() if path.startswith(scope) for n, v in jar.items()}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in fitting.items())} if fitting else {}

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.every:
            if name == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    jar = self.cookies.setdefault(morsel["path"] or "/", {})
                    jar.pop(key, None)
                    if morsel.value and morsel["max-age"] != "0":
                        jar[key] = morsel.value


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
