"""What every list takes."""

from __future__ import annotations

from chalicelib.web.shape import Member, integer, text

LIMIT = 25


def page_members() -> dict[str, Member]:
    """``cursor`` as the list before handed it out, ``limit`` 1 to 100."""
    return {"cursor": text(1, 2000, default=None), "limit": integer(1, 100, default=LIMIT)}
