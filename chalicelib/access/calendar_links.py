"""Addresses of private calendars: whoever holds one reads a person's deadlines, and can do nothing.

The address is signed and names a row, not a person; the row says whose it is and which *generation* of addresses is
good. Making an address again gives the same one; ending them counts the generation up, and every one so far is dead.
"""

from __future__ import annotations

from typing import Protocol

from chalicelib.errors import NotFound
from chalicelib.settings import Settings
from chalicelib.shared.ids import derived_id, read_token, sign_token

_PURPOSE = "calendar"
ENDING = ".ics"
"""Calendar programs know a file by it."""


class Calendars(Protocol):
    """What the links need of the store."""

    def calendar(self, key: str, /) -> tuple[str, int] | None:
        """(person, generation); always the latest state."""

    def keep_calendar(self, key: str, person_id: str, /) -> int:
        """That there is one, and its generation; harmless when there was."""

    def next_calendar(self, key: str, /) -> None:
        """Count the generation up, atomically; nothing happens where there is none."""


class CalendarLinks:
    """Makes, reads and ends the addresses of one person's calendar."""

    def __init__(self, settings: Settings, store: Calendars) -> None:
        self._settings, self._store = settings, store

    def make(self, person_id: str) -> str:
        """The address, absolute; the same until the next `revoke`."""
        key = self._key(person_id)
        token = sign_token(self._settings.secret, _PURPOSE, {"c": key, "g": self._store.keep_calendar(key, person_id)})
        return f"{self._settings.base_url}/api/v1/calendars/{token}{ENDING}"

    def read(self, file: str) -> str:
        """Whose calendar it is. Raises `NotFound` for whatever is wrong with it, without saying what."""
        token = file.removesuffix(ENDING)
        payload = read_token(self._settings.secret, _PURPOSE, token) if token.isascii() and token != file else None
        found = self._store.calendar(payload["c"]) if payload else None
        if payload is None or found is None or found[1] != payload["g"]:
            raise NotFound()
        return found[0]

    def revoke(self, person_id: str) -> None:
        """Every address of this person's calendar made until now stops working."""
        self._store.next_calendar(self._key(person_id))

    def _key(self, person_id: str) -> str:
        return derived_id(self._settings.secret, "calendar", person_id)
