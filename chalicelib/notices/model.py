"""A notice as values: one message to one person about one event, and how it stands on each channel. No I/O."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.notices.states import TO_DO, TROUBLE, Channel, Delivery, State, further, next_spare
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Notice:
    """What travels through the queue: ids, and the few values every message may show (PROMISES R44)."""

    message: str
    person_id: str
    application_id: str
    event_id: str
    at: str
    """When the event happened, RFC 3339 UTC; orders the bell and places the ledger row."""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return notice_id(self.event_id, self.person_id, self.message)

    @property
    def key(self) -> str:
        """Its place among the person's notices, oldest first."""
        return f"{self.at}.{self.id}"

    def to_dict(self) -> dict[str, Any]:
        return {
            "message": self.message,
            "person": self.person_id,
            "application": self.application_id,
            "event": self.event_id,
            "at": self.at,
            "values": dict(self.values),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Notice:
        return cls(data["message"], data["person"], data["application"], data["event"], data["at"], data["values"])


@dataclass(frozen=True)
class Entry:
    """The ledger's row of one notice; the bell's line as well. `claim` is who sends it until `lease` (then anybody).

    `deliveries` stand in the order in which they are used. `receipts` is what providers reported afterwards: kept
    apart, because a receipt may come while a run is still writing down what it sent.
    """

    person_id: str
    key: str
    message: str
    number: str
    place: str
    text: Text
    deliveries: Mapping[Channel, Delivery]
    expires: datetime
    claim: str = ""
    lease: str = ""
    event: str = ""
    """``<application>.<seq>``, or whatever else happened."""
    receipts: Mapping[Channel, Delivery] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def at(self) -> str:
        return self.key.rpartition(".")[0]

    @property
    def sending(self) -> Channel | None:
        """The channel that may be with its provider at this moment; at most one."""
        return next((c for c, d in self.deliveries.items() if d.state is State.SENDING), None)

    @property
    def standing(self) -> dict[Channel, Delivery]:
        """How each channel stands, receipts included."""
        return {c: further(d, self.receipts[c]) if c in self.receipts else d for c, d in self.deliveries.items()}

    def is_open(self, now: datetime) -> bool:
        """Whether something is left to be sent at this moment."""
        found = self.standing
        due = stamp(now)
        waited = any(d.state is State.WAITING and d.reason <= due for d in found.values())
        return waited or any(d.state in TO_DO for d in found.values()) or next_spare(found) is not None

    @property
    def troubles(self) -> dict[Channel, Delivery]:
        return {channel: d for channel, d in self.deliveries.items() if d.state in TROUBLE}

    def having(self, channel: Channel, delivery: Delivery) -> Entry:
        return replace(self, deliveries={**self.deliveries, channel: delivery})


@dataclass(frozen=True)
class Trouble:
    """A notice that did not surely arrive, for the page of whoever looks after the hall; no address, no text."""

    key: str
    at: str
    message: str
    person_id: str
    number: str
    channel: str
    state: State
    reason: str


@dataclass(frozen=True)
class Line:
    """What waits for an hour: a notice to be brought again then, or `gathered` into its person's digest."""

    notice: Notice
    gathered: bool


def notice_id(event_id: str, person_id: str, message: str) -> str:
    """The same 26 letters whenever the same event is told to the same person by the same message."""
    parts = "\n".join((event_id, person_id, message))
    return base64.b32encode(hashlib.sha256(parts.encode()).digest()).decode().lower()[:26]
