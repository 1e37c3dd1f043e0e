"""Who may see which rows of a register, and how plainly (row-level permission); pure.

Keepers (officers and heads of the owner unit, today) see and change everything. Readers see what the definition grants
them, row by row: their own, their unit's, their project's, or all. Nobody else sees that a row exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.people import Person
from chalicelib.registers.model import KEEPERS, Reader, Register


@dataclass(frozen=True)
class Sight:
    """May see the row; `plain` also its sensitive columns."""

    plain: bool


def keeps(register: Register, person: Person, today: date) -> bool:
    """Whether the person is of those who keep this register for its owner unit today."""
    return any(
        position.unit == register.owner_unit and position.role in KEEPERS and position.held_on(today)
        for position in person.positions
    )


def sight(
    register: Register,
    values: Mapping[str, Any],
    person: Person,
    today: date,
    *,
    parent_person: str = "",
    granted_until: str = "",
) -> Sight | None:
    """How the person sees the row with these values; None: not at all.

    `parent_person` is whom the row's parent names, for registers with a `parent` reader; `granted_until` the last day
    of the person's grant for the row's group (ISO date), for those with a `grant` reader.
    """
    if keeps(register, person, today):
        return Sight(plain=True)
    known = {"parent": parent_person == person.id, "grant": granted_until >= today.isoformat()}
    granted = [reader for reader in register.readers if _grants(reader, register, values, person, today, known)]
    if not granted:
        return None
    return Sight(plain=any(reader.who == "person" or reader.sensitive for reader in granted))


def units_of(reader: Reader, person: Person, today: date) -> tuple[str, ...]:
    """The groups whose rows a `unit` reader lets this person see."""
    if not reader.roles:
        return tuple(dict.fromkeys(person.units.values()))
    held = [position.unit for position in person.positions if position.role in reader.roles and position.held_on(today)]
    return tuple(dict.fromkeys(held))


def is_for(reader: Reader, person: Person) -> bool:
    """Whether the person is of the categories the reader is limited to."""
    return not reader.audience or person.category in reader.audience


def _grants(
    reader: Reader,
    register: Register,
    values: Mapping[str, Any],
    person: Person,
    today: date,
    known: Mapping[str, bool],
) -> bool:
    if not is_for(reader, person):
        return False
    if reader.who == "everybody":
        over = reader.until and str(values.get(reader.until, "")) < today.isoformat()
        return register.is_listed(values) and not over
    if reader.who == "person":
        return values.get(register.person) == person.id
    if reader.who == "unit":
        return values.get(register.group) in units_of(reader, person, today)
    return known[reader.who]
