"""A CAS 3.0 server for one machine: it lets anybody be any demo person, and speaks the real protocol while doing so.

The hall's client (`chalicelib.access.CasClient`) is the production one and cannot tell the difference: one-time tickets
bound to their service, an allow-list of services, single sign-on by a cookie of its own, back-channel single sign-out.
What it does not have is passwords. Everything is kept in memory; a restart signs nobody out of the hall.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.sax.saxutils import escape

from local.cas_page import CSS, Account, login_page, notice_page

Lookup = Callable[[str], Mapping[str, str | Sequence[str]] | None]
"""Attributes of the person with this account (lower case), or None when there is no such person."""
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Answer = tuple[str, list[tuple[str, str]], bytes]

COOKIE = "CASTGC"
TICKET_SECONDS = 60
SIGNED_IN_SECONDS = 8 * 3600
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LONGEST = 65_536


@dataclass
class _SignedIn:
    """One browser's single sign-on: who, until when, and the tickets whose services must hear of the end."""

    user: str
    until: float
    tickets: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Ticket:
    user: str
    service: str
    until: float


def make_cas_app(
    accounts: Sequence[Account],
    lookup: Lookup,
    allowed_services_prefix: str,
    clock: Callable[[], float] = time.time,
) -> FakeCas:
    """The WSGI application, to be mounted under ``/cas``. Only services below the prefix (a URL) get tickets."""
    return FakeCas(accounts, lookup, allowed_services_prefix, clock)


class FakeCas:
    """See the module; safe to call from several threads."""

    def __init__(self, accounts: Sequence[Account], lookup: Lookup, allowed: str, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._lookup = lookup
        self._allowed = urlsplit(allowed)
        self._clock = clock
        self._lock = threading.Lock()
        self._signed_in: dict[str, _SignedIn] = {}
        self._tickets: dict[str, _Ticket] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = _Request(environ)
        routes: dict[tuple[str, str], Callable[[_Request], Answer]] = {
            ("GET", "/"): self._login,
            ("GET", "/login"): self._login,
            ("POST", "/login"): self._sign_in,
            ("GET", "/logout"): self._logout,
            ("GET", "/serviceValidate"): self._validate,
            ("GET", "/p3/serviceValidate"): self._validate,
            ("GET", "/cas.css"): _style_sheet,
        }
        status, headers, body = routes.get((request.method, request.path), _missing)(request)
        headers += [("Content-Length", str(len(body))), ("Cache-Control", "no-store"), *self._security_headers()]
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _security_headers(self) -> list[tuple[str, str]]:
        # Browsers hold a form's redirect to form-action too, so the services' origin is named.
        origin = f"{self._allowed.scheme}://{self._allowed.netloc}"
        policy = f"default-src 'none'; style-src 'self'; form-action 'self' {origin}; frame-ancestors 'none'"
        return [
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]

    def _login(self, request: _Request) -> Answer:
        service = request.query.get("service", "")
        if service and not self._may_use(service):
            return _page("403 Forbidden", notice_page(request.lang, "refused"))
        known = None if request.query.get("renew") == "true" else self._browser(request)
        if known and service:
            return self._back(known, service)
        if known:
            return _page("200 OK", notice_page(request.lang, "signed_in", user=known.user, base=request.base))
        if service and request.query.get("gateway") == "true":
            return _redirect(service)
        return _page("200 OK", login_page(request.lang, self._accounts, service, request.base))

    def _sign_in(self, request: _Request) -> Answer:
        form = request.form()
        service, user = form.get("service", ""), form.get("username", "").strip()
        if service and not self._may_use(service):
            return _page("403 Forbidden", notice_page(request.lang, "refused"))
        if self._lookup(user.lower()) is None:
            page = login_page(request.lang, self._accounts, service, request.base, unknown=user)
            return _page("401 Unauthorized", page)
        key = f"TGT-{secrets.token_urlsafe(32)}"
        known = _SignedIn(user, self._clock() + SIGNED_IN_SECONDS)
        with self._lock:
            self._forget_old()
            self._signed_in[key] = known
        where = service or f"{request.base}/login?locale={request.lang}"
        status, headers, body = self._back(known, service) if service else _redirect(where)
        headers.append(("Set-Cookie", f"{COOKIE}={key}; Path={request.base}; HttpOnly; SameSite=Lax"))
        return status, headers, body

    def _back(self, known: _SignedIn, service: str) -> Answer:
        ticket = f"ST-{secrets.token_urlsafe(24)}-local"
        with self._lock:
            self._tickets[ticket] = _Ticket(known.user, service, self._clock() + TICKET_SECONDS)
            known.tickets.append((service, ticket))
        return _redirect(f"{service}{'&' if '?' in service else '?'}ticket={quote(ticket)}")

    def _validate(self, request: _Request) -> Answer:
        service, name = request.query.get("service", ""), request.query.get("ticket", "")
        if not service or not name:
            return _failure("INVALID_REQUEST", "service and ticket are required")
        with self._lock:
            ticket = self._tickets.pop(name, None)  # used up by the first question, whatever the answer
        if ticket is None or self._clock() >= ticket.until:
            return _failure("INVALID_TICKET", "ticket is unknown, used or too old")
        if ticket.service != service:
            return _failure("INVALID_SERVICE", "ticket was issued for another service")
        attributes = self._lookup(ticket.user.lower()) or {}
        return _success(ticket.user, attributes if request.path.startswith("/p3/") else {})

    def _logout(self, request: _Request) -> Answer:
        with self._lock:
            known = self._signed_in.pop(request.cookie(COOKIE), None)
        for service, ticket in known.tickets if known else ():
            threading.Thread(target=_tell_signed_out, args=(service, ticket), daemon=True).start()
        service = request.query.get("service", "")
        gone = ("Set-Cookie", f"{COOKIE}=; Path={request.base}; Max-Age=0; HttpOnly; SameSite=Lax")
        if service and self._may_use(service):
            status, headers, body = _redirect(service)
        else:
            status, headers, body = _page("200 OK", notice_page(request.lang, "signed_out", base=request.base))
        return status, [*headers, gone], body

    def _browser(self, request: _Request) -> _SignedIn | None:
        with self._lock:
            self._forget_old()
            return self._signed_in.get(request.cookie(COOKIE))

    def _may_use(self, service: str) -> bool:
        """Compared by parts: as text, ``http://hall`` is also the beginning of ``http://hall.evil.example``."""
        parts = urlsplit(service)
        same = (parts.scheme, parts.netloc) == (self._allowed.scheme, self._allowed.netloc)
        path = self._allowed.path.rstrip("/")
        return same and "\\" not in service and service.isprintable() and (parts.path + "/").startswith(path + "/")

    def _forget_old(self) -> None:
        now = self._clock()
        self._signed_in = {key: value for key, value in self._signed_in.items() if value.until > now}
        self._tickets = {key: value for key, value in self._tickets.items() if value.until > now}


class _Request:
    """What the server needs of a WSGI environment, mounted under ``/cas`` by SCRIPT_NAME or by path."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self._environ = environ
        mount, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        self.base = mount or "/cas"
        self.path = (path if mount else _below_mount(path)) or "/"
        self.method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
        self.query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        wanted = self.query.get("locale") or environ.get("HTTP_ACCEPT_LANGUAGE", "")
        self.lang = "en" if wanted.lower().startswith("en") else "zh"

    def form(self) -> dict[str, str]:
        length = min(int(self._environ.get("CONTENT_LENGTH") or 0), _LONGEST)
        form = dict(parse_qsl(self._environ["wsgi.input"].read(length).decode("utf-8", "replace")))
        if "locale" in form:
            self.lang = "en" if form["locale"] == "en" else "zh"
        return form

    def cookie(self, name: str) -> str:
        pairs = (part.strip().partition("=") for part in self._environ.get("HTTP_COOKIE", "").split(";"))
        return next((value for key, _, value in pairs if key == name), "")


def _below_mount(path: str) -> str:
    """Whole segments only: ``/cas.css`` is not below ``/cas``."""
    return path.removeprefix("/cas") if path == "/cas" or path.startswith("/cas/") else path


def _style_sheet(_: _Request) -> Answer:
    return "200 OK", [("Content-Type", "text/css; charset=utf-8")], CSS.encode()


def _missing(request: _Request) -> Answer:
    return _page("404 Not Found", notice_page(request.lang, "missing"))


def _page(status: str, html: str) -> Answer:
    return status, [("Content-Type", "text/html; charset=utf-8")], html.encode()


def _redirect(location: str) -> Answer:
    return "302 Found", [("Location", location), ("Content-Type", "text/plain; charset=utf-8")], b""


def _xml(inside: str) -> Answer:
    text = f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{inside}</cas:serviceResponse>'
    return "200 OK", [("Content-Type", "application/xml; charset=utf-8")], text.encode()


def _failure(code: str, why: str) -> Answer:
    return _xml(f'<cas:authenticationFailure code="{code}">{escape(why)}</cas:authenticationFailure>')


def _success(user: str, attributes: Mapping[str, str | Sequence[str]]) -> Answer:
    lines = [
        f"<cas:{name}>{escape(value)}</cas:{name}>"
        for name, values in attributes.items()
        if _NAME.fullmatch(name)
        for value in ([values] if isinstance(values, str) else values)
    ]
    inside = f"<cas:attributes>{''.join(lines)}</cas:attributes>" if lines else ""
    return _xml(f"<cas:authenticationSuccess><cas:user>{escape(user)}</cas:user>{inside}</cas:authenticationSuccess>")


def _tell_signed_out(service: str, ticket: str) -> None:
    """Back-channel single sign-out, section 2.3.3 of the protocol; a service that does not listen is left alone."""
    request = (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="LR-{secrets.token_hex(12)}" Version="2.0" '
        f'IssueInstant="{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}"><saml:NameID>@NOT_USED@</saml:NameID>'
        f"<samlp:SessionIndex>{escape(ticket)}</samlp:SessionIndex></samlp:LogoutRequest>"
    )
    try:
        urllib.request.urlopen(service, urlencode({"logoutRequest": request}).encode(), timeout=3).close()
    except OSError:
        return
