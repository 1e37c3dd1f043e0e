"""Who may send for which department, and to which groups. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.keys import ApiKey
from chalicelib.people import Person, Unit, split_position_key
from chalicelib.shared.clock import CHINA

SENDERS = frozenset({"department_head", "department_leader", "college_leader", "officer"})
"""They speak for their department or college."""


@dataclass(frozen=True)
class Sender:
    """A person or a system with a key, and the units it may send for. `id` goes on the record."""

    id: str
    units: tuple[str, ...]


def sender_of(who: Person | ApiKey, now: datetime) -> Sender:
    if isinstance(who, ApiKey):
        return Sender(f"key#{who.id}", (who.unit,))
    today = now.astimezone(CHINA).date()
    held = [split_position_key(key) for key in who.position_keys(today)]
    return Sender(f"person#{who.id}", tuple(dict.fromkeys(unit for role, unit in held if role in SENDERS)))


def is_below(unit: str, top: str, units: Mapping[str, Unit]) -> bool:
    """Whether `unit` is `top` or part of it, at any depth."""
    seen: set[str] = set()
    while unit and unit not in seen:
        if unit == top:
            return True
        seen.add(unit)
        found = units.get(unit)
        unit = (found.parent if found else None) or ""
    return False


def may_address(sender_unit: str, group_unit: str, units: Mapping[str, Unit]) -> bool:
    """A department serves the whole university; a college and a class speak to their own people. `group_unit` "" is
    everybody."""
    kind = units[sender_unit].kind if sender_unit in units else ""
    return kind in ("department", "office", "university") or is_below(group_unit, sender_unit, units)
