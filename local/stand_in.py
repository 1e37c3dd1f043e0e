"""What every stand-in for a provider has: a server on loopback that remembers what it got, and a script of odd days.

with Qyapi() as provider:
    provider.script = [Odd(status=500), Odd(delay=7), Odd(body=b"<html>")]   # the next three calls; then as usual
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Odd:
    """One answer that is not the usual one. `done`: the provider does its work all the same. `delay` in seconds;
    `drop` hangs up without an answer."""

    status: int = 200
    body: bytes | Mapping[str, Any] | None = None
    delay: float = 0
    drop: bool = False
    done: bool = False


@dataclass(frozen=True)
class Page:
    """An answer for a browser instead of a program."""

    status: int = 200
    body: str = ""
    location: str = ""


@dataclass(frozen=True)
class Refusal:
    """An answer that says no."""

    status: int
    body: Mapping[str, Any]


@dataclass
class Received:
    """Something a provider was given: `kind` is mail, sms or wecom."""

    id: str
    kind: str
    to: str
    subject: str
    text: str
    html: str = ""
    link: str = ""
    reference: str = ""
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


class HttpStandIn:
    """A provider with an HTTP interface: subclasses say in `answer` what it does on an ordinary day."""

    def __init__(self, port: int = 0) -> None:
        self.received: list[Received] = []
        self.calls: list[str] = []
        self.script: list[Odd] = []
        self.lock = threading.Lock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand_in._handle(self)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                """Nobody reads it."""

        self.server = _Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any] | Page | Refusal:
        raise NotImplementedError

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), name=type(self).__name__, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        with self.lock:
            self.calls.append(request.path.partition("?")[0])
            odd = self.script.pop(0) if self.script else None
            usual = self.answer(request.path, body, dict(request.headers)) if odd is None or odd.done else None
        if odd and odd.delay:
            time.sleep(odd.delay)
        if odd and odd.drop:
            request.close_connection = True
            return
        told: Any = odd.body if odd and odd.body is not None else usual if usual is not None else {}
        refused = told.status if isinstance(told, Refusal) else 200
        told = told.body if isinstance(told, Refusal) else told
        page = told if isinstance(told, Page) else None
        content = (
            told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode() if not page else b""
        )
        content = page.body.encode() if page else content
        try:
            request.send_response(odd.status if odd else page.status if page else refused)
            request.send_header(
                "Content-Type", "text/html; charset=utf-8" if page else "application/json; charset=utf-8"
            )
            if page and page.location:
                request.send_header("Location", page.location)
            request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            request.wfile.write(content)
        except OSError:
            request.close_connection = True  # the caller had no more patience
