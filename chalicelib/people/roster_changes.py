"""What changes for whom when a roster is replaced: pure, so that the store only has to write it down.

A roster may have more people than one transaction takes. The change is then cut into *parts*; after each of them the
roster and its people agree, so a change that stops half-way is a smaller change, and doing it again completes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.people.model import Member, Position, Roster

PEOPLE_A_PART = 99
"""DynamoDB takes 100 items in a transaction; one of them is the roster."""


@dataclass(frozen=True)
class Part:
    """One transaction: the roster as it is afterwards, and the people whose positions change with it."""

    roster: Roster
    people: tuple[str, ...]

    def positions_of(self, person_id: str, before: Iterable[Position]) -> tuple[Position, ...]:
        """The person's positions afterwards: those in other rosters untouched, then this roster's."""
        kept = tuple(position for position in before if position.key != self.roster.key)
        return kept + tuple(
            Position(self.roster.role, self.roster.unit, member.since, member.until)
            for member in self.roster.members
            if member.person_id == person_id
        )


def parts_of(
    before: Roster, members: Sequence[Member], owner_unit: str, people_a_part: int = PEOPLE_A_PART
) -> Iterator[Part]:
    """The transactions that lead from `before` to a roster with exactly `members`; none when nothing changes.

    Lines that say the same twice count once. Only people whose lines differ are touched.
    """
    wanted = tuple(dict.fromkeys(members))
    changed = _people_that_differ(before.members, wanted)
    if not changed and wanted == before.members and owner_unit == before.owner_unit:
        return
    done: set[str] = set()
    roster = before
    for start in range(0, max(len(changed), 1), people_a_part):
        people = changed[start : start + people_a_part]
        done.update(people)
        last = len(done) == len(changed)
        mixed = wanted if last else _mixed(before.members, wanted, done)
        roster = replace(roster, members=mixed, owner_unit=owner_unit, rev=roster.rev + 1)
        yield Part(roster, people)


def with_holders(current: Sequence[Member], people: Sequence[str], on: date) -> tuple[Member, ...]:
    """`current` changed so that exactly `people` hold the position from `on`: who goes keeps a line that ends the day
    before, who stays keeps the line, who comes gets one that begins `on`. Lines that had not begun are dropped.
    """
    ended = [
        member if not member.active_on(on) else replace(member, until=on - timedelta(days=1))
        for member in current
        if (member.person_id not in people or not member.active_on(on)) and not _begins_after(member, on)
    ]
    staying = {m.person_id: replace(m, until=None) for m in current if m.person_id in people and m.active_on(on)}
    kept = [member for member in ended if member.since is None or member.until is None or member.since <= member.until]
    return (*kept, *(staying.get(person, Member(person, since=on)) for person in dict.fromkeys(people)))


def _begins_after(member: Member, on: date) -> bool:
    return member.since is not None and member.since > on


def _people_that_differ(before: Sequence[Member], wanted: Sequence[Member]) -> tuple[str, ...]:
    people = dict.fromkeys(member.person_id for member in (*before, *wanted))
    return tuple(person for person in people if _lines(before, person) != _lines(wanted, person))


def _lines(members: Sequence[Member], person_id: str) -> list[Member]:
    return [member for member in members if member.person_id == person_id]


def _mixed(before: Sequence[Member], wanted: Sequence[Member], done: set[str]) -> tuple[Member, ...]:
    return (
        *(member for member in before if member.person_id not in done),
        *(member for member in wanted if member.person_id in done),
    )
