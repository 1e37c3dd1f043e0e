"""POST to a department's system: one call, ten seconds at most, no redirect followed, a bounded piece of the answer.

The socket is our own, connected to the address the guard has judged, and a timer ends it: a system that drips its
answer byte by byte would outlast every timeout that is counted from read to read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult

from chalicelib.providers.guard import Forbidden, Guard
from chalicelib.shared.parcel import Answered, Parcel

SECONDS = 10.0
CONNECT_SECONDS = 3.0
LONGEST_ANSWER = 16 * 1024
KEPT = 200
"""Characters of the answer that the log keeps."""


@dataclass(frozen=True)
class Outward:
    """`shared.parcel.Deliver` over HTTP; every address passes the guard first."""

    guard: Guard
    seconds: float = SECONDS

    def __call__(self, parcel: Parcel, /) -> Answered:
        began = time.monotonic()
        status, said, error = None, "", ""
        try:
            status, said = self._post(parcel)
        except Forbidden as no:
            error = str(no)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            error = "timeout" if time.monotonic() - began >= self.seconds else _word(fault)
        return Answered(status, said, error, round((time.monotonic() - began) * 1000))

    def _post(self, parcel: Parcel) -> tuple[int, str]:
        parts = self.guard.check(parcel.url)
        address = self.guard.open_address(parts)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/json", "User-Agent": "yizhan-hall", "Connection": "close"}
        over = time.monotonic() + self.seconds
        with _connected(parts, address, self.seconds) as connection:
            connection.request("POST", target, parcel.body, {**headers, **parcel.headers, "Host": parts.netloc})
            answer = connection.getresponse()
            if time.monotonic() >= over:
                raise TimeoutError  # cut off among its headers, which looks like their end
            return answer.status, _beginning(answer)


@contextmanager
def _connected(parts: SplitResult, address: str, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to that very address, which is shut after `seconds` whatever happens on it."""
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    opened = socket.create_connection((address, port), min(CONNECT_SECONDS, seconds))
    opened.settimeout(seconds)
    if secure:  # certificate and SNI are those of the name, not of the address
        context = ssl.create_default_context()
        opened = context.wrap_socket(opened, server_hostname=host, do_handshake_on_connect=False)
    over = threading.Timer(seconds, _shut, (opened,))
    over.daemon = True
    over.start()
    try:
        if isinstance(opened, ssl.SSLSocket):
            opened.do_handshake()
        connection = http.client.HTTPConnection(host, port, timeout=seconds)
        connection.sock = opened
        yield connection
    finally:
        over.cancel()
        opened.close()


def _shut(opened: socket.socket) -> None:
    """Past TLS, which would want to say goodbye first."""
    try:
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def _beginning(answer: http.client.HTTPResponse) -> str:
    """What the answer's body begins with, readable; what becomes of the rest changes nothing."""
    content = b""
    try:
        while len(content) < LONGEST_ANSWER and (part := answer.read1(4096)):
            content += part
    except (OSError, http.client.HTTPException, ValueError):
        pass  # the status has been said
    text = content[: KEPT * 4].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()[:KEPT]


def _word(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "timeout"
    if isinstance(fault, ssl.SSLError):
        return "tls"
    return "no_connection" if isinstance(fault, ConnectionRefusedError | socket.gaierror) else "connection_lost"
