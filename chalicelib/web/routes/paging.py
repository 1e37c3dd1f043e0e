"""What every list takes, and the condition that some are filtered by."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.web.json_body import read_json
from chalicelib.web.shape import Member, integer, text

LIMIT = 25
MAX_CURSOR = 6_000
"""A cursor over many boxes names the last row of each; API Gateway takes 10,240 bytes of line and headers."""

MAX_FILTER = 1_000
"""A condition in an address, and in the cursor of what it found."""


def page_members(limit: int = LIMIT) -> dict[str, Member]:
    """``cursor`` as the list before handed it out, ``limit`` 1 to 100."""
    return {"cursor": text(1, MAX_CURSOR, default=None), "limit": integer(1, 100, default=limit)}


def read_where(given: str | None) -> dict[str, Any]:
    """The condition in the query parameter ``filter``, which is JSON; empty without one. Raises `InvalidRequest`."""
    if not given:
        return {}
    try:
        return read_json(given.encode())
    except InvalidRequest as refused:
        faults = tuple(FieldError(f"/filter{one.pointer}", one.code, one.message) for one in refused.errors)
        raise InvalidRequest(refused.detail, faults) from None
