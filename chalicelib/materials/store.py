"""Where uploads are written down until an application takes them; items ``F#<upload>`` of the applications table.
What a person may use again stands in ``M#<person>``, by time.

They share that table because an application takes its files in the very transaction that submits it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.errors import Conflict
from chalicelib.materials.upload import Upload
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import Defaults, Item
from chalicelib.shared.store_faults import reached, was_refused


class Row(Item):
    """One upload; `application` is set once a submission has taken it."""

    class Meta(Defaults):
        table_name = settings.current().table("applications")

    upload = UnicodeAttribute()
    application = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


_reached = partial(reached, PynamoDBException)


class UploadStore:
    """Reads and writes uploads. Every method raises `Temporary` when the table cannot be reached."""

    @_reached()
    def put(self, upload: Upload, expires_at: datetime) -> None:
        """Write an upload that no application has taken; raises `Conflict` when one has."""
        data = json.dumps(upload.to_dict(), ensure_ascii=False, separators=(",", ":"))
        # Not `save`: it is a full put, and would take away what newer code wrote between request and confirmation (R8).
        actions: list[Action] = [Row.upload.set(data), Row.expires_at.set(expires_at)]
        try:
            Row(f"F#{upload.id}", "FILE").update(actions=actions, condition=Row.application.does_not_exist())
        except UpdateError as error:
            if was_refused(error):
                raise Conflict() from error
            raise

    @_reached()
    def get(self, ids: Iterable[str]) -> dict[str, Upload]:
        """Those that exist, by id; one call for up to 100, none for none."""
        keys = [(f"F#{upload_id}", "FILE") for upload_id in dict.fromkeys(ids)]
        found = Row.batch_get(keys, consistent_read=True) if keys else ()
        return {upload.id: upload for upload in map(_upload_of, found)}

    @_reached()
    def shelve(self, upload: Upload, at: datetime, expires_at: datetime) -> None:
        """Remember it among what its owner may use again."""
        row = Row(f"M#{upload.owner}", f"{stamp(at)}#{upload.id}")
        data = json.dumps(upload.to_dict(), ensure_ascii=False, separators=(",", ":"))
        row.update(actions=[Row.upload.set(data), Row.expires_at.set(expires_at)])

    @_reached()
    def shelf(self, owner: str, now: datetime, limit: int = 50) -> list[tuple[datetime, Upload]]:
        """The newest of what was shelved and has not expired, the newest first; one call."""
        found = Row.query(f"M#{owner}", scan_index_forward=False, limit=limit)
        return [
            (unstamp(row.sk.partition("#")[0]), _upload_of(row))
            for row in found
            if row.expires_at and row.expires_at > now
        ]

    @_reached()
    def forget(self, upload: Upload) -> None:
        """Remove it and its owner's offer to use it again; no error when they are not there. A query and some calls."""
        for row in Row.query(f"M#{upload.owner}"):
            if row.sk.endswith(f"#{upload.id}"):
                row.delete()
        Row(f"F#{upload.id}", "FILE").delete()


def _upload_of(row: Row) -> Upload:
    data: dict[str, Any] = json.loads(row.upload)
    return Upload.from_dict({**data, "application": row.application})
