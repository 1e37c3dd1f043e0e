"""Which addresses of others' choosing the hall may connect to: the guard against requests that are turned inwards.

Whoever may enter a URL could otherwise have the hall ask its own network, or the metadata service of its cloud, in
their name (SSRF). So the name is resolved here, once, every address it has is judged, and the connection goes to the
address that was judged: a name that answers differently a moment later changes nothing (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST_URL = 500
_EMBEDDED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses behind a translator (RFC 6052): as reachable as the address they embed."""


class Forbidden(Exception):
    """Not an address the hall connects to; the argument is a word for the log."""


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Guard:
    """`networks` are private networks the operator allows (the campus); `local` admits plain http, for one machine."""

    networks: Sequence[Network] = ()
    local: bool = False
    resolve: Callable[[str, int], list[str]] = _resolve

    def check(self, url: str) -> SplitResult:
        """The parts of a URL that may be asked, as far as can be said without resolving. Raises `Forbidden`."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Forbidden("bad_url") from None
        if len(url) > LONGEST_URL or not url.isascii() or any(c.isspace() or ord(c) < 33 for c in url):
            raise Forbidden("bad_url")
        if parts.scheme != "https" and not (self.local and parts.scheme == "http"):
            raise Forbidden("not_https")
        if not parts.hostname or parts.username is not None or parts.fragment or port == 0:
            raise Forbidden("bad_url")
        if (literal := _literal(parts.hostname)) and not self._may(literal):
            raise Forbidden("forbidden_address")
        return parts

    def open_address(self, parts: SplitResult) -> str:
        """The address to connect to, now. Raises `Forbidden` when the name has one that may not be asked (all are
        judged, so that nobody hides one behind another), or has none."""
        assert parts.hostname
        try:
            found = self.resolve(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
        except (OSError, UnicodeError):
            raise Forbidden("unknown_host") from None
        addresses = [_literal(text) for text in found]
        if not addresses:
            raise Forbidden("unknown_host")
        if any(address is None or not self._may(address) for address in addresses):
            raise Forbidden("forbidden_address")
        return found[0]

    def _may(self, address: Address) -> bool:
        real = real_address(address)
        if any(real.version == network.version and real in network for network in self.networks):
            return True
        return is_public(real)


def guard_of(networks: str, local: bool) -> Guard:
    """The guard of a stage: `networks` as settings say them; a local hall's systems stand on its own machine."""
    return Guard(read_networks(networks or ("127.0.0.0/8, ::1/128" if local else "")), local)


def read_networks(text: str) -> tuple[Network, ...]:
    """``"10.1.0.0/16, fd00::/8"`` as networks. Raises `ValueError`."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could ask it; of one that is wrapped, `real_address` first."""
    return address.is_global and not address.is_multicast


def real_address(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped or address.sixtofour:
            return address.ipv4_mapped or address.sixtofour or address
        if address in _EMBEDDED:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
