"""Endpoints, deliveries and lanes as values, and when a delivery is tried again. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.parcel import Answered
from chalicelib.shared.text import Text

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""Between one try and the next, as the Standard Webhooks specification proposes: ten tries in 3.2 days."""
CALL_SAID_AFTER = 3
"""Tries after which an application says that its system does not take it, and that the hall goes on trying."""
AGAIN_LATER = frozenset({408, 409, 423, 425, 429})
"""Refusals of a call that pass by themselves; any other 4xx of a target is final until somebody has mended it."""
GONE = 410
LONGEST_ASKED = timedelta(hours=1)
"""How long an endpoint may ask to be left alone (``Retry-After``): one that says a year must not have its way."""


class Off(StrEnum):
    """Why an endpoint gets nothing; "" for one that does."""

    PERSON = "person"
    GONE = "gone"
    FAILING = "failing"


class Outcome(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    """A call that there is no reason for any more: its application has ended meanwhile."""


@dataclass(frozen=True)
class Hook:
    """An endpoint of a unit. `events` and `services` empty: all. `target`: the code of the target system it is the
    address of; such an endpoint gets that target's calls and no events. `overlap_until`: the secret before the present
    one (`generation`) signs, too, until then. `rev` counts the changes of the stored endpoint."""

    id: str
    unit: str
    name: str
    url: str
    events: tuple[str, ...]
    services: tuple[str, ...]
    made_by: str
    made_at: datetime
    target: str = ""
    generation: int = 1
    overlap_until: datetime | None = None
    off: str = ""
    off_at: datetime | None = None
    rev: int = 1

    def wants(self, event: str, service: str) -> bool:
        if self.off or self.target:
            return False
        if event.startswith("task."):  # everybody's: only for an endpoint that names them
            return event in self.events
        return (not self.events or event in self.events) and (not self.services or service in self.services)

    def going(self, **changes: Any) -> Hook:
        return replace(self, rev=self.rev + 1, **changes)

    def to_data(self) -> dict[str, Any]:
        data = {name: value for name, value in asdict(self).items() if name != "rev"}
        return data | {name: _stamped(data[name]) for name in ("made_at", "overlap_until", "off_at")}

    @classmethod
    def of(cls, data: Mapping[str, Any], rev: int) -> Hook:
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        moments = {name: _unstamped(known.get(name)) for name in ("made_at", "overlap_until", "off_at")}
        lists = {name: tuple(known[name]) for name in ("events", "services")}
        return cls(**{**known, **moments, **lists, "rev": rev})

    def view(self, lane: Lane | None, now: datetime) -> dict[str, Any]:
        """What its department sees; never a secret. `waiting`: since when it has not been reached."""
        told = {name: getattr(self, name) for name in ("id", "unit", "name", "url", "target", "made_by", "rev")}
        lists = {"events": list(self.events), "services": list(self.services)}
        overlap = self.overlap_until if self.overlap_until and self.overlap_until > now else None
        failing = lane.failing_since if lane and not self.off else None
        moments = {"made_at": self.made_at, "off_at": self.off_at, "overlap_until": overlap, "failing_since": failing}
        reached = lane.last_good if lane else None
        stamped = {name: _stamped(moment) for name, moment in moments.items()}
        return told | lists | stamped | {"state": "off" if self.off else "on", "off": self.off, "last_good": reached}


@dataclass(frozen=True)
class Try:
    """One attempt: when, the answer's status or the word for why none came, how long it took, what was said."""

    at: str
    status: int | None
    error: str
    ms: int
    said: str

    @classmethod
    def of(cls, answer: Answered, at: datetime) -> Try:
        return cls(stamp(at), answer.status, answer.error, answer.ms, answer.said)


@dataclass(frozen=True)
class Delivery:
    """One message to one endpoint. `content` is what it is made of: an event's ids, or a call's (see `events`, `call`).

    `due` is the stamp under which it waits, "" when it does not; `round` counts from 1 and grows when somebody sends it
    again by hand; `tries` are those of all rounds, the last ones kept.
    """

    id: str
    hook: str
    type: str
    at: datetime
    content: Mapping[str, Any]
    outcome: Outcome = Outcome.PENDING
    due: str = ""
    tries: tuple[Try, ...] = ()
    made: int = 0
    round: int = 1
    rev: int = 1
    kept_until: datetime | None = field(default=None, compare=False)

    @property
    def is_call(self) -> bool:
        return "effect" in self.content

    def to_data(self) -> dict[str, Any]:
        tries = [[one.at, one.status, one.error, one.ms, one.said] for one in self.tries]
        return {"type": self.type, "at": stamp(self.at), "content": dict(self.content), "outcome": self.outcome.value,
                "due": self.due, "tries": tries, "made": self.made, "round": self.round}  # fmt: skip

    @classmethod
    def of(cls, id: str, hook: str, data: Mapping[str, Any], rev: int) -> Delivery:
        tries = tuple(Try(*one) for one in data["tries"])
        return cls(id, hook, data["type"], unstamp(data["at"]), data["content"], Outcome(data["outcome"]), data["due"],
                   tries, data["made"], data["round"], rev)  # fmt: skip

    def view(self) -> dict[str, Any]:
        about = {
            name: self.content.get(name) for name in ("application", "number", "service") if self.content.get(name)
        }
        told = {"id": self.id, "type": self.type, "at": stamp(self.at), "outcome": self.outcome.value}
        return told | {"about": about, "next_at": self.due or None, "tries": [asdict(one) for one in self.tries]}


KEPT_TRIES = 12


def tried(delivery: Delivery, answer: Answered, now: datetime, scale: int = 1) -> Delivery:
    """The delivery after this answer: delivered, waiting for its next try, or failed for good."""
    made = delivery.made + 1
    tries = (*delivery.tries, Try.of(answer, now))[-KEPT_TRIES:]
    after = replace(delivery, made=made, tries=tries, rev=delivery.rev + 1)
    if answer.is_good:
        return replace(after, outcome=Outcome.DELIVERED, due="")
    final = answer.status == GONE or (delivery.is_call and _refused(answer)) or made > len(WAITS)
    if final:
        return replace(after, outcome=Outcome.FAILED, due="")
    return replace(after, due=stamp(now + max(WAITS[made - 1], asked_for(answer, now)) / scale))


def asked_for(answer: Answered, now: datetime) -> timedelta:
    """How long the other side asked to be left alone, with any refusal: seconds or a date of HTTP (RFC 9110 10.2.3), at
    most `LONGEST_ASKED`; nothing where it did not, or said what is neither."""
    said = answer.later
    if answer.is_good or not said:
        return timedelta()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST_ASKED)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return timedelta()
    wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta()), LONGEST_ASKED)


def _refused(answer: Answered) -> bool:
    status = answer.status
    return status is not None and 300 <= status < 500 and status not in AGAIN_LATER


def again(delivery: Delivery, now: datetime) -> Delivery:
    """The same message once more, by hand: a new round of tries under the same id."""
    return replace(
        delivery, outcome=Outcome.PENDING, due=stamp(now), made=0, round=delivery.round + 1, rev=delivery.rev + 1
    )


@dataclass(frozen=True)
class Lane:
    """How it goes with one endpoint: misses in a row, since when, and until when it is left alone after them."""

    hook: str
    unit: str
    misses: int = 0
    failing_since: datetime | None = None
    rest_until: datetime | None = None
    last_good: str | None = None
    next_at: str | None = None

    def after(self, answer: Answered, now: datetime, scale: int = 1) -> Lane:
        """Three misses in a row, and it rests: half a minute, then twice as long each time, up to fifteen minutes; and
        as long as it asked to be left alone, after the first one already."""
        if answer.is_good:
            return replace(self, misses=0, failing_since=None, rest_until=None, last_good=stamp(now))
        misses = self.misses + 1
        theirs = answer.status is None or answer.status >= 500 or answer.status == 429
        rest = timedelta(seconds=min(30 * 2 ** min(misses - 3, 9), 900)) if theirs and misses >= 3 else timedelta()
        rest = max(rest, asked_for(answer, now)) / scale
        return replace(
            self,
            misses=misses,
            failing_since=self.failing_since or now,
            rest_until=now + rest if rest else None,
        )


OFF_TEXTS: Mapping[str, Text] = {
    Off.PERSON: Text("已停用", "Switched off"),
    Off.GONE: Text("对方系统已不再接收（410），已自动停用", "Switched off: the system says it is gone (410)"),
    Off.FAILING: Text("连续多日无法送达，已自动停用", "Switched off: nothing could be delivered for days"),
}


def _stamped(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def _unstamped(text: str | None) -> datetime | None:
    return unstamp(text) if text else None
