"""How often something may be tried: a token bucket per key, kept by conditional updates (PROMISES R41).

A bucket is one number, the time at which it will be full again (the generic cell rate algorithm, ITU-T I.371). Taking a
token moves that time on by one interval; the bucket is empty when it lies further ahead than the whole period. Nothing
is read first: the update carries its condition, so fifty at once get exactly `limit`.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Protocol

from chalicelib.errors import TooManyRequests
from chalicelib.shared.clock import Clock, system_clock

_SECOND = 1_000_000
_HINTS = 2_000
_ATTEMPTS = 4


class Buckets(Protocol):
    """What the limiter needs of the store; times and intervals are whole microseconds since 1970."""

    def start(self, key: str, *, now: int, interval: int, expires_at: int) -> int | None:
        """Take the first token of a full bucket: None if done, else the time it will be full (0: it is gone)."""

    def add(self, key: str, *, now: int, interval: int, latest: int, expires_at: int) -> int | None:
        """Take a token of a bucket in use if it is full by `latest`: None if done, else the time it will be full."""


class RateLimiter:
    """Buckets in the store, and a memory of those in use so that the usual request costs one round trip."""

    def __init__(self, buckets: Buckets, clock: Clock = system_clock) -> None:
        self._buckets = buckets
        self._clock = clock
        self._hints: dict[str, int] = {}

    def take(self, key: str, limit: int, per_seconds: int, now: datetime | None = None) -> None:
        """Take one of `limit` tokens per `per_seconds`, or raise `TooManyRequests` with ``extra["retry_after"]``.

        `key` says who and what for, such as ``"query:ip:203.0.113.7"``; the store keeps only its hash. A key must
        always be used with the same limit. An unused bucket fills evenly: one token every ``per_seconds / limit``.
        """
        moment = int((now or self._clock()).timestamp() * _SECOND)
        interval = per_seconds * _SECOND // limit
        latest = moment + (limit - 1) * interval
        expires_at = moment // _SECOND + per_seconds + 60
        full_at = self._hints.get(key, 0)  # never later than the truth: a bucket's time only moves on
        for _ in range(_ATTEMPTS):
            if full_at > latest:
                self._remember(key, full_at)
                raise _too_many(full_at - latest, limit, per_seconds)
            if full_at > moment:
                refused = self._buckets.add(key, now=moment, interval=interval, latest=latest, expires_at=expires_at)
            else:
                refused = self._buckets.start(key, now=moment, interval=interval, expires_at=expires_at)
            if refused is None:
                return self._remember(key, max(full_at, moment) + interval)
            full_at = refused
        raise _too_many(interval, limit, per_seconds)

    def _remember(self, key: str, full_at: int) -> None:
        if len(self._hints) >= _HINTS:
            self._hints.clear()
        self._hints[key] = full_at


def _too_many(wait: int, limit: int, per_seconds: int) -> TooManyRequests:
    retry_after = max(1, -(-wait // _SECOND))
    return TooManyRequests(extra={"retry_after": retry_after, "limit": limit, "per_seconds": per_seconds})


def address_key(address: str) -> str:
    """An IP address as part of a rate limit's key; an IPv6 user owns a whole /64, so that is what counts."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
