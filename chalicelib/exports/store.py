"""The exports table: ``O#<owner>``/``<job>`` is a job of one asker; nobody else's key leads to it.

Jobs sort by their day, since their ids begin with it. `written` is a set of its own, added to without reading, so that
slices written side by side do not get in each other's way. A job is taken away thirty days after its snapshot.
"""

from __future__ import annotations

from datetime import UTC
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, TTLAttribute
from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.errors import HallError
from chalicelib.exports.job import JOB_KEPT, Job
from chalicelib.shared.store import Defaults, Item, JsonText
from chalicelib.shared.store_faults import reached, was_refused

LISTED = 100
"""How many jobs a list shows, the newest first."""
_TAKE = 100_000
"""Slices of a take stand in the set from here on: a slice of an earlier take must not count for a later one."""

_reached = partial(reached, PynamoDBException)


class Overtaken(HallError):
    """The job was changed meanwhile: read it again. Never leaves the room."""


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("exports")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    written = NumberSetAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class ExportStore:
    """Each method is one call. Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def read(self, owner: str, job: str) -> Job | None:
        row = _Row.read(f"O#{owner}", job)
        return _job(row) if row else None

    @_reached()
    def listed(self, owner: str) -> list[Job]:
        """The newest of this asker, newest first."""
        found = _Row.query(f"O#{owner}", limit=LISTED, scan_index_forward=False, consistent_read=True)
        return [_job(row) for row in found]

    @_reached()
    def write(self, job: Job) -> Job:
        """Store the job where the stored version is the one before (rev 1: there must be none). Raises `Overtaken`."""
        expires = (job.at + JOB_KEPT).astimezone(UTC)
        actions: list[Action] = [
            _Row.data.set(job.to_data()),
            _Row.rev.set(job.rev),
            _Row.expires_at.set(expires),
        ]
        before = _Row.pk.does_not_exist() if job.rev == 1 else _Row.rev == job.rev - 1
        try:
            _Row(f"O#{job.owner}", job.id).update(actions, condition=before)
        except UpdateError as error:
            if not was_refused(error):
                raise
            raise Overtaken() from error
        return job

    @_reached()
    def add_written(self, job: Job, n: int) -> None:
        """Slice `n` stands in storage; harmless twice."""
        row = _Row(f"O#{job.owner}", job.id)
        row.update([_Row.written.add({job.take * _TAKE + n})], condition=_Row.pk.exists())


def _job(row: Any) -> Job:
    take = int(row.data["take"])
    numbers = (int(number) for number in row.written or ())
    written = frozenset(number % _TAKE for number in numbers if number // _TAKE == take)
    return Job.of(row.sk, row.pk.removeprefix("O#"), row.data, int(row.rev), written)
