"""Telling a department's system something: one POST, ten seconds at most, a bounded piece of the answer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from chalicelib.providers.guard import Guard
from chalicelib.providers.one_call import Unheard, call_once
from chalicelib.shared.parcel import Answered, Parcel

SECONDS = 10.0
LONGEST_ANSWER = 16 * 1024
KEPT = 200
"""Characters of the answer that the log keeps."""


@dataclass(frozen=True)
class Outward:
    """`shared.parcel.Deliver` over HTTP; every address passes the guard first."""

    guard: Guard
    seconds: float = SECONDS

    def __call__(self, parcel: Parcel, /) -> Answered:
        began = time.monotonic()
        headers = {"Content-Type": "application/json", **parcel.headers}
        try:
            heard = call_once(
                self.guard, parcel.url, parcel.body, headers, seconds=self.seconds, longest=LONGEST_ANSWER
            )
        except Unheard as fault:
            return Answered(None, error=str(fault), ms=_since(began))
        later = heard.headers.get("retry-after", "").strip()[:40]
        return Answered(heard.status, _beginning(heard.content), "", _since(began), later)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _beginning(content: bytes) -> str:
    """What the answer's body begins with, readable; what becomes of the rest changes nothing."""
    text = content[: KEPT * 4].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()[:KEPT]
