"""Rows of calendars and of sign-ins inside WeCom; the table is described in `access.store`."""

from __future__ import annotations

from datetime import datetime

from pynamodb.exceptions import DeleteError, PynamoDBException

from chalicelib.access.store import AccessRow, hash_of, read_row, refused_by, whole_seconds
from chalicelib.shared.store_faults import reached, was_refused


class CalendarStore:
    """See `calendar_links.Calendars`; these rows do not expire, as those of `LinkStore`."""

    def calendar(self, key: str) -> tuple[str, int] | None:
        row = read_row(f"V#{key}", "CALENDAR")
        return None if row is None or row.person_id is None else (row.person_id, int(row.generation or 0))

    def keep_calendar(self, key: str, person_id: str) -> int:
        row = AccessRow(f"V#{key}", "CALENDAR")
        with reached(PynamoDBException):
            row.update([AccessRow.person_id.set(person_id), AccessRow.generation.add(0)])
        return int(row.generation or 0)

    def next_calendar(self, key: str) -> None:
        refused_by(AccessRow(f"V#{key}", "CALENDAR"), [AccessRow.generation.add(1)], AccessRow.pk.exists())


class WecomStates:
    """Sign-ins inside WeCom that are under way; see `wecom_sign_in.States`."""

    def keep(self, state: str, path: str, browser: str, ends: datetime) -> None:
        with reached(PynamoDBException):
            AccessRow(_state_pk(state), "STATE", path=path, browser=browser, expires_at=whole_seconds(ends)).save()

    def take(self, state: str, now: datetime) -> tuple[str, str] | None:
        """One of two who come with it at once gets it."""
        row = read_row(_state_pk(state), "STATE")
        if row is None or row.path is None or row.browser is None or int(row.expires_at or 0) <= whole_seconds(now):
            return None
        with reached(PynamoDBException):
            try:
                row.delete(condition=AccessRow.pk.exists())
            except DeleteError as error:
                if was_refused(error):
                    return None
                raise
        return row.path, row.browser


def _state_pk(state: str) -> str:
    return f"W#{hash_of(state)}"
