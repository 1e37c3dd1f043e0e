"""Where an application that has ended lies in the archive, for those who may take it away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.applications import Application, Definition, archived_of
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
