"""Who looks after a service: its department's head and officers, and whoever runs the hall (Z-18)."""

from __future__ import annotations

from datetime import date

from chalicelib.people import Person

OWN_ROLES = ("department_head", "officer")
HALL_ROLES = frozenset({"business_coordinator", "technical_administrator"})


def runs_hall(person: Person, on: date) -> bool:
    """Whether the person looks after every service."""
    return any(key.partition("@")[0] in HALL_ROLES for key in person.position_keys(on))


def administers(person: Person, owner_unit: str, on: date) -> bool:
    """Whether the person looks after the services of this department, on that day."""
    return runs_hall(person, on) or any(person.holds(f"{role}@{owner_unit}", on) for role in OWN_ROLES)
