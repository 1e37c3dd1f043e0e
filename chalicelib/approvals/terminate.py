"""Terminate (终止): an administrator ends an application that cannot go on; a second person has consented. Pure."""

from __future__ import annotations

from chalicelib.applications import Change, EventType, State, superseded
from chalicelib.approvals.case import Case
from chalicelib.errors import NotYourTurn
from chalicelib.shared.text import Text


def terminate(case: Case) -> Change:
    """Raises `NotYourTurn` when it is over, `InvalidForm` without a reason."""
    if not case.application.head.is_open:
        raise NotYourTurn(Text("该办件已经结束", "It has ended already"))
    case.need_reason()
    ended = {"state": State.TERMINATED, "resumes": None, "clock_at": None}
    return case.change(EventType.TERMINATED, head=ended, tasks=superseded(case.application.tasks, case.now))
