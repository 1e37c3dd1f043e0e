"""Serves the rendered portal and the stand-in API on loopback, with the security headers the hall sends.

Run it by hand: ``python -m tests.portal.fake_server [port]``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalicelib.portal import render_portal, render_progress
from chalicelib.settings import Settings
from tests.portal.fake_api import FakeHall

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".png": "image/png"}


class Handler(BaseHTTPRequestHandler):
    """`hall` and `folder` are set on a subclass by `start`."""

    protocol_version = "HTTP/1.1"
    hall: FakeHall
    folder: Path

    def log_message(self, *_: Any) -> None:
        pass

    def _serve(self) -> None:
        split = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        if split.path == "/api/v1/sign-in":
            self.hall.signed_in = True
            self._send(302, b"", "text/plain", Location=query["return"])
        elif split.path.startswith("/api/v1/"):
            self._api(split.path[8:], query, json.loads(raw) if raw else None)
        elif split.path.startswith("/_files/"):
            self._send(204, b"", "text/plain")
        elif split.path.startswith("/p/"):
            lang = query.get("lang") or parse_qs(raw.decode()).get("lang", ["zh"])[0]
            self._send(200, render_progress(self.hall.view, lang).encode(), TYPES[".html"])
        else:
            self._file(split.path)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _api(self, path: str, query: dict[str, str], body: Any) -> None:
        status, told = self.hall.answer(self.command, path, query, body, self.headers)
        etag = {"ETag": f'"{told["seq"]}"'} if isinstance(told, dict) and "seq" in told else {}
        wait = {"Retry-After": str(told["wait"])} if status == 429 else {}
        self._send(status, json.dumps(told).encode(), "application/json", **etag, **wait)

    def _file(self, path: str) -> None:
        target = self.folder / path.lstrip("/")
        target = target / "index.html" if target.is_dir() else target
        if target.is_file():
            self._send(200, target.read_bytes(), TYPES.get(target.suffix, "application/json"))
        else:
            self._send(404, (self.folder / "404.html").read_bytes(), TYPES[".html"])

    def _send(self, status: int, content: bytes, kind: str, **headers: str) -> None:
        empty = status in (204, 304)
        self.send_response(status)
        security = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
        for name, value in {"Content-Type": kind, **security, **headers}.items():
            self.send_header(name, value)
        if not empty:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not empty:
            self.wfile.write(content)


def start(folder: Path, hall: FakeHall, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """Render the portal into `folder` and serve both; answers the server and its address."""
    render_portal(hall.services, hall.units, hall.diagrams(), folder, Settings(), bookable=["student-leave"])
    return serve(folder, hall, port)


def serve(folder: Path, hall: FakeHall, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """Serve what stands in `folder`, and the stand-in API."""
    handler = type("Handler", (Handler,), {"hall": hall, "folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


if __name__ == "__main__":
    out = Path(tempfile.mkdtemp())
    _, address = start(out, FakeHall(), int(sys.argv[1]) if len(sys.argv) > 1 else 8123)
    print(address, out, flush=True)
    threading.Event().wait()
