"""Units and persons changed by those who keep them, each change with its line of history, ``O#<what>#<id>``.

A change names what stood there before; where something else stands there by now, nothing of its transaction is
written. Fifty changes go into one transaction (DynamoDB takes a hundred items), and each is complete in itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.errors import StaleVersion
from chalicelib.people import records
from chalicelib.people.items.store import PersonItem, PlainItem, at_table, person_item, person_items, person_of
from chalicelib.people.model import Person, Unit
from chalicelib.people.roster_entry import Author
from chalicelib.shared.clock import stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.store import transaction
from chalicelib.shared.store_faults import code_of

A_PART = 50
"""Changes in one transaction: two items each."""


@dataclass(frozen=True)
class DirectoryChange:
    """`before` is None for what is new; `told` says what changed, column by column: (before, after)."""

    after: Unit | Person
    before: Unit | Person | None
    told: Mapping[str, tuple[str, str]]

    @property
    def what(self) -> str:
        return "unit" if isinstance(self.after, Unit) else "person"


class DirectoryBook:
    """Writes changes and reads their history. Raises `Temporary` when the table cannot be reached."""

    def write(self, changes: Sequence[DirectoryChange], author: Author) -> None:
        """Raises `StaleVersion` when something is not as it was read; nothing of its part is written then."""
        for start in range(0, len(changes), A_PART):
            self._write(changes[start : start + A_PART], author)

    def history(self, what: str, id: str, limit: int) -> list[dict[str, Any]]:
        """`{at, by, name, note, by_file, changes}` of the last changes, newest first; one query."""
        with at_table():
            found = PlainItem.query(f"O#{what}#{id}", scan_index_forward=False, limit=limit, consistent_read=True)
            return [json.loads(item.data) for item in found]

    def _write(self, changes: Sequence[DirectoryChange], author: Author) -> None:
        people = person_items(one.after.id for one in changes if isinstance(one.after, Person))
        by = {"at": stamp(author.at), "by": author.id, "name": author.name.to_dict()}
        with at_table():
            try:
                with transaction() as write:
                    for one in changes:
                        if isinstance(one.after, Unit):
                            _put_unit(write, one.after, one.before)
                        else:
                            _put_person(write, one.after, one.before, people.get(one.after.id))
                        said = {**by, "note": author.note, "by_file": author.by_file, "changes": dict(one.told)}
                        data = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
                        write.save(PlainItem(f"O#{one.what}#{one.after.id}", new_id(), data=data))
            except TransactWriteError as error:
                if code_of(error) == "TransactionCanceledException":
                    raise StaleVersion from error
                raise


def _put_unit(write: Any, after: Unit, before: Any) -> None:
    held: Condition = PlainItem.pk.does_not_exist()
    if before is not None:
        held = PlainItem.data == records.unit_text(before)
    write.save(PlainItem("UNITS", after.id, data=records.unit_text(after)), condition=held)


def _put_person(write: Any, after: Person, before: Any, item: PersonItem | None) -> None:
    """Positions, proxies and preferences stay: they belong to rosters and to the person."""
    new = person_item(after)
    if item is None or before is None:
        if item is not None or before is not None:
            raise StaleVersion
        write.save(new, condition=PersonItem.pk.does_not_exist())
        return
    if records.person_text(person_of(item)) != records.person_text(before):
        raise StaleVersion
    actions: list[Action] = [PersonItem.data.set(new.data)]
    if new.home:
        actions += [PersonItem.home.set(new.home), PersonItem.home_at.set(new.home_at)]
    write.update(item, actions=actions, condition=PersonItem.data == item.data)
