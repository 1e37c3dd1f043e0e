"""The check that a change comes from the hall's own page and not from a page somebody lured the person to (R42)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from chalicelib.access.sessions import Session
from chalicelib.errors import NotAllowed
from chalicelib.shared.text import Text

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"

_REFUSED = Text("页面已过期，请刷新后再试", "The page is out of date; please reload it and try again")


def check_csrf(session: Session, method: str, headers: Mapping[str, str], *, base_url: str) -> None:
    """Raise `NotAllowed` when a request that changes something lacks the session's token, or names another origin.

    `headers` in any case. Only for requests made with the session cookie: without it there is nothing to forge.
    """
    if method.upper() in SAFE_METHODS:
        return
    given = {name.lower(): value for name, value in headers.items()}
    origin = given.get("origin")
    if origin is not None and origin != base_url:
        raise NotAllowed(_REFUSED)
    token = given.get(CSRF_HEADER.lower(), "")
    if not hmac.compare_digest(token.encode("utf-8", "replace"), session.csrf.encode()):
        raise NotAllowed(_REFUSED)
