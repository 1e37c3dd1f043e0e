"""Message (留言) between the applicant and those who handle the application; both see it, both are told. Pure."""

from __future__ import annotations

from chalicelib.applications import HALL, Application, Change, Event, EventType
from chalicelib.approvals.saying import Saying, need_handler, refuse, step_tasks, text_faults
from chalicelib.errors import NotYourTurn
from chalicelib.shared.text import Text


def message(saying: Saying, text: str) -> Change:
    """Raises `NotFound` for outsiders, `NotYourTurn` once it has ended, `InvalidForm`."""
    if not saying.is_applicant:
        need_handler(saying)
    if not saying.application.head.is_open:
        raise NotYourTurn(Text("该办件已经结束，不能再留言", "It has ended; no more messages can be written"))
    refuse(text_faults(text, "/text", Text("请填写留言内容", "Write the message")))
    return saying.change(EventType.MESSAGED, text)


def readers_of(application: Application, event: Event) -> list[str]:
    """Who is told of a message: the applicant of a handler's; of the applicant's whoever holds it, or held it last."""
    applicant = f"person:{application.head.applicant.id}"
    if event.by.id != application.head.applicant.id:
        return [applicant]
    held = [f"person:{task.claimed}" if task.claimed else task.holder for task in step_tasks(application)]
    if held:
        return list(dict.fromkeys(held))
    before = [one.by.id for one in application.events[: event.seq] if one.by.id not in (HALL.id, event.by.id)]
    return [f"person:{before[-1]}"] if before else []
