"""Where a person wanted to go before sign-in, carried through the CAS server and back as a signed state.

It answers two attacks. An *open redirect* would send people on to a foreign page from the hall's own address: only
pages of the hall are accepted. A *forged sign-in* would sign a victim in as the attacker: the state names the browser
that began, by the hash of a cookie which only that browser has (PROMISES R37).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from chalicelib.shared.ids import read_token, sign_token

STATE_LASTS = timedelta(hours=1)
"""As long as somebody may stay on the CAS server's page."""

_PURPOSE = "sign-in"
_LONGEST = 1_000
"""Characters; the state travels inside a URL inside a URL, and API Gateway takes 10,240 bytes of line and headers."""
_PRINTABLE = re.compile(r"/[!-~]*")
_PAGE = re.compile(r"/|/(zh|en)(/.*)?")
_BROWSER = re.compile(r"[A-Za-z0-9_-]{22}")


def safe_return(path: str) -> str | None:
    """`path` if it is a page of the hall (``/``, ``/zh/…``, ``/en/…``, with query and fragment), else None.

    Whatever two programs might read differently is refused: schemes, hosts, ``//``, backslashes, dot segments, control
    and non-ASCII characters, in plain form or percent-encoded however many times.
    """
    if len(path) > _LONGEST or not _PRINTABLE.fullmatch(path):
        return None
    page = re.split(r"[?#]", path, maxsplit=1)[0]
    if not _PAGE.fullmatch(page) or "\\" in _decoded(path):
        return None
    parts = urlsplit(path)
    decoded = _decoded(page)
    if parts.scheme or parts.netloc or "//" in decoded or not decoded.isprintable():
        return None
    if any(segment in (".", "..") for segment in decoded.split("/")):
        return None
    return path


def new_browser() -> str:
    """A fresh value for the browser cookie, 128 random bits."""
    return secrets.token_urlsafe(16)


def is_browser(value: str) -> bool:
    """Whether a cookie's value has the form of `new_browser`."""
    return _BROWSER.fullmatch(value) is not None


def make_state(secret: str, path: str, browser: str, now: datetime) -> str:
    """Sign where to return to (already checked with `safe_return`) and who began."""
    expires = int((now + STATE_LASTS).timestamp())
    return sign_token(secret, _PURPOSE, {"to": path, "browser": _hash(browser), "expires": expires})


def read_state(secret: str, state: str, browser: str, now: datetime) -> str | None:
    """The path to return to; None if the state is not the hall's, is too old or was begun by another browser."""
    payload = read_token(secret, _PURPOSE, state) if state.isascii() else None
    if payload is None or now.timestamp() >= payload["expires"]:
        return None
    if not is_browser(browser) or not hmac.compare_digest(payload["browser"], _hash(browser)):
        return None
    return safe_return(payload["to"])


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()[:32]


def _decoded(text: str) -> str:
    """With every layer of percent-encoding taken off."""
    while (plain := unquote(text)) != text:
        text = plain
    return text
