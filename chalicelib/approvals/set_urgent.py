"""Mark urgent (加急), and take the mark away again, with a reason. Pure.

Whoever holds one of the open steps may, its administrators may, and the applicant where the service says so
(`urgent: applicant`). Every list shows the mark, so the lines of its open tasks and copies change with it.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.applications import Change, EventType
from chalicelib.approvals.saying import Saying, refuse, text_faults
from chalicelib.errors import NotAllowed, NotFound, NotYourTurn
from chalicelib.shared.text import Text

MOST = 80
"""Items rewritten in the one transaction, which takes 100; what is beyond shows the mark once it is touched."""


def set_urgent(saying: Saying, urgent: bool, reason: str) -> Change | None:
    """None when it is so already. Raises `NotFound`, `NotAllowed` for the applicant of other services,
    `NotYourTurn` once it has ended, `InvalidForm` without a reason."""
    application = saying.application
    if not may_set_urgent(saying):
        if saying.is_applicant:
            raise NotAllowed(Text("该事项只能由办理人加急", "Only those who handle this service can mark it urgent"))
        raise NotFound()
    if not application.head.is_open:
        raise NotYourTurn(Text("该办件已经结束", "It has ended already"))
    refuse(text_faults(reason, "/reason", Text("请填写理由", "Say why")))
    if application.head.urgent == urgent:
        return None
    live = [task for task in application.tasks if task.is_live][:MOST]
    made = saying.change(EventType.URGENT, reason, data={"urgent": urgent}, head={"urgent": urgent}, tasks=live)
    return replace(made, copies=application.copies[: MOST - len(live)])


def may_set_urgent(saying: Saying) -> bool:
    if saying.is_applicant:
        return saying.definition.service.urgent == "applicant"
    return saying.holds_step or saying.administers
