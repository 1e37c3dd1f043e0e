"""One request's names: the request id it is echoed under and the trace id its log lines carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_XRAY = re.compile(r"(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._=-]{8,80}")


class Trace(NamedTuple):
    request_id: str
    trace_id: str
    """32 hexadecimal digits (W3C Trace Context)."""


def trace_of(headers: Mapping[str, Any], context: Mapping[str, Any]) -> Trace:
    """From ``traceparent``, else API Gateway's ``X-Amzn-Trace-Id``, else new; malformed ones are passed over."""
    trace_id = _traceparent(str(headers.get("traceparent") or "")) or _xray(str(headers.get("x-amzn-trace-id") or ""))
    wished = str(headers.get("x-request-id") or "")
    given = wished if _REQUEST_ID.fullmatch(wished) else str(context.get("requestId") or "")
    return Trace(given or str(uuid4()), trace_id or uuid4().hex)


def _traceparent(header: str) -> str:
    found = _TRACEPARENT.fullmatch(header)
    return found[1] if found and found[1].strip("0") else ""


def _xray(header: str) -> str:
    found = _XRAY.search(header)
    return found[1] + found[2] if found else ""
