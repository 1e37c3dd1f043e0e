"""One message on its way to one person by one channel: what the notices room writes and a sender hands on. No I/O.

It stands here because senders (`aws`, `providers`) know nothing of notices, and notices nothing of senders.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Protocol

from chalicelib.shared.text import Lang


@dataclass(frozen=True)
class Letter:
    """`to` is an address, a mobile number or a WeCom user id. A sender takes what its channel has: mail `subject`,
    `text` and `html`; SMS `text`, or `message`, `lang` and `params` where the carrier fills in a registered template;
    WeCom `subject`, `text` and `link`. `reference` comes back with receipts."""

    to: str
    message: str = ""
    lang: Lang = "zh"
    subject: str = ""
    text: str = ""
    html: str = ""
    link: str = ""
    params: tuple[str, ...] = ()
    reference: str = ""


class Sender(Protocol):
    """One channel's way out. Every provider stands behind this."""

    def send(self, letter: Letter, /) -> str:
        """Hand `letter` to the provider, once; its message id comes back, or "".

        Raises `Temporary` (surely not sent, worth another try), `DeliveryRefused` (never will be; ``extra["reason"]``
        says why, and ``extra["unreachable"]`` that the address itself is dead) or `Unconfirmed` (the answer was lost).
        """


def make_reference(person_id: str, key: str) -> str:
    """A notice's place in the ledger as letters, digits, ``_`` and ``-`` only: what every provider hands back whole."""
    return base64.urlsafe_b64encode(f"{person_id}\n{key}".encode()).decode().rstrip("=")


def read_reference(reference: str) -> tuple[str, str] | None:
    """(person id, key) of a reference; None for anything else."""
    try:
        text = base64.urlsafe_b64decode(reference + "=" * (-len(reference) % 4)).decode()
    except ValueError:
        return None
    person_id, parted, key = text.partition("\n")
    return (person_id, key) if parted and person_id and key and (person_id + key).isprintable() else None
