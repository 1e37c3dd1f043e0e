"""Mark read (已阅): who got a copy confirms that they have read it; the handlers see who has. Pure."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.applications import Change, EventType
from chalicelib.approvals.saying import Saying
from chalicelib.approvals.who_may import is_holder
from chalicelib.errors import NotFound


def mark_read(saying: Saying) -> Change | None:
    """None when they have confirmed it before. Raises `NotFound` for who got no copy."""
    mine = [copy for copy in saying.application.copies if is_holder(copy.holder, saying.person, saying.now)]
    if not mine:
        raise NotFound()
    new = tuple(
        replace(copy, read=(*copy.read, saying.person.id)) for copy in mine if saying.person.id not in copy.read
    )
    if not new:
        return None
    made = saying.change(EventType.READ, data={"copies": [copy.holder for copy in new]})
    return replace(made, copies=new)
