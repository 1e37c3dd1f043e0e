"""Internal note (内部备注): handlers and administrators write it for each other; the applicant never sees it. Pure."""

from __future__ import annotations

from chalicelib.applications import Change, EventType
from chalicelib.approvals.saying import Saying, need_handler, refuse, text_faults
from chalicelib.shared.text import Text


def note(saying: Saying, text: str) -> Change:
    """Also of an application that has ended. Raises `NotFound` for who does not handle it, `InvalidForm`."""
    need_handler(saying)
    refuse(text_faults(text, "/text", Text("请填写备注内容", "Write the note")))
    return saying.change(EventType.NOTED, text)
