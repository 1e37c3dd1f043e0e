"""A stand-in for departments' systems that receive webhooks: it checks signatures, and has its bad days by address.

``/good``, and any other address, takes everything; ``/slow`` answers after fifteen seconds, ``/failing`` with 503,
``/gone`` with 410, ``/refusing`` with 422, ``/moved`` with a redirect, ``/odd`` with a page of a megabyte. What was
taken is on the mailbox page; ``/todos`` is the campus portal's list of to-dos, ``/network/<target>`` a system of the
Network Centre's, which may refuse what it is called for (422).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from chalicelib.webhooks import is_signed
from local.network_centre import KINDS, NetworkCentre
from local.stand_in import HttpStandIn, Odd, Received, Refusal
from local.todo_centre import PATH as TODOS
from local.todo_centre import TodoCentre

ODD_DAYS: Mapping[str, Odd] = {
    "/slow": Odd(delay=15),
    "/failing": Odd(status=503, body={"error": "busy"}),
    "/gone": Odd(status=410, body={"error": "gone"}),
    "/refusing": Odd(status=422, body={"error": "no such account"}),
    "/moved": Odd(status=302, body={}),
    "/odd": Odd(body=b"<html>" + b"x" * 1_000_000),
}
FRESH = 300
"""Seconds a message may be old, as receivers' libraries have it."""


class Receiver(HttpStandIn):
    """`secrets` gives those a message may be signed with; without any nothing is taken."""

    def __init__(self, port: int = 0, secrets: Callable[[], list[str]] = list) -> None:
        super().__init__(port)
        self.secrets = secrets
        self.refused = 0
        self.known: set[str] = set()
        self.todos = TodoCentre()
        self.network = NetworkCentre()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        if odd := ODD_DAYS.get(path):
            with self.lock:
                self.script.insert(0, odd)
        super()._handle(request)

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any] | Refusal:
        known = {name.lower(): value for name, value in headers.items()}
        fresh = abs(time.time() - float(known.get("webhook-timestamp") or 0)) <= FRESH
        if not fresh or not any(is_signed(secret, known, body) for secret in self.secrets()):
            self.refused += 1
            return {"error": "signature"}
        id, message = known["webhook-id"], json.loads(body)
        target = str(message["type"]).removeprefix("call.")
        if id not in self.known and target in KINDS and (why := self.network.take(target, message["data"])):
            return Refusal(422, {"error": why})
        if id not in self.known:  # the same id again is the same message again
            self.known.add(id)
            shown = json.dumps(message["data"], ensure_ascii=False, indent=1)
            self.received.append(Received(id, "webhook", path, message["type"], shown))
            if path == TODOS and message["type"].startswith("task."):
                self.todos.take(message)
        return {"reference": f"R-{len(self.known):04d}"}
