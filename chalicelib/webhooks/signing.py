"""Signatures by Standard Webhooks (https://www.standardwebhooks.com), version 1: HMAC-SHA256 over id, time and body.

A secret is derived from the hall's own and never stored: who reads the tables can forge nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from chalicelib.shared.ids import derived_key
from chalicelib.webhooks.model import Hook

PREFIX = "whsec_"


def secret_of(hall_secret: str, hook: Hook, generation: int | None = None) -> str:
    """``whsec_`` and the base64 of 32 bytes, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(_key(hall_secret, hook, generation or hook.generation)).decode()


def signed_headers(hall_secret: str, hook: Hook, id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers; during the overlap after a rotation both secrets sign, the new one first."""
    at = str(int(now.timestamp()))
    generations = [hook.generation]
    if hook.overlap_until and hook.overlap_until > now and hook.generation > 1:
        generations.append(hook.generation - 1)
    signatures = [sign(_key(hall_secret, hook, one), id, at, body) for one in generations]
    return {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": " ".join(signatures)}


def sign(key: bytes, id: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a receiver with this secret would take it; names of `headers` in small letters."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    wanted = sign(key, headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), body)
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted, one) for one in given)


def _key(hall_secret: str, hook: Hook, generation: int) -> bytes:
    return derived_key(hall_secret, "webhook", hook.id, str(generation))
