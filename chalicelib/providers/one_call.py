"""One HTTP call to a department's system, whoever makes it: asked (`ask_department`) or told (`outward`).

The name is resolved within the time the call has, every address it has is judged by the guard, and the socket goes to
the very address that was judged: what the name says a moment later changes nothing. A timer ends the connection: an
answer that drips byte by byte outlasts every timeout counted from read to read. No redirect is followed, nothing is
repeated, and no more of the answer is read than the caller wants.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult

from chalicelib.providers.guard import Forbidden, Guard

CONNECT_SECONDS = 3.0
PIECE = 8192


@dataclass(frozen=True)
class Heard:
    """`headers` by small names; `content` at most as long as was asked for. `whole`: it is all there was, in time."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool


class Unheard(Exception):
    """No answer came; the argument says why in a word: ``timeout``, ``tls``, ``no_connection``, ``connection_lost``, or
    a word of the guard's."""


def call_once(
    guard: Guard, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, longest: int
) -> Heard:
    """POST `body`, from resolving the name to the answer's last byte within `seconds`. Raises `Unheard`."""
    over = time.monotonic() + seconds
    try:
        return _call(guard, url, body, headers, over, longest)
    except Forbidden as no:
        raise Unheard(str(no)) from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Unheard("timeout" if time.monotonic() >= over else _word(fault)) from fault


def _call(guard: Guard, url: str, body: bytes, headers: Mapping[str, str], over: float, longest: int) -> Heard:
    parts = guard.check(url)
    address = _in_time(guard, parts, over)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = {"User-Agent": "yizhan-hall", "Connection": "close", **headers, "Host": parts.netloc}
    with _connected(parts, address, over) as connection:
        connection.request("POST", target, body, told)
        answer = connection.getresponse()
        if time.monotonic() >= over:
            raise TimeoutError  # cut off among its headers, which looks like their end
        content, whole = _read(answer, longest)
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Heard(answer.status, said, content, whole and time.monotonic() < over)


def _in_time(guard: Guard, parts: SplitResult, over: float) -> str:
    """The judged address. Resolving knows no timeout of its own, so it is waited for and, too late, left behind."""
    found: list[str | BaseException] = []

    def resolve() -> None:
        try:
            found.append(guard.open_address(parts))
        except BaseException as fault:  # said by who waits
            found.append(fault)

    waiting = threading.Thread(target=resolve, daemon=True)
    waiting.start()
    waiting.join(_left(over))
    if not found:
        raise TimeoutError
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _left(over: float) -> float:
    """Seconds until then. Raises `TimeoutError` when it is past."""
    left = over - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@contextmanager
def _connected(parts: SplitResult, address: str, over: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to that very address, which is shut when the time is over whatever happens on it."""
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    opened = socket.create_connection((address, port), min(CONNECT_SECONDS, _left(over)))
    opened.settimeout(_left(over))
    if secure:  # certificate and SNI are those of the name, not of the address
        context = ssl.create_default_context()
        opened = context.wrap_socket(opened, server_hostname=host, do_handshake_on_connect=False)
    ending = threading.Timer(max(over - time.monotonic(), 0), _shut, (opened,))
    ending.daemon = True
    ending.start()
    try:
        if isinstance(opened, ssl.SSLSocket):
            opened.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.sock = opened
        yield connection
    finally:
        ending.cancel()
        opened.close()


def _shut(opened: socket.socket) -> None:
    """Past TLS, which would want to say goodbye first."""
    try:
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def _read(answer: http.client.HTTPResponse, longest: int) -> tuple[bytes, bool]:
    """The body's first `longest` bytes, and whether that is all of it; one that breaks off is not."""
    content = b""
    try:
        while len(content) <= longest:
            part = answer.read1(PIECE)
            if not part:
                return content, answer.length in (None, 0)
            content += part
    except (OSError, http.client.HTTPException, ValueError):
        return content, False
    return content[:longest], False


def _word(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "timeout"
    if isinstance(fault, ssl.SSLError):
        return "tls"
    return "no_connection" if isinstance(fault, ConnectionRefusedError | socket.gaierror) else "connection_lost"
