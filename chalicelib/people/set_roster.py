"""Replace a roster: read it, work out what changes for whom, write that, and once more when somebody was faster."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Protocol

from chalicelib.errors import Conflict, StaleVersion
from chalicelib.people.model import Member, Roster
from chalicelib.people.roster_changes import Part, parts_of

_ATTEMPTS = 4


class Rosters(Protocol):
    def get_roster(self, role: str, unit: str) -> Roster: ...

    def write_part(self, part: Part) -> bool: ...


def set_roster(
    rosters: Rosters, role: str, unit: str, members: Sequence[Member], owner_unit: str, expect_rev: int | None
) -> Roster:
    """The roster afterwards; see `PeopleStore.set_roster`."""
    seen = expect_rev
    for _ in range(_ATTEMPTS):
        before = rosters.get_roster(role, unit)
        parts = list(parts_of(before, members, owner_unit))
        # Asked before anything else: a change whose answer was lost looks like somebody else's, but it is done.
        if not parts:
            return before
        if seen is not None and before.rev != seen:
            raise StaleVersion
        written = list(takewhile(rosters.write_part, parts))
        if len(written) == len(parts):
            return parts[-1].roster
        if seen is not None:
            seen = before.rev + len(written)
    raise Conflict
