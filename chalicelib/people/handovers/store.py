"""Handover lists in the people table: ``H#<unit>`` / ``<time>#<ref>``, newest read first; gone after a year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib import settings
from chalicelib.people.handover import Handover
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import Defaults, Item
from chalicelib.shared.store_faults import reached
from chalicelib.shared.text import Text

KEPT = timedelta(days=366)
_reached = partial(reached, PynamoDBException)


class HandoverItem(Item):
    class Meta(Defaults):
        table_name = settings.current().table("people")

    data = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)


class HandoverStore:
    """Keeps and lists what was handed over. Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def add(self, done: Handover) -> None:
        """One write; the same one again changes nothing."""
        texts = {name: list(getattr(done, name)) for name in ("service", "step", "before", "after")}
        data = json.dumps({"number": done.number, "why": done.why} | texts, ensure_ascii=False, separators=(",", ":"))
        item = HandoverItem(f"H#{done.unit}", f"{stamp(done.at)}#{done.ref}", data=data)
        item.expires_at = int((done.at + KEPT).timestamp())
        item.save()

    @_reached()
    def of_unit(self, unit: str, limit: int, after: Mapping[str, Any] | None = None) -> list[tuple[str, Handover]]:
        """(sort key, what was handed over) of one unit, newest first; one query. `after` is the last key shown."""
        found = HandoverItem.query(
            f"H#{unit}", scan_index_forward=False, limit=limit, page_size=limit,
            last_evaluated_key=dict(after) if after else None,
        )  # fmt: skip
        return [(item.sk, _read(unit, item.sk, item.data)) for item in found]


def _read(unit: str, sk: str, data: str) -> Handover:
    at, _, ref = sk.partition("#")
    values = json.loads(data)
    texts = {name: Text(*values[name]) for name in ("service", "step", "before", "after")}
    return Handover(unit, unstamp(at), ref, number=values["number"], why=values["why"], **texts)
