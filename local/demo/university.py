"""The demo university put together: the same people, units and rosters on every machine."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

from chalicelib.people import ROLES, Member, PeopleStore, Person, Position, Roster, University, split_position_key
from local.demo.names import Names
from local.demo.staff import Staff
from local.demo.students import students
from local.demo.units import units

_SEED = 20260901
_NAME = "demo-university"
_WRITTEN = "with the unit each belongs to"
"""How people are written down; another word loads them again."""
_FORMER = {"counsellor@class-cs2301": Member("120109", date(2023, 9, 1), date(2025, 8, 31))}
"""Somebody who held a position once: rosters keep their dates (H-19)."""
_BEGAN = date(2022, 9, 1)


@cache
def demo_university() -> University:
    """About 330 invented people with every roster the first services need."""
    random = Random(_SEED)
    names = Names(random)
    studying, accounts = students(random, names)
    staff = Staff(random, names)
    rosters = tuple(_roster(key, ids) for key, ids in sorted(staff.held.items()))
    positions = _positions(rosters)
    everybody = [*staff.people, *_with_supervisors(studying, {person.id: person for person in staff.people})]
    people = tuple(
        replace(person, mobile=f"1990000{number:04d}", positions=tuple(positions.get(person.id, ())))
        for number, person in enumerate(everybody, 1)
    )
    return University(units(), people, rosters, accounts)


def load_demo(people: PeopleStore, university: University | None = None, as_of: str = "") -> bool:
    """Put the demo university (or a campus made of it) into the table; whether that was necessary. `as_of` is of when
    its data is said to be.

    Loaded once for each edition: what was changed afterwards (preferences, rosters) stays until the edition changes.
    """
    university = university or demo_university()
    digest = hashlib.sha256(f"{_WRITTEN} {university!r}".encode()).hexdigest()
    if people.seed_digest(_NAME) == digest:
        return False
    people.load_seed(_NAME, digest, university, as_of)
    return True


def _roster(key: str, ids: list[str]) -> Roster:
    role, unit = split_position_key(key)
    former = _FORMER.get(key)
    since = date(2025, 9, 1) if former else _BEGAN
    members = tuple(Member(id, since) for id in ids)
    return Roster(role, unit, (former, *members) if former else members, _owner(role, unit), rev=1)


def _owner(role: str, unit: str) -> str:
    # The social sciences have their own office, which keeps their research secretaries (H-19).
    if role == "research_secretary" and unit in ("college-em", "college-fl", "college-la"):
        return "humanities"
    return ROLES[role].owner_unit or unit


def _positions(rosters: tuple[Roster, ...]) -> dict[str, list[Position]]:
    found: dict[str, list[Position]] = {}
    for roster in rosters:
        for member in roster.members:
            position = Position(roster.role, roster.unit, member.since, member.until)
            found.setdefault(member.person_id, []).append(position)
    return found


def _with_supervisors(studying: list[Person], staff: dict[str, Person]) -> list[Person]:
    return [_with_supervisor(person, staff, turn) for turn, person in enumerate(studying)]


def _with_supervisor(person: Person, staff: dict[str, Person], turn: int) -> Person:
    if person.category != "graduate":
        return person
    # A postgraduate's number has 50 + the college's number in its middle; professors have places 11 and 12.
    supervisor = staff[f"12{int(person.id[4:6]) - 50:02d}{11 + turn % 2}"]
    named = {"supervisor": supervisor.id, "supervisor_name": supervisor.name.to_dict()}
    return replace(person, extra={**person.extra, **named})
