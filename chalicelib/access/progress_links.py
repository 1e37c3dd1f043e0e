"""Progress links: whoever holds one sees how far one application is, without signing in, and can do nothing (R35).

The token is signed, says which application, until when, and which *generation* of that application's links it belongs
to. The store holds a row only once links have been revoked: revoking counts the generation up, and every older link is
dead at once. So the link in each of an application's mails costs no write, and one revocation reaches them all.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.errors import FieldError, InvalidRequest, NotFound
from chalicelib.settings import Settings
from chalicelib.shared.clock import Clock
from chalicelib.shared.ids import read_token, sign_token
from chalicelib.shared.text import Text

LONGEST = timedelta(days=180)

_PURPOSE = "progress"
_BAD_EXPIRY = Text("有效期须在 1 至 180 天之间", "The link may be valid for 1 to 180 days")


class Generations(Protocol):
    """What the links need of the store."""

    def generation(self, application_id: str) -> int:
        """How often the application's links were revoked; always the latest state."""

    def next_generation(self, application_id: str) -> None:
        """Count that up by one, atomically."""


class ProgressLinks:
    """Makes, reads and revokes the links of applications."""

    def __init__(self, settings: Settings, generations: Generations, clock: Clock) -> None:
        self._settings = settings
        self._generations = generations
        self._clock = clock

    def make(self, application_id: str, expires: datetime) -> str:
        """A token that shows this application until `expires` (at most 180 days on, else `InvalidRequest`).

        The same until the next revocation: making it again for the same moment gives the same text.
        """
        now = self._clock()
        if not now < expires <= now + LONGEST:
            raise InvalidRequest(_BAD_EXPIRY, (FieldError("/days", "out_of_range", _BAD_EXPIRY),))
        generation = self._generations.generation(application_id)
        payload = {"a": application_id, "e": int(expires.timestamp()), "g": generation}
        return sign_token(self._settings.secret, _PURPOSE, payload)

    def url(self, token: str) -> str:
        """The link as it goes into a mail."""
        return f"{self._settings.base_url}/p/{token}"

    def read(self, token: str) -> str:
        """The application a token shows. Raises `NotFound` for whatever is wrong with it, without saying what."""
        # The signature is compared in constant time there, and before anything of the token is believed or looked up.
        payload = read_token(self._settings.secret, _PURPOSE, token) if token.isascii() else None
        if payload is None or self._clock().timestamp() >= payload["e"]:
            raise NotFound()
        application_id: str = payload["a"]
        if payload["g"] != self._generations.generation(application_id):
            raise NotFound()
        return application_id

    def revoke(self, application_id: str) -> None:
        """Every link of the application made until now stops working."""
        self._generations.next_generation(application_id)
