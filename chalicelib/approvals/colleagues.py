"""Whom a holder may hand a task to: the people in the rosters of the units they act for; others by staff number."""

from __future__ import annotations

from typing import Any

from chalicelib.people import PeopleStore, Person, position_title, split_position_key
from chalicelib.shared.clock import CHINA, Clock

ROLES = (
    "department_head",
    "department_leader",
    "officer",
    "college_leader",
    "student_affairs_leader",
    "teaching_secretary",
    "graduate_secretary",
    "research_secretary",
    "foreign_secretary",
    "league_secretary",
    "counsellor",
)
"""The rosters looked into, in the order they are offered."""


def colleagues(person: Person, *, people: PeopleStore, clock: Clock) -> list[dict[str, Any]]:
    """`[{id, name, title, unit}]`, each once, the person left out; two calls a roster that exists."""
    today = clock().astimezone(CHINA).date()
    own = [split_position_key(key)[1] for key in person.position_keys(today)]
    units = people.get_units(dict.fromkeys([*own, person.units.get("department", "")]))
    parents = people.get_units([unit.parent for unit in units.values() if unit.parent and unit.kind == "class"])
    found: dict[str, dict[str, Any]] = {}
    for unit in {**units, **parents}.values():
        for role in ROLES:
            for other in people.members(f"{role}@{unit.id}", today):
                if other.id != person.id and other.id not in found:
                    title = position_title(role, unit)
                    found[other.id] = {"id": other.id, "name": other.name, "title": title, "unit": unit.name}
    return list(found.values())
