"""What everything that is kept here does alike: whose day it is, the units by id, who writes."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from chalicelib.people import Author, Person, Unit
from chalicelib.shared.clock import CHINA, Clock


class Units(Protocol):
    def all_units(self) -> list[Unit]: ...


class Keeping:
    """A part of a desk; `people` and `clock` are its own."""

    people: Units
    clock: Clock

    @property
    def today(self) -> date:
        return self.clock().astimezone(CHINA).date()

    def units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.people.all_units()}

    def author(self, person: Person, note: str, *, by_file: bool = False) -> Author:
        return Author(person.id, person.name, self.clock(), note.strip(), by_file)
