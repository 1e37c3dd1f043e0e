"""The campus portal's list of to-dos, as a stand-in: ``/local/todos``. It is told by webhooks, and shows what is open.

It keeps the newest word about each task, so nothing goes wrong when messages come late, twice or in another order. What
came before this start it does not know. The page refreshes itself and has no scripts.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs

from local.http import Request, Response

MOUNT = "/local/todos"
PATH = "/todos"
"""Where the receiver of webhooks takes its messages."""
_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
_EMPTY = "<p>没有待办。 Nothing to do.</p>"


class TodoCentre:
    """A part of the local gateway; `take` is given every message of type ``task.…``."""

    def __init__(self) -> None:
        self.tasks: dict[str, Mapping[str, Any]] = {}
        self.lock = threading.Lock()

    def take(self, message: Mapping[str, Any]) -> None:
        told = {**message["data"], "open": message["type"] == "task.opened"}
        with self.lock:
            known = self.tasks.get(told["task"])
            if known is None or known["seq"] < told["seq"]:
                self.tasks[told["task"]] = told

    def open_for(self, person: str = "") -> list[Mapping[str, Any]]:
        """What is open, for one person or for anybody, soonest due first."""
        with self.lock:
            found = [one for one in self.tasks.values() if one["open"] and (not person or person in one["people"])]
        return sorted(found, key=lambda one: (one["due_at"] or "~", one["task"]))

    def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(405, [("Allow", "GET, HEAD")])
        person = parse_qs(request.query).get("person", [""])[0].strip()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        page = _page(person, self.open_for(person))
        return Response(200, [*headers, ("Content-Security-Policy", _POLICY)], page.encode())


def _page(person: str, tasks: list[Mapping[str, Any]]) -> str:
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>校园门户待办（演示） · Campus portal, to-dos</title>
<link rel="stylesheet" href="/local/mailbox/style.css"></head><body>
<h1>校园门户待办（演示） · Campus portal, to-dos</h1>
<form><input name="person" value="{escape(person)}" aria-label="工号 / number" placeholder="工号、学号 / number">
<button>查看 Show</button></form>
{"".join(map(_article, tasks)) or _EMPTY}</body></html>"""


def _article(one: Mapping[str, Any]) -> str:
    title, due = one["title"], (one["due_at"] or "")[:16].replace("T", " ")
    whose = ("待认领 · pool: " if one["pool"] else "") + ", ".join(one["people"])
    return (
        f'<article><h2><a href="{escape(one["link"])}">{escape(title["zh"])}</a></h2><p>{escape(title["en"])}</p>'
        f'<p class="about">{escape(one["number"])} · {escape(whose)}{f" · {due} UTC" if due else ""}</p></article>'
    )
