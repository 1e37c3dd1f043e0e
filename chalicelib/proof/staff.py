"""Who holds which position today, each roster read once and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Protocol

from chalicelib.people import Roster, Unit


class Directory(Protocol):
    """As much of `people.PeopleStore` as the proof reads."""

    def all_units(self) -> list[Unit]: ...

    def get_rosters(self, keys: Iterable[str], /) -> Mapping[str, Roster]:
        """By position key; a roster nobody wrote is left out. One call for each hundred."""


class Staff:
    """`read` the positions of all services first; what was not read is read when it is asked for."""

    def __init__(self, directory: Directory, today: date) -> None:
        self._directory = directory
        self._today = today
        self._held: dict[str, bool] = {}

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self._directory.all_units()}

    def read(self, keys: Iterable[str]) -> None:
        wanted = [key for key in dict.fromkeys(keys) if key not in self._held]
        if not wanted:
            return
        found = self._directory.get_rosters(wanted)
        for key in wanted:
            self._held[key] = key in found and bool(found[key].active_ids(self._today))

    def held(self, key: str) -> bool:
        """Whether somebody is in the position today."""
        self.read([key])
        return self._held[key]
