"""The drafts table: ``P#<person>`` / ``D#<service>``, one item a draft, hidden from the moment it expires."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.drafts.model import Answer, Draft
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import Defaults, Item, JsonText
from chalicelib.shared.store_faults import reached, was_refused


class Row(Item):
    """One draft; `answers` maps a name to ``[value, seq, version]``."""

    class Meta(Defaults):
        table_name = settings.current().table("drafts")

    seq = NumberAttribute(null=True)
    saved_at = UnicodeAttribute(null=True)
    answers = JsonText(null=True)
    expires_at = TTLAttribute(null=True)


_reached = partial(reached, PynamoDBException)
MOST = 100
"""How many drafts a list shows; there are not many more services."""


class DraftStore:
    """Reads and writes drafts, one call each. Every method raises `Temporary` when the table cannot be reached."""

    @_reached()
    def get(self, person: str, service: str, now: datetime) -> Draft | None:
        row = Row.read(f"P#{person}", f"D#{service}")
        return None if row is None else _living(row, now)

    @_reached()
    def of(self, person: str, now: datetime) -> list[Draft]:
        """All of a person's, in no order."""
        found = Row.query(f"P#{person}", Row.sk.startswith("D#"), consistent_read=True, limit=MOST)
        return [draft for row in found if (draft := _living(row, now))]

    @_reached()
    def put(self, draft: Draft, before: int, now: datetime) -> bool:
        """Write it where change `before` is still the last one, or where nothing is for 0; False where not."""
        # TTL may take days: what has expired is as good as gone, and may be written over.
        gone = Row.pk.does_not_exist() | (Row.expires_at < now)
        answers = {name: [answer.value, answer.seq, answer.version] for name, answer in draft.answers.items()}
        actions: list[Action] = [
            Row.seq.set(draft.seq),
            Row.saved_at.set(stamp(draft.saved_at)),
            Row.answers.set(answers),
            Row.expires_at.set(draft.expires),
        ]
        row = Row(f"P#{draft.person}", f"D#{draft.service}")
        try:
            row.update(actions=actions, condition=gone if before == 0 else Row.seq == before)
        except UpdateError as error:
            if was_refused(error):
                return False
            raise
        return True

    @_reached()
    def delete(self, person: str, service: str) -> None:
        """No error when there is none."""
        Row(f"P#{person}", f"D#{service}").delete()


def _living(row: Row, now: datetime) -> Draft | None:
    if row.expires_at is None or row.expires_at <= now:
        return None
    answers: dict[str, Any] = row.answers or {}
    return Draft(
        row.pk.removeprefix("P#"),
        row.sk.removeprefix("D#"),
        int(row.seq),
        unstamp(row.saved_at),
        {name: Answer(*parts) for name, parts in answers.items()},
    )
