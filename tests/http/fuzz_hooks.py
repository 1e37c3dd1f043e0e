"""Loaded by schemathesis (tests/http/test_fuzzed_input.py): requests that never reach the application are left out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import schemathesis

LONGEST = 8_000
"""API Gateway takes 10,240 bytes of request line and headers; its own 414 and 431 are in no OpenAPI document."""


@schemathesis.hook
def filter_query(_context: Any, query: dict[str, Any] | None) -> bool:
    return len(urlencode(query or {}, errors="surrogatepass")) < LONGEST
