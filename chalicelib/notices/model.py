"""A notice as values: one message to one person about one event, and how it stands on each channel. No I/O."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.shared.text import Text


class Channel(StrEnum):
    """How a person is told; `HALL` is the list behind the bell."""

    HALL = "hall"
    MAIL = "mail"
    SMS = "sms"


class State(StrEnum):
    """How a notice stands on one channel. `UNCONFIRMED`: it may have been sent, the answer was lost; never resent."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    SKIPPED = "skipped"


WAITING = frozenset({State.QUEUED, State.SENDING})
TROUBLE = frozenset({State.FAILED, State.UNCONFIRMED})
"""What somebody should look at."""


class Reason(StrEnum):
    """Why a notice was skipped, or did not arrive; refusals carry the provider's own code instead."""

    NO_EMAIL = "no_email"
    NO_MOBILE = "no_mobile"
    SMS_NOT_CHOSEN = "sms_not_chosen"
    QUIET_HOURS = "quiet_hours"
    PERSON_GONE = "person_gone"
    NO_LONGER_CURRENT = "no_longer_current"
    NOBODY = "nobody_to_tell"
    GAVE_UP = "gave_up"
    ANSWER_LOST = "answer_lost"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Delivery:
    """How one channel stands; `attempts` counts what was handed to the provider."""

    state: State
    reason: str = ""
    attempts: int = 0


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
    """The ledger's row of one notice; the bell's line as well. `claim` is who sends it until `lease` (then anybody)."""

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
    def is_open(self) -> bool:
        return any(delivery.state in WAITING for delivery in self.deliveries.values())

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


def notice_id(event_id: str, person_id: str, message: str) -> str:
    """The same 26 letters whenever the same event is told to the same person by the same message."""
    parts = "\n".join((event_id, person_id, message))
    return base64.b32encode(hashlib.sha256(parts.encode()).digest()).decode().lower()[:26]
