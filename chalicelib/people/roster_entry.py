"""What one change of a roster did, line by line, and who made it when (H-19). Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chalicelib.people.model import Member, Roster
from chalicelib.shared.text import Text

Kind = Literal["added", "ended", "changed", "removed"]


@dataclass(frozen=True)
class LineChange:
    """One line of a roster before and after: `added` has no `before`, `removed` (it had not begun) no `after`, `ended`
    got an earlier last day than it had."""

    kind: Kind
    before: Member | None
    after: Member | None

    @property
    def person_id(self) -> str:
        line = self.after or self.before
        assert line is not None
        return line.person_id


@dataclass(frozen=True)
class Author:
    """Who changes rosters, when and why; `by_file` for an import."""

    id: str
    name: Text
    at: datetime
    note: str = ""
    by_file: bool = False


@dataclass(frozen=True)
class RosterEntry:
    """One line of a roster's history: the change that made it version `rev`. `names` as they were then, by id."""

    rev: int
    author: Author
    changes: tuple[LineChange, ...]
    names: dict[str, Text]


@dataclass(frozen=True)
class RosterChange:
    """A roster as it was read, and what it is to become."""

    before: Roster
    members: tuple[Member, ...]
    owner_unit: str


def line_changes(
    before: Sequence[Member], after: Sequence[Member], only: Collection[str] | None = None
) -> tuple[LineChange, ...]:
    """What differs, person by person in the order of the lists; `only` for these people."""
    people = dict.fromkeys(member.person_id for member in (*before, *after))
    found: list[LineChange] = []
    for person in people:
        if only is not None and person not in only:
            continue
        gone = [one for one in before if one.person_id == person and one not in after]
        for line in (one for one in after if one.person_id == person and one not in before):
            same = next((one for one in gone if _same_term(one, line)), None)
            if same:
                gone.remove(same)
            found.append(_change(same, line) if same else LineChange("added", None, line))
        found += [LineChange("removed", one, None) for one in gone]
    return tuple(found)


def _same_term(before: Member, after: Member) -> bool:
    """Whether a line became another one; two terms without a common day are two lines."""
    starts, ends = (before.since or date.min, after.since or date.min), (before.until, after.until)
    return starts[0] == starts[1] or max(starts) <= min(end or date.max for end in ends)


def _change(before: Member, after: Member) -> LineChange:
    sooner = after.until is not None and (before.until is None or after.until < before.until)
    return LineChange("ended" if sooner and after.since == before.since else "changed", before, after)
