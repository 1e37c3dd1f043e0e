"""What every list takes."""

from __future__ import annotations

from chalicelib.web.shape import Member, integer, text

LIMIT = 25
MAX_CURSOR = 6_000
"""A cursor over many boxes names the last row of each; API Gateway takes 10,240 bytes of line and headers."""


def page_members(limit: int = LIMIT) -> dict[str, Member]:
    """``cursor`` as the list before handed it out, ``limit`` 1 to 100."""
    return {"cursor": text(1, MAX_CURSOR, default=None), "limit": integer(1, 100, default=limit)}
