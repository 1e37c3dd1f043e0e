"""A task as its holder sees it: the whole application, what this step may fill in, and what may be decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications import REVISE, Application, Definition, Task
from chalicelib.approvals.act import task_place
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.view_application import Viewing
from chalicelib.approvals.who_may import acting_task
from chalicelib.flows import find_step
from chalicelib.forms import describe, offers_of
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, stamp


def view_task(reader: Person, task_id: str, known_seq: int | None, *, viewing: Viewing) -> dict[str, Any] | None:
    """The application's view with `task` filled; None when `known_seq` is still its last event. Raises `NotFound`."""
    application_id, key = task_place(task_id)
    application = viewing.store.load(application_id, consistent=False)
    task = acting_task(application, key, reader, viewing.clock())
    if known_seq == application.seq:
        return None
    definition = viewing.definitions.version(application.head.service, application.head.version)
    view = viewing.view(application, reader).whole()
    view["files"] = viewing.files(application)
    view["task"] = {"id": task_id, **_share(application, definition, task, viewing)}
    view["actions"] = _actions(definition, task)
    return view


def _share(application: Application, definition: Definition, task: Task, viewing: Viewing) -> dict[str, Any]:
    spec = None if task.step == REVISE else find_step(definition.flow, task.step)
    share: dict[str, Any] = {
        "step": task.step,
        "title": (spec.title if spec else REVISE_TITLE).to_dict(),
        "kind": spec.kind if spec else "revise",
        "state": task.state.value,
        "due_at": stamp(task.due_at) if task.due_at else None,
        "opinion_required": bool(spec and spec.kind == "approval"),
        "decided_by": task.by.name.to_dict() if task.by else None,
        "decided_at": stamp(task.decided_at) if task.decided_at else None,
        "fields": [],
    }
    if spec:
        share["fields"] = _fields(application, definition, spec.fields, viewing)
    return share


def _fields(
    application: Application, definition: Definition, rights: Mapping[str, str], viewing: Viewing
) -> list[dict[str, Any]]:
    """The fields this step fills in, as the form page describes them, with their present values."""
    own = [name for name, right in rights.items() if right in ("edit", "required")]
    today = viewing.clock().astimezone(CHINA).date()
    offers = offers_of(definition.form, application.head.facts, viewing.people, today) if own else {}
    described = {field["name"]: field for field in describe(definition.form, names=own, offers=offers, today=today)}
    values = application.form
    shown = []
    for name in own:
        field = dict(described[name])
        field["required"] = rights[name] == "required"
        field["value"] = values.get(name, field.get("value"))
        shown.append(field)
    return shown


def _actions(definition: Definition, task: Task) -> list[str]:
    if not task.is_open:
        return []
    if task.step == REVISE:
        return ["resubmit"]
    spec = find_step(definition.flow, task.step)
    return ["approve", *(["return"] if spec.may_return else []), *(["reject"] if spec.may_reject else [])]
