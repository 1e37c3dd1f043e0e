"""One question to a department's system: JSON there, JSON back, an end after seconds, and nowhere it should not go.

The addresses are the catalogue's, never a reader's; still a name may come to lead elsewhere, so outside the local stage
only https is spoken, no redirect is followed, and the addresses a name resolves to must all be public: the connection
goes to the very one that was looked at. Whatever goes wrong is `Temporary`: the source does not answer just now.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from chalicelib.errors import Temporary
from chalicelib.providers.guard import is_public, real_address
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.signature import signature

LONGEST_ANSWER = 256 * 1024
CONNECT_SECONDS = 2.0


def read_pairs(text: str) -> dict[str, str]:
    """``"library=https://…; insurance=https://…"`` as a mapping. Raises `ValueError`."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, told, value = part.partition("=")
        if not (told and name.strip() and value.strip()):
            raise ValueError("not a name and its value")
        found[name.strip()] = value.strip()
    return found


@dataclass(frozen=True)
class AskDepartment:
    """`secrets` by the names the catalogue uses, `addresses` by connector where a stage has other ones than the
    catalogue; with `local` loopback and http are allowed, and a connector without an address of its own is not asked:
    a hall on somebody's own machine does not call the university."""

    secrets: Mapping[str, str]
    addresses: Mapping[str, str]
    clock: Clock
    local: bool = False
    resolve: Any = field(default=socket.getaddrinfo, repr=False)

    def __call__(self, code: str, url: str, sign: str, secret: str, timeout: float, question: Mapping[str, Any]) -> Any:
        """The answer's JSON, whatever it is. Raises `Temporary`; ``extra["cause"]`` says why."""
        if self.local and code not in self.addresses:
            raise Temporary(extra={"cause": "no_address"})
        parts = _split(self.addresses.get(code, url))
        if secret not in self.secrets:
            raise Temporary(extra={"cause": "no_secret"})
        body = json.dumps(question, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Host": parts.netloc}
        headers |= self._proof(sign, self.secrets[secret], body)
        return _json(self._content(parts, body, headers, timeout))

    def _proof(self, sign: str, secret: str, body: bytes) -> dict[str, str]:
        if sign == "bearer":
            return {"Authorization": f"Bearer {secret}"}
        timestamp = stamp(self.clock())
        return {"X-Timestamp": timestamp, "X-Signature": signature(secret, timestamp, body)}

    def _content(self, parts: SplitResult, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
        until = time.monotonic() + timeout
        limit = urllib3.Timeout(total=timeout, connect=min(CONNECT_SECONDS, timeout))
        path = parts.path or "/"
        try:
            with self._pool(parts, limit) as pool:
                answer = pool.urlopen(
                    "POST", f"{path}?{parts.query}" if parts.query else path, body=body, headers=dict(headers),
                    redirect=False, retries=False, preload_content=False, assert_same_host=False,
                )  # fmt: skip
                content = _read(answer, until)
        except (HTTPError, OSError) as error:
            raise Temporary(extra={"cause": type(error).__name__}) from error
        if answer.status != 200:
            raise Temporary(extra={"cause": f"http_{answer.status}"})
        return content

    def _pool(self, parts: SplitResult, limit: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
        """A connection to the address that was looked at, which proves to be the host by its certificate."""
        host = str(parts.hostname)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._address(host, port)
        if parts.scheme == "https":
            return urllib3.HTTPSConnectionPool(
                address, port, timeout=limit, maxsize=1, server_hostname=host, assert_hostname=host
            )
        if not self.local:
            raise Temporary(extra={"cause": "not_https"})
        return urllib3.HTTPConnectionPool(address, port, timeout=limit, maxsize=1)

    def _address(self, host: str, port: int) -> str:
        try:
            found = [str(one[4][0]) for one in self.resolve(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            raise Temporary(extra={"cause": "no_such_host"}) from error
        if not found or not all(self._is_allowed(one) for one in found):
            raise Temporary(extra={"cause": "private_address"})
        return found[0]

    def _is_allowed(self, address: str) -> bool:
        real = real_address(ipaddress.ip_address(address.partition("%")[0]))
        return real.is_loopback if self.local else is_public(real)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise Temporary(extra={"cause": "bad_address"})
    return parts


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """The body, if it is whole before the time is over and not endless."""
    content = b""
    for part in answer.stream(8192):
        content += part
        if time.monotonic() > until:
            raise HTTPError("the answer takes too long")
        if len(content) > LONGEST_ANSWER:
            raise HTTPError("the answer is too large")
    return content


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Temporary(extra={"cause": "no_json"}) from None
