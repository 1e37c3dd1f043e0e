"""What is left of an application that was kept long enough: a proof without content, and its hashes.

The proof is the last event of the timeline, so the chain and the signed root of its day hold it like any other. Who
could read the application is in it as marks, which say of nobody who they are to who does not know them already. Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.applications.model import HALL, Application, Event
from chalicelib.applications.timeline import archived_of, ending_of, seal
from chalicelib.applications.words import EventType
from chalicelib.errors import NotFound
from chalicelib.shared.clock import stamp, unstamp


@dataclass(frozen=True)
class Proof:
    """`hashes` are those of all events but the last, in order; `end` is the position of the one that ended it.

    `readers` are marks of the people who could read it, `positions` those of whose holders could. `packages` are the
    digests of its archived packages by copy, `archived_at` when they were written.
    """

    id: str
    event: Event
    number: str
    service: str
    version: int
    state: str
    submitted_at: datetime
    ended_at: datetime
    end: int
    hashes: tuple[str, ...]
    readers: tuple[str, ...]
    positions: tuple[str, ...]
    packages: tuple[Mapping[str, Any], ...]

    @property
    def erased_at(self) -> datetime:
        return self.event.at

    def hash_of(self, seq: int) -> str:
        """The hash of the event at that position; "" where there was none."""
        known = (*self.hashes, self.event.hash)
        return known[seq - 1] if 0 < seq <= len(known) else ""

    @property
    def is_sealed(self) -> bool:
        """Whether it is as it was written: its own hash fits, and goes on from the last one it names."""
        return seal(self.id, self.event, self.hashes[-1]).hash == self.event.hash


class Erased(NotFound):
    """There was such an application. To who is not told what it was it is one there is not."""

    def __init__(self, proof: Proof) -> None:
        super().__init__()
        self.proof = proof


def erased_event(application: Application, at: datetime, mark: bytes) -> Event:
    """The last event of one that has ended; `mark` is the key of the marks."""
    head, end, said = application.head, ending_of(application), archived_of(application)
    assert end is not None
    people, positions = _readers(application)
    packages = [event for event in application.events if event.type is EventType.ARCHIVED]
    data = {
        "number": head.number,
        "service": head.service,
        "version": head.version,
        "state": head.state.value,
        "submitted_at": stamp(head.submitted_at),
        "ended_at": stamp(end.at),
        "end": end.seq,
        "hashes": [event.hash for event in application.events],
        "readers": sorted(reader_mark(mark, application.id, person) for person in people),
        "positions": sorted(positions),
        "packages": [_package(application, one) for one in packages] if said else [],
    }
    event = Event(application.seq + 1, EventType.ERASED, at, HALL, data)
    return seal(application.id, event, application.events[-1].hash)


def proof_in(application_id: str, events: Sequence[Event]) -> Proof | None:
    """What the last of these events says, if it is one of `erased_event`."""
    if not events or events[-1].type is not EventType.ERASED:
        return None
    event = events[-1]
    told = dict(event.data)
    times: dict[str, Any] = {name: unstamp(told.pop(name)) for name in ("submitted_at", "ended_at")}
    several: dict[str, Any] = {name: tuple(told.pop(name)) for name in ("hashes", "readers", "positions", "packages")}
    return Proof(application_id, event, **told, **times, **several)


def reader_mark(key: bytes, application_id: str, person_id: str) -> str:
    """What stands for a person in one application's proof."""
    digest = hmac.new(key, f"{application_id}\n{person_id}".encode(), hashlib.sha256).digest()[:12]
    return base64.urlsafe_b64encode(digest).decode()


def _readers(application: Application) -> tuple[set[str], set[str]]:
    """People and positions that could read it: its applicant, whoever held or decided a task, whom it was copied to."""
    holders = {task.holder for task in application.tasks} | set(_copied(application.events))
    people = {application.head.applicant.id} | {task.by.id for task in application.tasks if task.by}
    people |= {task.claimed for task in application.tasks if task.claimed}
    people |= {holder.removeprefix("person:") for holder in holders if holder.startswith("person:")}
    return people - {HALL.id}, {holder for holder in holders if not holder.startswith("person:")}


def _copied(events: Iterable[Event]) -> Iterable[str]:
    return (holder for event in events for holder in event.data.get("copied", ()))


def _package(application: Application, said: Event) -> dict[str, Any]:
    """When a package was written, of which end, with the digest of each copy."""
    end = application.events[said.data["of"] - 1]
    digests = {name: value for name, value in said.data.items() if name not in ("of", "head")}
    return {"at": stamp(said.at), "of": end.seq, "ended_at": stamp(end.at), "digests": digests}
