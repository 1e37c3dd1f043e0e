"""Who asks for an export, a person or a system with a key, and whose applications they may see. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.approvals import administers_unit
from chalicelib.exports.job import ENCLOSED
from chalicelib.keys import ApiKey
from chalicelib.people import Person


@dataclass(frozen=True)
class Asker:
    """`id` tells people from keys; `may` answers for a service and its owner unit.

    `sensitive`: masked fields come whole; `encloses`: what of `job.ENCLOSED` a ZIP file may take along. `person` is
    whom to tell when it is done: "" for a key, whose system asks by itself how far it is.
    """

    id: str
    may: Callable[[str, str], bool]
    sensitive: bool
    encloses: frozenset[str]
    person: str = ""


def asker_of(who: Person | ApiKey, now: datetime) -> Asker:
    """A person may export what they administer (`approvals.administers_unit`), masked as on their screen; a key what it
    covers, whole only with the action `sensitive`, with files only with `attachments`, with packages (which tell more
    than any column, notes among handlers too) only with `packages`."""
    if isinstance(who, ApiKey):
        encloses = frozenset(ENCLOSED) & set(who.actions)
        return Asker(f"key#{who.id}", who.covers, "sensitive" in who.actions, encloses)
    everything = frozenset(ENCLOSED)
    return Asker(f"person#{who.id}", lambda _code, unit: administers_unit(who, unit, now), False, everything, who.id)
