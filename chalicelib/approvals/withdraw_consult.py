"""Take a question back: whoever asked it needs no answer any more. Pure."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.applications import Change, EventType, ShareKind, Task, TaskState
from chalicelib.approvals.consult import askers_of
from chalicelib.approvals.saying import Saying
from chalicelib.errors import NotFound, NotYourTurn
from chalicelib.shared.text import Text


def withdraw_consult(saying: Saying, share: Task) -> Change | None:
    """None when they have done so before. Raises `NotFound` for others, `NotYourTurn` when it is closed."""
    if share.kind is not ShareKind.CONSULT or not may_take_back(saying, share):
        raise NotFound()
    if share.state is TaskState.REMOVED:
        return None
    if not share.is_open:
        raise NotYourTurn(Text("该征求意见已答复或已结束", "It was answered, or is closed"))
    gone = replace(share, state=TaskState.REMOVED, decided_at=saying.now)
    data = {"step": share.step, "entry": share.entry, "n": share.n}
    return saying.change(EventType.CONSULT_WITHDRAWN, data=data, tasks=[gone])


def may_take_back(saying: Saying, share: Task) -> bool:
    return f"person:{saying.person.id}" in askers_of(saying.application, share)
