"""What was said over an application, for its pages: messages to both, the rest to handlers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.applications import Application, Event, EventType, ShareKind, Task, TaskState
from chalicelib.approvals.consult import may_consult, question_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.saying import Saying, step_tasks
from chalicelib.approvals.set_urgent import may_set_urgent
from chalicelib.approvals.who_may import is_holder
from chalicelib.approvals.withdraw_consult import may_take_back
from chalicelib.shared.clock import stamp

_CONSULT_STATES = {
    TaskState.PENDING: "open",
    TaskState.ADVISED: "answered",
    TaskState.REMOVED: "withdrawn",
    TaskState.SUPERSEDED: "closed",
}


def describe_talk(saying: Saying, holders: Holders) -> dict[str, Any]:
    """`{says, messages, notes, copies, supervised, marked_urgent}`.

    `says` are the verbs this reader may use; `notes`, `copies` and `supervised` are empty for who does not handle it.
    """
    application, inside = saying.application, saying.is_handler
    return {
        "says": _says(saying),
        "messages": _remarks(application, EventType.MESSAGED, saying.application.head.applicant.id),
        "notes": _remarks(application, EventType.NOTED) if inside else [],
        "copies": _copies(application, holders) if inside else [],
        "supervised": _supervised(application) if inside else None,
        "marked_urgent": _urgent(application),
    }


def describe_consults(saying: Saying, task: Task, holders: Holders) -> dict[str, Any]:
    """Of a task: `asked`, the question it is itself; `consults`, those that were asked from its step; `may_consult`."""
    shares = saying.application.shares(task)
    asked = [share for share in shares if share.kind is ShareKind.CONSULT]
    if task.kind is ShareKind.CONSULT:
        return {"asked": _question(saying, task, holders), "consults": [], "may_consult": False}
    may = task.is_open and may_consult(task, saying.definition) and not saying.is_applicant
    return {"asked": None, "consults": [_question(saying, one, holders) for one in asked], "may_consult": may}


def answer_files(saying: Saying) -> list[str]:
    """The upload ids of all answers, for those who may open them."""
    if not saying.is_handler:
        return []
    answers = [event for event in saying.application.events if event.type is EventType.ANSWERED]
    return [file["id"] for event in answers for file in event.data.get("files", ())]


def _says(saying: Saying) -> list[str]:
    head = saying.application.head
    found = []
    if any(_unread(copy.holder, copy.read, saying) for copy in saying.application.copies):
        found.append("read")
    if head.is_open and (saying.is_applicant or saying.is_handler):
        found.append("message")
    if saying.is_handler:
        found += ["note", "copy"]
    if head.is_open and may_set_urgent(saying):
        found.append("not_urgent" if head.urgent else "urgent")
    if saying.administers and step_tasks(saying.application):
        found.append("supervise")
    return found


def _unread(holder: str, read: tuple[str, ...], saying: Saying) -> bool:
    return saying.person.id not in read and is_holder(holder, saying.person, saying.now)


def _remarks(application: Application, type: EventType, applicant: str = "") -> list[dict[str, Any]]:
    return [
        {
            "seq": event.seq,
            "by": event.by.name.to_dict(),
            "at": stamp(event.at),
            "text": event.data.get("opinion", ""),
            "from_applicant": event.by.id == applicant,
        }
        for event in application.events
        if event.type is type
    ]


def _copies(application: Application, holders: Holders) -> list[dict[str, Any]]:
    """Who has a copy, since when, and who of them has read it when."""
    read: dict[str, list[dict[str, Any]]] = {}
    for event in application.events:
        for holder in event.data.get("copies", ()) if event.type is EventType.READ else ():
            read.setdefault(holder, []).append({"name": event.by.name.to_dict(), "at": stamp(event.at)})
    return [
        {"holder": holders.name(copy.holder).to_dict(), "at": stamp(copy.at), "read": read.get(copy.holder, [])}
        for copy in application.copies
    ]


def _last(events: Iterable[Event], type: EventType) -> Event | None:
    return next((event for event in reversed(tuple(events)) if event.type is type), None)


def _supervised(application: Application) -> dict[str, Any] | None:
    """The newest demand of an administrator, while it is under way."""
    event = _last(application.events, EventType.SUPERVISED)
    if event is None or not application.head.is_open:
        return None
    return {**_said(event), "until": event.data["until"]}


def _urgent(application: Application) -> dict[str, Any] | None:
    event = _last(application.events, EventType.URGENT)
    return _said(event) if event and application.head.urgent else None


def _said(event: Event) -> dict[str, Any]:
    return {"by": event.by.name.to_dict(), "at": stamp(event.at), "text": event.data.get("opinion", "")}


def _question(saying: Saying, share: Task, holders: Holders) -> dict[str, Any]:
    asked = question_of(saying.application, share)
    answer = _answer(saying.application, share)
    data: Mapping[str, Any] = answer.data if answer else {}
    return {
        "task_id": f"{saying.application.id}.{share.key}",
        "holder": holders.name(share.holder).to_dict(),
        "by": asked.by.name.to_dict(),
        "at": stamp(asked.at),
        "question": asked.data.get("opinion", ""),
        "wants": asked.data["wants"],
        "due_at": stamp(share.due_at) if share.due_at else None,
        "overdue": bool(share.is_open and share.due_at and share.due_at <= saying.now),
        "state": _CONSULT_STATES[share.state],
        "yes": data.get("yes"),
        "text": data.get("opinion"),
        "files": [{key: file[key] for key in ("id", "name", "size")} for file in data.get("files", ())],
        "answered_at": stamp(answer.at) if answer else None,
        "may_withdraw": share.is_open and may_take_back(saying, share),
    }


def _answer(application: Application, share: Task) -> Event | None:
    place = (share.step, share.entry, share.n)
    for event in application.events:
        if event.type is EventType.ANSWERED and (event.step, event.data["entry"], event.data["n"]) == place:
            return event
    return None
