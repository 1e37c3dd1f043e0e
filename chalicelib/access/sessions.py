"""A session: what the hall remembers of one sign-in. Pure; `chalicelib.access.store` keeps them.

The browser holds a cookie of 256 random bits, a dot, and whose session it is; the hall holds the cookie's SHA-256 as
the row's key, so who reads the table cannot sign in. The person's id stands in the cookie only so that session and
person can be read in one round trip: the row alone says who is signed in, and another id in the cookie finds no row.

A session ends when nobody used it for a while (idle) and at a fixed time after sign-in (absolute); both are checked
whenever it is read, because DynamoDB deletes expired rows only within days (PROMISES R39, R45).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

SESSION = "SESSION"
TOUCH_AFTER = timedelta(minutes=5)
"""How stale `seen_at` may get before it is written again: one write in five minutes, not one per request."""

_COOKIE_VALUE = re.compile(r"[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True)
class Session:
    """`id` names the row and is no secret that opens anything; times are aware UTC; `csrf` goes to the page only."""

    id: str
    person_id: str
    csrf: str = field(repr=False)
    opened_at: datetime
    seen_at: datetime
    idle_ends_at: datetime
    ends_at: datetime

    def live(self, now: datetime) -> bool:
        return now < self.idle_ends_at and now < self.ends_at

    def needs_touch(self, now: datetime) -> bool:
        return now - self.seen_at >= TOUCH_AFTER


def new_cookie(person_id: str) -> str:
    """A cookie's value that nobody can guess."""
    return f"{secrets.token_urlsafe(32)}.{base64.urlsafe_b64encode(person_id.encode()).decode().rstrip('=')}"


def session_id(cookie: str) -> str | None:
    """The row id of a cookie's value; None for a value the hall cannot have given out (nothing need be read then)."""
    if not _COOKIE_VALUE.fullmatch(cookie):
        return None
    return hashlib.sha256(cookie.encode()).hexdigest()


def likely_person(cookie: str) -> str | None:
    """Whose session it will turn out to be; a hint of what to read, never a proof of who asks."""
    if not _COOKIE_VALUE.fullmatch(cookie):
        return None
    encoded = cookie.partition(".")[2]
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode() or None
    except ValueError:
        return None


def session_from_raw(raw: Mapping[str, Any] | None, now: datetime) -> Session | None:
    """The live session of an item as DynamoDB returns it (``{"person_id": {"S": …}, …}``); None if there is none.

    Gives None also for a session that has ended and for an item that is something else.
    """
    if not raw or raw["sk"].get("S") != SESSION:
        return None
    session = Session(
        id=raw["pk"]["S"].removeprefix("S#"),
        person_id=raw["person_id"]["S"],
        csrf=raw["csrf"]["S"],
        opened_at=_moment(raw, "opened_at"),
        seen_at=_moment(raw, "seen_at"),
        idle_ends_at=_moment(raw, "idle_ends_at"),
        ends_at=_moment(raw, "expires_at"),
    )
    return session if session.live(now) else None


def _moment(raw: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(int(raw[name]["N"]), UTC)
