"""Who looks after a service: its department's head and officers, and whoever runs the hall (Z-18)."""

from __future__ import annotations

from datetime import date

from chalicelib.people import Person, runs_hall

OWN_ROLES = ("department_head", "officer")


def administers(person: Person, owner_unit: str, on: date) -> bool:
    """Whether the person looks after the services of this department, on that day."""
    return runs_hall(person, on) or speaks_for(person, owner_unit, on)


def speaks_for(person: Person, unit: str, on: date) -> bool:
    """Whether the person is head or officer of this very department, on that day."""
    return any(person.holds(f"{role}@{unit}", on) for role in OWN_ROLES)
