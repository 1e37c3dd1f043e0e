"""Who asks for an export, a person or a system with a key, and whose applications they may see. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.approvals import administers_unit
from chalicelib.keys import ApiKey
from chalicelib.people import Person


@dataclass(frozen=True)
class Asker:
    """`id` tells people from keys; `may` answers for a service and its owner unit.

    `sensitive`: masked fields come whole. `person` is whom to tell when it is done: "" for a key, whose system asks
    by itself how far it is.
    """

    id: str
    may: Callable[[str, str], bool]
    sensitive: bool
    person: str = ""


def asker_of(who: Person | ApiKey, now: datetime) -> Asker:
    """A person may export what they administer (`approvals.administers_unit`), masked as on their screen; a key what it
    covers, and whole only with the action `sensitive`."""
    if isinstance(who, ApiKey):
        return Asker(f"key#{who.id}", who.covers, "sensitive" in who.actions)
    return Asker(f"person#{who.id}", lambda _code, unit: administers_unit(who, unit, now), False, who.id)
