"""The Network Centre's own systems, as a stand-in: mailboxes, names, servers and websites, at ``/local/network``.

The hall's calls (`catalogue/targets`) end here: what an approved application asks for is really there afterwards, is
kept, handed over and taken away. A mailbox, name, server or site somebody else has already is refused (409 would be
tried again, so 422), and whoever looks after the call sends it again by hand once that is mended. Forgotten when the
hall stops: what was there before this start is taken on when something happens to it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from html import escape
from typing import Any

from local.http import Request, Response

MOUNT = "/local/network"
KINDS = {
    "mail-accounts": ("邮箱", "Mailboxes"),
    "name-servers": ("域名", "Names"),
    "cloud-platform": ("虚拟服务器", "Virtual servers"),
    "web-platform": ("网站", "Websites"),
}
_NAMED_BY = {"mail-accounts": "address", "name-servers": "name", "cloud-platform": "hostname", "web-platform": "site"}
_OPENS = frozenset({"open", "add", "move", "start"})
_ENDS = frozenset({"close", "give_back"})
_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


class NetworkCentre:
    """A part of the local gateway; `take` is given the data of every message of type ``call.…``."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.lock = threading.Lock()

    def take(self, target: str, data: Mapping[str, Any]) -> str:
        """Do it; why not, where it cannot be done."""
        action = str(data.get("action") or "start")
        with self.lock:
            shelf = self.kept[target]
            key = str(data.get(_NAMED_BY[target]) or data.get("record") or data.get("mailbox") or "")
            if target == "cloud-platform" and action == "start":
                key = str(data["number"])  # under which the hall knows it
            has = shelf.get(key)
            if action in _OPENS and has and has["number"] != data["number"]:
                return f"{key}: there already"
            if action in _ENDS:
                shelf.pop(key, None)
            else:
                told = {name: value for name, value in data.items() if value not in (None, "")}
                keeper = told.get("new_keeper") or told.get("keeper") or (has or {}).get("keeper") or told.get("person")
                until = told.get("new_until") or told.get("until") or (has or {}).get("until")
                shelf[key] = {**(has or {}), **told, "keeper": keeper, "until": until}
        return ""

    def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(405, [("Allow", "GET, HEAD")])
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        with self.lock:
            page = _page(self.kept)
        return Response(200, [*headers, ("Content-Security-Policy", _POLICY)], page.encode())


def _page(kept: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    parts = "".join(_part(kind, kept[kind]) for kind in KINDS)
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>网络管理中心各系统（演示） · Network Centre</title>
<link rel="stylesheet" href="/local/mailbox/style.css"></head><body>
<h1>网络管理中心各系统（演示） · Network Centre</h1>{parts}</body></html>"""


def _part(kind: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    zh, en = KINDS[kind]
    listed = "".join(_article(key, row) for key, row in sorted(rows.items())) or "<p>暂无。 None yet.</p>"
    return f"<h2>{zh} · {en}</h2>{listed}"


def _article(key: str, row: Mapping[str, Any]) -> str:
    said = [str(row.get("keeper") or ""), str(row.get("until") or ""), str(row.get("number") or "")]
    name = row.get("hostname") or row.get("name") or row.get("shared_name") or ""
    about = " · ".join(one for one in (name if isinstance(name, str) else "", *said) if one)
    return f'<article><h3>{escape(key)}</h3><p class="about">{escape(about)}</p></article>'
