"""The hall's front door on one machine: one threaded HTTP server, standing for CloudFront and API Gateway.

``/api/*`` and ``/p/*`` go to the Chalice application, ``/cas`` to the CAS server, ``/_files`` to S3, ``/local/mailbox``
to the list of what was sent, everything else to the rendered portal. Loopback only.
"""

from __future__ import annotations

import gzip
import logging
import socket
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.api_gateway import BODY_BYTES
from local.http import Part, Request, Response, header_list, problem, security_headers

log = logging.getLogger("local.gateway")
UPLOAD_BYTES = 110 * 1024 * 1024
ZIPPED = (
    "text/",
    "application/json",
    "application/problem+json",
    "image/svg",
    "application/manifest",
    "application/xml",
)
ZIP_FROM = 1024


class PortTaken(Exception):
    """Something else listens on the port."""


class Gateway:
    """`parts` by path prefix (longest wins; a prefix matches itself and what is below it); `rest` gets the others."""

    def __init__(self, *, port: int, parts: Mapping[str, Part], rest: Part, files_origin: str = "") -> None:
        self.parts = sorted(parts.items(), key=lambda entry: -len(entry[0]))
        self.rest = rest
        self.added = security_headers(files_origin)
        try:
            self.server = _Server(("127.0.0.1", port), _Connection)
        except OSError as error:
            raise PortTaken(f"port {port}: {error.strerror}") from error
        self.server.gateway = self
        self.port: int = self.server.server_address[1]
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True, name="gateway"
        )

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Take no more connections; requests that are being answered end with the process."""
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join(5)
        self.server.server_close()
        for part in [*dict(self.parts).values(), self.rest]:
            if close := getattr(part, "close", None):
                close()

    def part_for(self, path: str) -> Part:
        for prefix, part in self.parts:
            if path == prefix or path.startswith(prefix.rstrip("/") + "/"):
                return part
        return self.rest

    def answer(self, request: Request) -> Response:
        """The finished response: security headers added where the part set none, text compressed."""
        try:
            response = self.part_for(request.path)(request)
        except Exception:
            log.exception("%s %s", request.method, request.path)
            response = problem("DEFAULT_5XX", status=500)
        response.headers += [(name, value) for name, value in self.added.items() if not response.has(name)]
        return _zipped(request, response)


def _zipped(request: Request, response: Response) -> Response:
    kind = next((value for name, value in response.headers if name.lower() == "content-type"), "")
    if response.has("content-encoding") or not kind.startswith(ZIPPED):
        return response
    response.headers.append(("Vary", "Accept-Encoding"))
    if len(response.body) >= ZIP_FROM and "gzip" in request.header("accept-encoding"):
        response.headers.append(("Content-Encoding", "gzip"))
        response.body = gzip.compress(response.body, 6, mtime=0)
    return response


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True
    gateway: Gateway

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("a connection broke", exc_info=True)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 65
    server: _Server

    def handle_one_request(self) -> None:
        """Every method alike: the parts decide."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline:
                self.close_connection = True
                return
            if len(self.raw_requestline) > 65536:
                self.requestline, self.request_version, self.command = "", "HTTP/1.1", ""
                self._send(problem("DEFAULT_4XX", status=414), close=True)
                return
            if self.parse_request():
                self._serve()
        except (TimeoutError, ConnectionError):
            self.close_connection = True

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        most = UPLOAD_BYTES if path.startswith("/_files/") else BODY_BYTES
        if not path.startswith("/"):
            return self._send(problem("DEFAULT_4XX"), close=True)
        body = self._body(most)
        if isinstance(body, Response):
            return self._send(body, close=True)
        request = Request(
            self.command, path, query.partition("#")[0], header_list(self.headers), body, self.client_address[0]
        )
        return self._send(self.server.gateway.answer(request))

    def _body(self, most: int) -> bytes | Response:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks(most)
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit():
            return problem("DEFAULT_4XX")
        if int(length) > most:
            self._discard(int(length))
            return problem("REQUEST_TOO_LARGE")
        return self.rfile.read(int(length))

    def _chunks(self, most: int) -> bytes | Response:
        body = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(130).split(b";")[0], 16)
            except ValueError:
                return problem("DEFAULT_4XX")
            if len(body) + size > most:
                return problem("REQUEST_TOO_LARGE")
            body += self.rfile.read(size)
            if size == 0:
                while self.rfile.readline(8192).strip():
                    pass
                return bytes(body)
            self.rfile.readline(3)

    def _discard(self, length: int) -> None:
        """Read a refused body to its end (within reason), so that the browser sees the answer and not a reset."""
        left = min(length, 3 * BODY_BYTES)
        while left > 0 and (read := len(self.rfile.read(min(65536, left)))):
            left -= read

    def _send(self, response: Response, *, close: bool = False) -> None:
        if close:
            self.close_connection = True
            response.headers += [
                (name, value) for name, value in self.server.gateway.added.items() if not response.has(name)
            ]
        try:
            phrase = HTTPStatus(response.status).phrase
        except ValueError:
            phrase = ""
        lines = [f"HTTP/1.1 {response.status} {phrase}", f"Date: {self.date_time_string()}"]
        lines += [
            f"{name}: {value}"
            for name, value in response.headers
            if name.lower() not in ("content-length", "connection", "transfer-encoding")
        ]
        if response.status not in (204, 304):
            lines.append(f"Content-Length: {len(response.body)}")
        if self.close_connection:
            lines.append("Connection: close")
        head = ("\r\n".join(line.replace("\r", "").replace("\n", "") for line in lines) + "\r\n\r\n").encode(
            "latin-1", "replace"
        )
        silent = self.command == "HEAD" or response.status in (204, 304)
        self.wfile.write(head if silent else head + response.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses by itself (a malformed request line), in our shape."""
        self.command = getattr(self, "command", "") or ""
        self._send(problem("DEFAULT_4XX", status=code), close=True)

    def log_message(self, *_: Any) -> None:
        return None


def port_is_free(port: int) -> bool:
    """Whether the hall could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
