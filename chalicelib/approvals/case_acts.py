"""What may be done to a whole application, by whom, and what needs a second person; the list everything asks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chalicelib.applications import Change, State
from chalicelib.approvals.case import Case, administers
from chalicelib.approvals.hold import hold, is_held, lift, may_hold
from chalicelib.approvals.move import move, reopen
from chalicelib.approvals.propose import confirm, decline, proposal, propose
from chalicelib.approvals.suspend import resume, suspend
from chalicelib.approvals.terminate import terminate
from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.shared.text import Text

Verb = Callable[[Case], Change]

TOGETHER: Mapping[str, Verb] = {"terminate": terminate, "move": move, "reopen": reopen}
"""What takes two administrators: one proposes, another confirms."""

ALONE: Mapping[str, Verb] = {"suspend": suspend, "resume": resume, "hold": hold, "lift": lift}
"""What one administrator may do."""


def case_change(case: Case) -> Change:
    """The change an act makes. Raises `NotFound` for who does not administer it, and what its verb raises."""
    act = case.wish.act
    if not administers(case.person, case.definition, case.now):
        raise NotFound()
    if act in ALONE:
        return ALONE[act](case)
    if act in TOGETHER:
        return propose(case, TOGETHER[act])
    if act == "confirm":
        return confirm(case, TOGETHER)
    if act == "decline":
        return decline(case)
    raise InvalidRequest(Text("没有这个操作", "There is no such action"))


def case_acts(case: Case) -> list[str]:
    """The acts the page offers this person now, in order; `case.wish` does not matter."""
    if not administers(case.person, case.definition, case.now):
        return []
    head = case.application.head
    asked = proposal(case.application, case.now)
    found = []
    if asked:
        found = ["decline"] if asked.by.id == case.person.id else ["confirm", "decline"]
    if head.state is State.SUSPENDED:
        found.append("resume")
    elif head.is_open:
        found.append("suspend")
    if asked:
        return found
    if not head.is_open:
        return [*found, *(["hold"] if may_hold(case) else ["lift"] if is_held(case) else []), "reopen"]
    return [*found, *(["move"] if head.state is not State.SUSPENDED else []), "terminate"]
