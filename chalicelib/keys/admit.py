"""Whether a key that somebody shows lets them in, and the note that it was used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chalicelib.errors import KeyRefused, NotAllowed
from chalicelib.keys.model import ApiKey, digest_of
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.text import Text

NOTED_EVERY = timedelta(minutes=5)
"""A key's last use is written down at most this often: a system that asks every second costs no write each time."""

_ELSEWHERE = Text("该密钥不能在此网络使用", "This key may not be used from this network")
_NOT_FOR_THIS = Text("该密钥没有此项权限", "This key is not good for this action")


class Keys(Protocol):
    """What this needs of the store."""

    def by_digest(self, digest: str, /) -> ApiKey | None: ...
    def note_use(self, key: ApiKey, moment: str, /) -> None: ...


@dataclass(frozen=True)
class Admission:
    """One read for each request, and a write when the last use was noted more than five minutes ago."""

    store: Keys
    clock: Clock

    def __call__(self, secret: str, action: str, address: str) -> ApiKey:
        """The live key with this secret. Raises `KeyRefused` for one that is unknown, ended or revoked (all alike:
        nobody learns which), `NotAllowed` from outside its networks or for what it is not good for."""
        digest = digest_of(secret)
        key = self.store.by_digest(digest) if digest else None
        now = self.clock()
        if key is None or not key.is_live(now):
            raise KeyRefused()
        if not key.comes_from(address):
            raise NotAllowed(_ELSEWHERE)
        if action not in key.actions:
            raise NotAllowed(_NOT_FOR_THIS)
        if key.used_at is None or now - key.used_at >= NOTED_EVERY:
            self.store.note_use(key, stamp(now))
        return key
