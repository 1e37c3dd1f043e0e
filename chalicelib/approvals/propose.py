"""The second-person rule: what an administrator may not do alone is proposed, and done when another one consents.

A proposal is an event; it is answered by consent (the act itself is recorded, with who proposed it), by refusal, or
by being taken back. It stands for a week, and only one at a time. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications import Application, Change, Event, EventType
from chalicelib.approvals.case import Case, CaseWish
from chalicelib.errors import Conflict, NotAllowed, NotYourTurn
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

STANDS = timedelta(days=7)

Verb = Callable[[Case], Change]


def propose(case: Case, verb: Verb) -> Change:
    """The proposal. What would be refused when done is refused now. Raises what `verb` raises, and `Conflict`."""
    if proposal(case.application, case.now):
        raise Conflict(Text("已有一项操作等待另一人确认", "Another act is waiting for a second person already"))
    verb(case)
    wish = case.wish
    data = {"act": wish.act, "to": wish.to, "until": stamp(case.now + STANDS)}
    return case.change(EventType.PROPOSED, data=data)


def confirm(case: Case, verbs: Mapping[str, Verb]) -> Change:
    """The proposed act, done. Raises `NotAllowed` for the proposer, `NotYourTurn` when there is no such proposal."""
    asked = _asked(case)
    if asked.by.id == case.person.id:
        raise NotAllowed(Text("须由另一名管理人员确认", "Somebody else than the proposer must confirm it"))
    wish = CaseWish(asked.data["act"], asked.data.get("reason", ""), asked.data.get("to", ""))
    made = verbs[wish.act](replace(case, wish=wish))
    return _with_proposer(case, made, asked)


def decline(case: Case) -> Change:
    """Refused by another administrator, or taken back by who proposed it. Raises `NotYourTurn`."""
    asked = _asked(case)
    return case.change(EventType.DECLINED, data={"act": asked.data["act"], "proposal": asked.seq})


def proposal(application: Application, now: datetime) -> Event | None:
    """The proposal that waits for an answer; anything done by an administrator since makes it void."""
    for event in reversed(application.events):
        if event.type in _ANSWERS:
            return None
        if event.type is EventType.PROPOSED:
            return event if now - event.at < STANDS else None
    return None


_ANSWERS = frozenset(
    {EventType.DECLINED, EventType.TERMINATED, EventType.MOVED, EventType.REOPENED, EventType.WITHDRAWN}
)


def _asked(case: Case) -> Event:
    found = proposal(case.application, case.now)
    if found is None or (case.wish.proposal and found.seq != case.wish.proposal):
        raise NotYourTurn(Text("没有等待确认的操作", "Nothing is waiting to be confirmed"))
    return found


def _with_proposer(case: Case, made: Change, asked: Event) -> Change:
    """The same change, its event saying who had proposed it."""
    data: dict[str, Any] = {**made.event.data, "proposed_by": asked.by.to_dict(), "proposal": asked.seq}
    again = case.change(made.event.type, data=data, by=case.actor)
    return replace(made, event=again.event)
