"""Where an application that has ended lies in the archive, for those who may take it away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.applications import Application, Definition, archived_of, keeping_of
from chalicelib.approvals.case import administers
from chalicelib.people import Person
from chalicelib.shared.clock import stamp


def archive_part(application: Application, definition: Definition, reader: Person, now: datetime) -> str | None:
    """Which copy of the package the reader gets: their ``own``, the department's ``record``, or none.

    Who only decided a step sees the application on its page and takes nothing away.
    """
    if reader.id == application.head.applicant.id:
        return "own"
    return "record" if administers(reader, definition, now) else None


def describe_archive(
    application: Application, definition: Definition, reader: Person, now: datetime
) -> dict[str, Any] | None:
    """`{at, digest}`: since when it lies there, and the SHA-256 of the reader's copy; None for who gets none."""
    said, part = archived_of(application), archive_part(application, definition, reader, now)
    return {"at": stamp(said.at), "digest": said.data[part]} if said and part else None


def describe_keeping(
    application: Application, definition: Definition, reader: Person, now: datetime
) -> dict[str, Any] | None:
    """`{until, on, warned, held}` of one that has ended: the day its time is over (None for never), the day it is
    erased as things stand, whether its people were warned, and who holds it; why is for its administrators."""
    keeping = keeping_of(application, definition)
    if keeping is None:
        return None
    held, on = keeping.held, keeping.erased_on
    why = {"reason": held.data.get("reason", "")} if held and administers(reader, definition, now) else {}
    return {
        "until": keeping.until.isoformat() if keeping.until else None,
        "on": on.isoformat() if on else None,
        "warned": keeping.warned is not None,
        "held": {"by": held.by.name.to_dict(), "at": stamp(held.at), **why} if held else None,
    }
