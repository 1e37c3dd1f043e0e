"""Where the packages of an application lie in the archive's bucket, and which copies of one there are. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from chalicelib.applications import Application, Event, Proof, archived_of
from chalicelib.shared.clock import CHINA, unstamp


class Part(StrEnum):
    """Two copies of one package, each with what its readers see on their pages and no more.

    `OWN` is the applicant's: their own values whole, what handlers say among themselves withheld. `RECORD` is the
    department's: everything handlers see, values that are masked on pages masked. Together they are the whole record.
    """

    OWN = "own"
    RECORD = "record"


def folder_of(application: Application, end: Event) -> str:
    """One for each end: what is reopened ends again, and what was locked stays as it was."""
    return _folder(application.id, end.at, end.seq)


def folders_of(proof: Proof) -> list[str]:
    """Where the packages of one that is erased lie, or lay."""
    return [_folder(proof.id, unstamp(one["ended_at"]), one["of"]) for one in proof.packages]


def _folder(id: str, ended_at: datetime, end: int) -> str:
    return f"archive/{ended_at.astimezone(CHINA):%Y}/{id}/{end:06d}"


def package_of(application: Application, part: Part = Part.RECORD) -> str | None:
    """The key of the application's package in the archive bucket (`Settings.archive_bucket`), of the department's copy
    unless said otherwise; None while there is none: it is open, or was archived not yet.

    A ZIP with stored members only, locked there; its SHA-256 is `archived_of(application).data[part]`.
    """
    said = archived_of(application)
    end = application.events[said.data["of"] - 1] if said else None
    return f"{folder_of(application, end)}/{part}.zip" if end else None
