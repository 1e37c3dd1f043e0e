"""API keys over HTTP: ``Authorization: Bearer <key>``, for routes whose policy takes one; elsewhere it is nothing.

A browser never sends this header by itself, so a request with a key needs no CSRF token (RFC 6750, section 2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.access import BY_KEY, Policy, address_key
from chalicelib.errors import HallError, KeyRefused

if TYPE_CHECKING:
    from chalicelib.keys import ApiKey
    from chalicelib.web.needs import Hall

TRIES, SECONDS = 30, 600
"""Refused keys from one address, before it has to wait."""


def shown_key(policy: Policy, headers: Mapping[str, Any], ip: str, hall: Hall) -> ApiKey | None:
    """The key of a request, if it shows one and the route takes keys. Raises `KeyRefused`, `NotAllowed`,
    `TooManyRequests` for an address that keeps trying."""
    scheme, _, secret = str(headers.get("authorization") or "").partition(" ")
    if policy not in BY_KEY or scheme.lower() != "bearer":
        return None
    from chalicelib.observability import logger

    try:
        key = hall.api_keys.admit(secret.strip(), BY_KEY[policy], ip)
    except HallError as refused:
        logger().warning("key refused", extra={"code": refused.code, "action": BY_KEY[policy]})
        if isinstance(refused, KeyRefused):
            hall.access.rate.take(f"api-key#ip#{address_key(ip)}", TRIES, SECONDS)
        raise
    logger().info("key used", extra={"key_id": key.id, "unit": key.unit, "action": BY_KEY[policy]})
    return key
