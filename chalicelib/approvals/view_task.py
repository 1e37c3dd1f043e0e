"""A task as its holder sees it: the whole application, what this step may fill in, and what may be decided."""

from __future__ import annotations

from typing import Any

from chalicelib.approvals.act import task_place
from chalicelib.approvals.share_view import actions_of, describe_share
from chalicelib.approvals.view_application import Viewing
from chalicelib.approvals.who_may import acting_task
from chalicelib.people import Person
from chalicelib.shared.text import LANGS


def view_task(
    reader: Person, task_id: str, known_seq: int | None, lang: str = "", *, viewing: Viewing
) -> dict[str, Any] | None:
    """The application's view with `task` filled; None when `known_seq` is still its last event. Raises `NotFound`."""
    application_id, key = task_place(task_id)
    application = viewing.store.load(application_id, consistent=False)
    task = acting_task(application, key, reader, viewing.clock())
    if known_seq == application.seq:
        return None
    definition = viewing.definitions.version(application.head.service, application.head.version)
    view = viewing.view(application, reader).whole((lang,) if lang else LANGS)
    view["files"] = viewing.files(application, reader)
    view["task"] = describe_share(
        application, definition, task, view["files"], reader, people=viewing.people, now=viewing.clock()
    )
    view["actions"] = actions_of(application, definition, task, reader, viewing.clock())
    return view
