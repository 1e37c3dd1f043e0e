"""A clock that stands still, settings, and a scripted CAS server on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chalicelib.settings import Settings

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass
class FrozenClock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def settings() -> Settings:
    return replace(Settings(), stage="test", base_url="https://hall.example.edu.cn", secret="a secret of the tests")


@dataclass(frozen=True)
class Scripted:
    """One answer: status (0: hang up), body, seconds to wait before the headers and between the body's bytes;
    `raw` is sent instead of headers and body, byte by byte."""

    body: bytes = b""
    status: int = 200
    wait: float = 0
    drip: float = 0
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""


class ScriptedCas:
    """Answers each request with what `script` gives for its path; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.script: Callable[[str], Scripted] = lambda path: Scripted(status=500)
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                scripted.asked.append(self.path)
                answer = scripted.script(self.path)
                time.sleep(answer.wait)
                if answer.status == 0:
                    return
                if not answer.raw:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                try:
                    for byte in answer.raw or (answer.body if answer.drip else b""):
                        self.wfile.write(bytes([byte]))
                        time.sleep(answer.drip)
                    if not answer.drip:
                        self.wfile.write(answer.body)
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/cas"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def scripted_cas() -> Iterator[ScriptedCas]:
    server = ScriptedCas()
    yield server
    server.stop()
