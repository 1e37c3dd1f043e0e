"""Hold (暂停清除): what has ended is kept although its time is over, for a reason, until somebody lifts it. Pure."""

from __future__ import annotations

from chalicelib.applications import Change, EventType, keeping_of
from chalicelib.approvals.case import Case
from chalicelib.errors import NotYourTurn
from chalicelib.shared.text import Text


def may_hold(case: Case) -> bool:
    """Whether there is an erasure to come that somebody could stop."""
    keeping = keeping_of(case.application, case.definition)
    return keeping is not None and keeping.until is not None and keeping.held is None


def is_held(case: Case) -> bool:
    keeping = keeping_of(case.application, case.definition)
    return keeping is not None and keeping.held is not None


def hold(case: Case) -> Change:
    """Raises `NotYourTurn` where nothing is to be erased, `InvalidForm` without a reason."""
    if not may_hold(case):
        raise NotYourTurn(Text("该办件没有待执行的清除", "Nothing of it is to be erased"))
    case.need_reason()
    return case.change(EventType.HELD, head={"keep_at": None})


def lift(case: Case) -> Change:
    """Its people are warned anew before it is erased. Raises `NotYourTurn` where it is not held, `InvalidForm`."""
    if not is_held(case):
        raise NotYourTurn(Text("该办件的清除没有被暂停", "Its erasure is not on hold"))
    case.need_reason()
    return case.change(EventType.LIFTED, head={"keep_at": case.now})
