"""How the hall and a provider prove themselves to each other: HMAC over the time and the very bytes of the body."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from chalicelib.shared.clock import unstamp

FRESH = timedelta(minutes=5)
"""How far the sender's clock may be away; what is older could be a repetition by somebody who listened."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Hexadecimal HMAC-SHA256 of ``<timestamp>.<body>``."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, timestamp: str, body: bytes, given: str, now: datetime) -> bool:
    """Whether `given` is the signature and `timestamp` (RFC 3339) is of these minutes; never with an empty secret."""
    if not secret or not hmac.compare_digest(signature(secret, timestamp, body).encode(), given.encode()):
        return False
    try:
        return abs(unstamp(timestamp) - now) <= FRESH
    except (ValueError, OverflowError):
        return False
