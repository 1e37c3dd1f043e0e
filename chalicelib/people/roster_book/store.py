"""Rosters changed by those who keep them: each change with its line of history, ``R#<role>@<unit>`` / ``V#<rev>``.

Several rosters go into one transaction as long as DynamoDB takes it (100 items); a change that needs more is cut
between rosters, and each transaction is complete in itself: roster, people and history agree after every one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.update import Action

from chalicelib.errors import Conflict, NotFound, StaleVersion
from chalicelib.people import records
from chalicelib.people.items.store import PersonItem, PlainItem, RosterItem, at_table, person_items, roster_item
from chalicelib.people.model import Member
from chalicelib.people.roster_changes import PEOPLE_A_PART, Part, parts_of
from chalicelib.people.roster_entry import Author, LineChange, RosterChange, RosterEntry, line_changes
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import transaction
from chalicelib.shared.store_faults import code_of
from chalicelib.shared.text import Text

ITEMS = 100
"""Of a transaction."""
_ATTEMPTS = 4
Step = tuple[Part, tuple[LineChange, ...]]


class RosterBook:
    """Writes changes and reads their history. Raises `Temporary` when the table cannot be reached."""

    def write(self, changes: Sequence[RosterChange], author: Author) -> int:
        """How many rosters were changed. Raises `StaleVersion` when one of them is not as it was read (where everything
        fits into one transaction, nothing is written then), `NotFound` for a member who is not in the table."""
        groups = list(_groups(_steps(changes)))
        for group in groups:
            self._write(group, author)
        return len({part.roster.key for group in groups for part, _ in group})

    def history(self, role: str, unit: str, limit: int) -> list[RosterEntry]:
        """The last changes, newest first; one query."""
        key = f"R#{role}@{unit}"
        with at_table():
            found = list(
                PlainItem.query(
                    key, PlainItem.sk.startswith("V#"), scan_index_forward=False, limit=limit, page_size=limit,
                    consistent_read=True,
                )
            )  # fmt: skip
        return [_entry(int(item.sk.removeprefix("V#")), item.data) for item in found]

    def _write(self, group: Sequence[Step], author: Author) -> None:
        touched = {id for part, _ in group for id in part.people}
        for _ in range(_ATTEMPTS):
            people = person_items(touched)
            wanted = {one.person_id for part, _ in group for one in part.roster.members if one.person_id in touched}
            if missing := wanted - set(people):
                raise NotFound(extra={"people": sorted(missing)})
            if _written(group, people, author):
                return
            if any(not _as_read(part) for part, _ in group):
                raise StaleVersion
        raise Conflict


def _steps(changes: Sequence[RosterChange]) -> Iterator[Step]:
    """Each transaction's share of each roster, one version of it a step."""
    for change in changes:
        for part in parts_of(change.before, change.members, change.owner_unit, PEOPLE_A_PART - 1):
            yield part, line_changes(change.before.members, change.members, part.people)


def _groups(steps: Iterator[Step]) -> Iterator[list[Step]]:
    """Steps that go into one transaction: at most `ITEMS`, and every item once."""
    group: list[Step] = []
    people: set[str] = set()
    for step in steps:
        part, _ = step
        more = people.union(part.people)
        same = any(one.roster.key == part.roster.key for one, _ in group)
        if group and (same or len(more) + 2 * (len(group) + 1) > ITEMS):
            yield group
            group, more = [], set(part.people)
        group.append(step)
        people = more
    if group:
        yield group


def _written(group: Sequence[Step], people: Mapping[str, PersonItem], author: Author) -> bool:
    positions = {id: records.positions_from(item.positions) for id, item in people.items()}
    names = {id: records.name_from(item.data) for id, item in people.items()}
    with at_table():
        try:
            with transaction() as write:
                for part, lines in group:
                    roster = part.roster
                    first = RosterItem.pk.does_not_exist()
                    write.save(
                        roster_item(roster), condition=RosterItem.rev == roster.rev - 1 if roster.rev > 1 else first
                    )
                    told = _told(author, lines, names)
                    entry = PlainItem(f"R#{roster.key}", f"V#{roster.rev:05d}", data=told)
                    write.save(entry, condition=PlainItem.pk.does_not_exist())
                    for id in part.people:
                        if id in positions:
                            positions[id] = part.positions_of(id, positions[id])
                for id, item in people.items():
                    now: list[Action] = [
                        PersonItem.positions.set(records.positions_text(positions[id])),
                        PersonItem.rev.add(1),
                    ]
                    write.update(item, actions=now, condition=PersonItem.rev == item.rev)
        except TransactWriteError as error:
            if code_of(error) == "TransactionCanceledException":
                return False
            raise
    return True


def _as_read(part: Part) -> bool:
    with at_table():
        item = RosterItem.read(f"R#{part.roster.key}", "ROSTER")
    return (0 if item is None else int(item.rev)) == part.roster.rev - 1


def _told(author: Author, lines: Sequence[LineChange], names: Mapping[str, Text]) -> str:
    known = {line.person_id: list(names[line.person_id]) for line in lines if line.person_id in names}
    by = {"id": author.id, "name": list(author.name), "at": stamp(author.at)}
    how = {"note": author.note, "file": author.by_file}
    rows = [[line.kind, line.person_id, _days(line.before), _days(line.after)] for line in lines]
    return json.dumps(by | how | {"lines": rows, "names": known}, ensure_ascii=False, separators=(",", ":"))


def _entry(rev: int, text: str) -> RosterEntry:
    told = json.loads(text)
    author = Author(told["id"], Text(*told["name"]), unstamp(told["at"]), told["note"], told["file"])
    lines = tuple(
        LineChange(kind, _member(person, before), _member(person, after))
        for kind, person, before, after in told["lines"]
    )
    return RosterEntry(rev, author, lines, {id: Text(*name) for id, name in told["names"].items()})


def _days(member: Member | None) -> list[str | None] | None:
    if member is None:
        return None
    return [day.isoformat() if day else None for day in (member.since, member.until)]


def _member(person: str, days: list[str | None] | None) -> Member | None:
    if days is None:
        return None
    since, until = (date.fromisoformat(day) if day else None for day in days)
    return Member(person, since, until)
