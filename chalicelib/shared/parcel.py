"""What the hall hands to a department's system, and what came of it: the values between the rooms and a sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Parcel:
    """One POST: the address as its owner wrote it, the very bytes that were signed, and the headers beside them."""

    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answered:
    """`status` is None where no answer came; then `error` says why in a word (``timeout``, ``forbidden_address`` …).

    `said` is the beginning of the answer's body, `ms` how long it all took, `later` its ``Retry-After`` as it was said.
    """

    status: int | None
    said: str = ""
    error: str = ""
    ms: int = 0
    later: str = ""

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Deliver(Protocol):
    """The one way out to departments' systems. Never raises for what the other side does."""

    def __call__(self, parcel: Parcel, /) -> Answered: ...
