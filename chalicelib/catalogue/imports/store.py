"""Whole-catalogue imports in the catalogue table: ``I#<id>``/``JOB`` (what was confirmed, how far it is) and
``I#<id>``/``D#<code>`` (each definition that changes, as YAML)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib import settings
from chalicelib.errors import NotFound
from chalicelib.shared.store import Defaults, Item
from chalicelib.shared.store_faults import reached

_reached = partial(reached, PynamoDBException)


class ImportItem(Item):
    class Meta(Defaults):
        table_name = settings.current().table("catalogue")

    body = UnicodeAttribute()


class ImportStore:
    """Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def put_definition(self, id: str, code: str, text: str) -> None:
        ImportItem(f"I#{id}", f"D#{code}", body=text).save()

    @_reached()
    def definition(self, id: str, code: str) -> str:
        """Raises `NotFound`."""
        item = ImportItem.read(f"I#{id}", f"D#{code}")
        if item is None:
            raise NotFound
        return item.body

    @_reached()
    def put_job(self, id: str, job: Mapping[str, Any]) -> None:
        """The whole job anew: only its maker, and then the publisher, write it."""
        ImportItem(f"I#{id}", "JOB", body=json.dumps(job, ensure_ascii=False, separators=(",", ":"))).save()

    @_reached()
    def job(self, id: str) -> dict[str, Any]:
        """Raises `NotFound`."""
        item = ImportItem.read(f"I#{id}", "JOB")
        if item is None:
            raise NotFound
        read: dict[str, Any] = json.loads(item.body)
        return read
