"""Copy (抄送): for information only, by a step's rule when it is approved, or by a handler who says why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications import Application, Change, EventType
from chalicelib.approvals.saying import Saying, colleague_faults, need_handler, refuse, text_faults
from chalicelib.approvals.who_may import is_holder
from chalicelib.errors import FieldError
from chalicelib.flows import Step, holders_of
from chalicelib.people import Person
from chalicelib.shared.text import Text


def copy_to(saying: Saying, to: Person | None, reason: str) -> Change:
    """Raises `NotFound` for who does not handle it, `InvalidForm`, also when they have a copy already."""
    need_handler(saying)
    application = saying.application
    faults = colleague_faults(application, saying.person, to)
    if to is not None and not faults and any(is_holder(copy.holder, to, saying.now) for copy in application.copies):
        faults = [FieldError("/to", "copied", Text("已抄送过此人", "They have a copy already"))]
    refuse(faults, text_faults(reason, "/reason", Text("请填写抄送原因", "Say why")))
    assert to is not None
    data = {"to": to.id, "to_name": list(to.name), "copied": [f"person:{to.id}"]}
    return saying.change(EventType.COPIED, reason, data=data)


def copied_by_rule(application: Application, step: Step, facts: Mapping[str, Any]) -> list[str]:
    """Who gets a copy because the step is approved: those its `cc` names who have none yet, each once."""
    known = {copy.holder for copy in application.copies}
    return [holder for holder in holders_of(step.cc, facts) if holder not in known]
