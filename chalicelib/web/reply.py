"""What a view answers with, before it becomes Chalice's response."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from chalicelib.web.plain import dumps

JSON = "application/json"
HTML = "text/html; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """`body` is already text; `headers` come on top of the security headers every response gets."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str | list[str]] = field(default_factory=dict)

    def adding(self, **headers: str | list[str]) -> Reply:
        """With more headers: ``set_cookie=`` becomes ``Set-Cookie``."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return Reply(self.body, self.status, {**self.headers, **named})


def ok(value: Any, *, seq: int | None = None, status: int = 200) -> Reply:
    """JSON; with `seq` an ETag that a later If-Match may name."""
    headers = {"Content-Type": JSON} | ({} if seq is None else {"ETag": f'"{seq}"'})
    return Reply(dumps(value), status, headers)


def created(value: Any, location: str) -> Reply:
    return ok(value, status=201).adding(location=uri(location))


def nothing() -> Reply:
    return Reply(status=204)


def unchanged(etag: str) -> Reply:
    return Reply(status=304, headers={"ETag": etag})


def moved(url: str) -> Reply:
    return Reply(status=302, headers={"Location": uri(url)})


def page(html: str, status: int = 200) -> Reply:
    return Reply(html, status, {"Content-Type": HTML})


def calendar(content: str, seen: tuple[str, ...]) -> Reply:
    """A calendar file (RFC 5545); 304 when the caller has `seen` it."""
    etag = f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'
    headers = {"Content-Type": CALENDAR, "Content-Disposition": 'inline; filename="hall.ics"', "ETag": etag}
    return unchanged(etag) if etag in seen else Reply(content, 200, headers)


def listed(found: Mapping[str, Any], path: str, limit: int, **query: str) -> Reply:
    """A page of a list: ``{items, next, …}``, and where it goes on as ``Link: rel="next"``."""
    body = {"next": None, **found}
    reply = ok(body)
    if not body["next"]:
        return reply
    query = {**query, "cursor": body["next"], "limit": str(limit)}
    target = path + "?" + "&".join(f"{name}={quote(word, safe='')}" for name, word in query.items())
    return reply.adding(link=f'<{target}>; rel="next"')


def cached(value: Any, seconds: int, seen: tuple[str, ...]) -> Reply:
    """Public JSON that shared caches may keep; 304 when the caller has `seen` it (ETag is the content's hash)."""
    return marked(value, seen).adding(cache_control=f"public, max-age={seconds}")


def marked(value: Any, seen: tuple[str, ...]) -> Reply:
    """JSON that its reader asks for again and again: 304 when they have `seen` it as it is."""
    body = dumps(value)
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    return unchanged(etag) if etag in seen else Reply(body, 200, {"Content-Type": JSON, "ETag": etag})


def tagged(found: Mapping[str, Any], path: str, limit: int, seen: tuple[str, ...], **query: str) -> Reply:
    """A page of a list that its reader asks for again and again: 304 when they have `seen` it as it is."""
    reply = listed(found, path, limit, **query)
    etag = f'"{hashlib.sha256(reply.body.encode()).hexdigest()[:20]}"'
    return unchanged(etag) if etag in seen else reply.adding(etag=etag)


def uri(url: str) -> str:
    """`url` with everything a header must not carry percent-encoded."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")
