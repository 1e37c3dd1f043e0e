"""Challenges in the access table: ``V#<person>`` / ``<id>``, ids in order of time; a log of changes for half a year."""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import partial

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, UpdateError

from chalicelib import settings
from chalicelib.contacts.challenge import MOST_TRIES, Challenge
from chalicelib.shared.store import Defaults, Item, JsonText
from chalicelib.shared.store_faults import reached, was_refused

KEPT = timedelta(days=180)
NEWEST = 20
_reached = partial(reached, PynamoDBException)


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("access")

    data = JsonText(null=True)
    state = UnicodeAttribute(null=True)
    tries = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class ContactStore:
    """Every method is one call; all raise `Temporary` when the table cannot be reached."""

    @_reached()
    def put(self, challenge: Challenge) -> None:
        row = _Row(f"V#{challenge.person_id}", challenge.id, data=challenge.to_data(), state=challenge.state, tries=0)
        row.expires_at = (challenge.at + KEPT).astimezone(UTC)
        row.save()

    @_reached()
    def get(self, person_id: str, id: str) -> Challenge | None:
        row = _Row.read(f"V#{person_id}", id)
        return _challenge(row) if row else None

    @_reached()
    def newest(self, person_id: str) -> list[Challenge]:
        """The last twenty of one person, newest first."""
        found = _Row.query(f"V#{person_id}", scan_index_forward=False, limit=NEWEST, consistent_read=True)
        return [_challenge(row) for row in found]

    @_reached()
    def count_try(self, challenge: Challenge) -> int | None:
        """How many tries there were with this one; None where there may be no more."""
        row = _Row(f"V#{challenge.person_id}", challenge.id)
        try:
            row.update([_Row.tries.add(1)], (_Row.state == "open") & (_Row.tries < MOST_TRIES))
        except UpdateError as error:
            if not was_refused(error):
                raise
            return None
        return int(row.tries)

    @_reached()
    def finish(self, challenge: Challenge) -> bool:
        """Write that it is done, once; False where somebody was first."""
        row = _Row(f"V#{challenge.person_id}", challenge.id)
        try:
            row.update([_Row.state.set("done"), _Row.data.set(challenge.to_data())], _Row.state == "open")
        except UpdateError as error:
            if not was_refused(error):
                raise
            return False
        return True


def _challenge(row: _Row) -> Challenge:
    return Challenge.of(row.pk.removeprefix("V#"), row.sk, row.data, row.state, int(row.tries or 0))
