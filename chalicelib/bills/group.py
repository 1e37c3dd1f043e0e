"""Who belongs to a group at this moment: holders of a role, or the people of a unit and all that is part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from chalicelib.bills.who import is_below
from chalicelib.people import Person, Roster, Unit, position_key

BATCH = 100


class People(Protocol):
    def all_units(self) -> list[Unit]: ...
    def get_people(self, ids: Iterable[str], /) -> Mapping[str, Person]: ...
    def get_rosters(self, keys: Iterable[str], /) -> Mapping[str, Roster]: ...


def people_of(
    to: Mapping[str, str], people: People, ids_at: Callable[[str, str], Iterable[str]], today: date
) -> list[str]:
    """Their ids, sorted; who has left is not among them. `ids_at(unit, grade)` lists those of one very unit.

    One read for each unit, and one for each hundred people where a category is asked for or somebody may have left.
    """
    known = {unit.id: unit for unit in people.all_units()}
    units = [id for id in known if not to["group"] or is_below(id, to["group"], known)]
    if to["role"]:
        rosters = people.get_rosters(position_key(to["role"], unit) for unit in units)
        found = {id for roster in rosters.values() for id in roster.active_ids(today)}
    else:
        found = {id for unit in units for id in ids_at(unit, to["grade"])}
    return sorted(
        person.id
        for person in _read(people, sorted(found))
        if not person.left_on(today) and to["category"] in ("", str(person.category))
    )


def _read(people: People, ids: list[str]) -> Iterator[Person]:
    for start in range(0, len(ids), BATCH):
        yield from people.get_people(ids[start : start + BATCH]).values()
