"""The hall's side of the CAS 3.0 protocol (apereo.github.io/cas, "CAS Protocol"): any CAS server, by configuration.

The service URL is made from ``settings.base_url`` alone. Were it made from the Host header, whoever sets that header
could have a ticket issued for their own site and use it here (PROMISES R37).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote, urlencode

import urllib3

from chalicelib.access.cas_messages import LONGEST, CasRefused, parse_attribute_map, read_answer
from chalicelib.errors import Temporary
from chalicelib.settings import Settings

T = TypeVar("T")

CALLBACK = "/api/v1/sign-in/callback"
ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("cn", "displayName", "userName", "user_name"),
        "email": ("mail", "email"),
        "category": ("eduPersonAffiliation", "eduPersonPrimaryAffiliation", "userType", "id_type"),
    }
)
"""Our attribute names to the names CAS servers on campuses give them; ``settings.cas_attributes`` replaces entries.
With an entry ``id`` the person is taken from that attribute instead of the user name."""

_TICKET = re.compile(r"ST-[A-Za-z0-9._-]{1,253}")
_PATHS = ("p3/serviceValidate", "serviceValidate")
_NOT_THERE = frozenset({301, 302, 303, 307, 308, 404, 405, 501})
"""What a CAS 2.0 server says to the CAS 3.0 path: unknown, or "go to the login page"."""


@dataclass(frozen=True)
class CasUser:
    """Who the CAS server says it is: the account as it wrote it, and the mapped attributes with all their values."""

    id: str
    attributes: Mapping[str, tuple[str, ...]]


def service_url(settings: Settings, state: str) -> str:
    """The address a ticket is issued for; the same string must be given when the ticket is validated."""
    return f"{settings.base_url}{CALLBACK}?state={quote(state, safe='')}"


def login_url(settings: Settings, state: str) -> str:
    """Where to send a browser to sign in; it comes back to `service_url` with ``&ticket=ST-…``."""
    return f"{settings.cas_url}/login?service={quote(service_url(settings, state), safe='')}"


def logout_url(settings: Settings, path: str = "/zh/") -> str:
    """Where to send a browser to sign out everywhere; the CAS server then offers the way back to `path`."""
    return f"{settings.cas_url}/logout?service={quote(settings.base_url + path, safe='')}"


class CasClient:
    """Asks the CAS server of the settings about tickets; one per process. `seconds` bounds a whole validation.

    Raises `ValueError` when ``settings.cas_attributes`` cannot be read.
    """

    def __init__(self, settings: Settings, *, seconds: float = 5.0) -> None:
        self._url = settings.cas_url.rstrip("/")
        self._attributes = {**ATTRIBUTES, **parse_attribute_map(settings.cas_attributes)}
        self._seconds = seconds
        self._http = urllib3.PoolManager(num_pools=1, maxsize=4)

    def validate(self, ticket: str, service: str) -> CasUser:
        """Who the ticket was issued to for `service` (from `service_url`). A ticket can be asked about once only.

        Raises `CasRefused` (no, or not to be believed) and `Temporary` (no answer in time, or the server is in
        trouble). Never asks twice by itself: the first question uses the ticket up, even when its answer is lost.
        """
        if not _TICKET.fullmatch(ticket):
            raise CasRefused()
        deadline = time.monotonic() + self._seconds
        user, given = read_answer(_within(self._seconds, lambda: self._ask(ticket, service, deadline)))
        mapped = {ours: values for ours, theirs in self._attributes.items() if (values := _first(given, theirs))}
        if "id" not in self._attributes:
            return CasUser(user, mapped)
        ids = mapped.get("id", ())
        if len(ids) != 1:  # falling back to the user name might name somebody else
            raise CasRefused()
        return CasUser(ids[0], mapped)

    def _ask(self, ticket: str, service: str, deadline: float) -> bytes:
        query = urlencode({"service": service, "ticket": ticket})
        for path in _PATHS:
            response = self._http.request(
                "GET",
                f"{self._url}/{path}?{query}",
                headers={"Accept": "application/xml, text/xml"},
                timeout=urllib3.Timeout(total=max(deadline - time.monotonic(), 0.001)),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                if response.status == 200:
                    return _body(response, deadline)
                if response.status not in _NOT_THERE:
                    raise Temporary(extra={"cas_status": response.status})
            finally:
                response.close()
        raise Temporary(extra={"cas_status": "no validation address"})


def _first(given: Mapping[str, tuple[str, ...]], names: tuple[str, ...]) -> tuple[str, ...]:
    return next((given[name] for name in names if name in given), ())


def _body(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    body = b""
    while chunk := response.read1(16_384, decode_content=False):
        body += chunk
        if len(body) > LONGEST:
            raise CasRefused()
        if time.monotonic() > deadline:
            raise Temporary()
    return body


def _within(seconds: float, work: Callable[[], T]) -> T:
    """The work's result, or `Temporary` after `seconds`.

    A thread, because a socket's timeout starts anew with every packet (and does not cover the name look-up): a server
    that drips one byte a second would otherwise hold the sign-in until the gateway gives up after 29 s.
    """
    outcome: SimpleQueue[T | Exception] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put(work())
        except Exception as error:
            outcome.put(error)

    Thread(target=run, daemon=True, name="cas").start()
    try:
        result = outcome.get(timeout=seconds)
    except Empty:
        raise Temporary() from None
    if isinstance(result, urllib3.exceptions.HTTPError | OSError):
        raise Temporary() from result
    if isinstance(result, Exception):
        raise result
    return result
