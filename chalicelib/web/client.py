"""The address a request comes from, as far as it can be trusted; for rate limits and the networks of API keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def client_ip(headers: Mapping[str, Any], context: Mapping[str, Any], proxies: int) -> str:
    """The caller's address with `proxies` of our own (CloudFront: 1) in front of API Gateway.

    Each proxy appends the address it was called from to X-Forwarded-For, so counting from the right skips whatever the
    caller wrote there itself.
    """
    source = str((context.get("identity") or {}).get("sourceIp") or "unknown")
    if proxies < 1:
        return source
    hops = [hop.strip() for hop in str(headers.get("x-forwarded-for") or "").split(",") if hop.strip()]
    return hops[-1 - proxies][:64] if len(hops) > proxies else source
