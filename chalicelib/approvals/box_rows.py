"""Rows of the boxes as lists show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from chalicelib.applications import STATE_TEXTS, Application, ShareKind, State, Task
from chalicelib.approvals.who_may import may_act
from chalicelib.people import Person
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

Row = Mapping[str, Any]


class Names(Protocol):
    def service(self, code: str, /) -> Text: ...
    def step(self, code: str, step: str, /) -> Text: ...
    def together(self, code: str, step: str, /) -> bool: ...
    def ranked(self, code: str, step: str, /) -> bool: ...


def application_row(row: Row, names: Names) -> dict[str, Any]:
    """One of my own applications; with `outside` {link, text, holder, updated_at} one that a department's system, named
    by its service, handles."""
    state = State(row["state"])
    outside = {"outside": dict(row["outside"])} if row.get("outside") else {}
    return {
        "id": row["id"],
        **_shared(row, names),
        "state": state.value,
        "state_text": STATE_TEXTS[state].to_dict(),
        "submitted_at": row["box_at"],
        **outside,
    }


def copy_row(row: Row, names: Names, reader: str) -> dict[str, Any]:
    """An application that was copied to me; `unread` until I have confirmed reading it."""
    return {
        **_shared(row, names),
        "applicant_name": Text(*row["applicant_name"]).to_dict(),
        "copied_at": row["box_at"],
        "unread": reader not in row["state"].split(" ")[1:],
    }


def task_row(row: Row, names: Names, now: datetime) -> dict[str, Any]:
    """A task to do or done; `kind` is ``consult`` for a question, `together` says that it may be ticked, `ranked`
    that it is put in order with the others of its step, `seq` which form a decision from the list would be about."""
    _, step, entry, n = row["sk"].split("#")
    due, pending = row.get("due_at"), row["state"] == "pending"
    return {
        "task_id": f"{row['id']}.{step}.{entry}.{n}",
        **_shared(row, names),
        "applicant_name": Text(*row["applicant_name"]).to_dict(),
        "step": step,
        "step_title": names.step(row["service"], step).to_dict(),
        "state": row["state"],
        "seq": row["form_seq"],
        "kind": "consult" if row["consult"] else "step",
        "pool": row["box"].startswith("todo#position:"),
        "together": pending and not row["consult"] and names.together(row["service"], step),
        "ranked": pending and not row["consult"] and names.ranked(row["service"], step),
        "opened_at": row["opened_at"],
        "due_at": due,
        "overdue": bool(due and due <= stamp(now) and pending),
        "decided_at": row["box_at"] if not pending else None,
    }


def found_rows(application: Application, person: Person, names: Names, now: datetime) -> list[dict[str, Any]]:
    """What the person holds of one application, or else what they last did; else the application itself."""
    own = [task for task in application.tasks if may_act(task, person, now, application.head)]
    open_ = [task for task in own if task.is_open]
    done = [task for task in own if not task.is_live and task.by and task.by.id == person.id]
    shown = [task_row(_row_of(application, task), names, now) for task in open_ or done[-1:]]
    if shown and application.head.applicant.id != person.id:
        return shown
    head = application.head
    row = _row_of(application, None) | {"state": head.state.value, "box_at": stamp(head.submitted_at)}
    return [*shown, application_row(row, names)]


def _row_of(application: Application, task: Task | None) -> dict[str, Any]:
    head = application.head
    row = {
        "id": head.id,
        "number": head.number,
        "service": head.service,
        "title": head.title,
        "applicant_name": head.applicant.name,
        "urgent": head.urgent,
    }
    if task is None:
        return row
    return row | {
        "sk": f"T#{task.step}#{task.entry}#{task.n}",
        "box": f"todo#{task.holder}",
        "box_at": stamp(task.decided_at) if task.decided_at else "",
        "state": task.state.value,
        "form_seq": head.form_seq,
        "consult": task.kind is ShareKind.CONSULT,
        "opened_at": stamp(task.opened_at),
        "due_at": stamp(task.due_at) if task.due_at else None,
    }


def _shared(row: Row, names: Names) -> dict[str, Any]:
    return {
        "application_id": row["id"],
        "number": row["number"],
        "service": {"code": row["service"], "name": names.service(row["service"]).to_dict()},
        "title": Text(*row["title"]).to_dict(),
        "urgent": row["urgent"],
    }
