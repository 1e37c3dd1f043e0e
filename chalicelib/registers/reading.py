"""Looking into registers: which there are for me, one row, pages of rows, a row's history, options for a form.

Every answer is judged row by row by `who_may_read`; lists come from an index entry that only holds what the view is
about, so their cost depends on the page and never on what is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.people import PeopleStore, Person
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.model import Register, Row
from chalicelib.registers.rows import ROW, changes, described, index_key, row_of, row_pk, row_view
from chalicelib.registers.store import Doc, Found, RegisterStore
from chalicelib.registers.who_may_read import Sight, is_for, keeps, sight, units_of
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor

HISTORY = 50
ROUNDS = 4
"""Queries a page may take to be full: a list is in parts, and what an index names may not be this person's to see."""


@dataclass(frozen=True)
class Reading:
    store: RegisterStore
    registers: RegisterDefinitions
    people: PeopleStore
    clock: Clock
    secret: str

    def list_registers(self, person: Person) -> dict[str, Any]:
        """`{items}`: the registers that have something for this person, inquiry pages first said."""
        found = []
        for kept in self.registers.all().values():
            views = self._views(kept.register, person)
            keeper = keeps(kept.register, person, self._today())
            if keeper or (views and kept.register.inquiry):
                found.append(self._summary(kept.register, person) | {"views": views, "keeper": keeper})
        return {"items": found}

    def describe(self, person: Person, code: str) -> dict[str, Any]:
        """One register: columns, views and freshness. Raises `NotFound`, also for who may see nothing of it."""
        register = self.registers.get(code)
        views, keeper = self._views(register, person), keeps(register, person, self._today())
        if not views and not keeper:
            raise NotFound()
        summary = self._summary(register, person)
        parent = register.reader("parent")
        more = {
            "key": register.key,
            "person": register.person or None,
            "group": register.group or None,
            "groups": parent.parent if parent else None,
            "expires": vars(register.expires) if register.expires else None,
            "codes": vars(register.codes) if register.codes else None,
        }
        return summary | more | {"views": views, "keeper": keeper, "columns": described(register)}

    def list_rows(
        self, person: Person, code: str, view: str, of: str, cursor: str | None, limit: int
    ) -> dict[str, Any]:
        """`{items, next}`; a page may be short and still go on. `view`: own, group (with `of`: which) or all.

        Raises `NotFound`, `InvalidRequest`.
        """
        register = self.registers.get(code)
        index, keys = self._places(register, person, view, of)
        place = {"list": f"{person.id}/{code}/{view}/{of}"}
        at: dict[str, Any] | None = self._place(place, cursor)
        items: list[dict[str, Any]] = []
        for _ in range(ROUNDS):
            assert at is not None
            n = min(int(at.get("n", 0)), len(keys) - 1)
            found = self.store.listed(index, keys[n], limit=limit - len(items), after=at.get("after"))
            items += self._seen(register, person, found, of)
            at = {"n": n, "after": dict(found.after)} if found.after else {"n": n + 1} if n + 1 < len(keys) else None
            if at is None or len(items) >= limit:
                break
        return {"items": items, "next": encode_cursor(self.secret, place | at) if at else None}

    def rows_of(self, person: Person, code: str, view: str, limit: int) -> Iterator[tuple[Register, Row, Sight]]:
        """The first `limit` rows of a view that the person may see, as they are; a page of fifty at a time."""
        register = self.registers.get(code)
        index, keys = self._places(register, person, view, "")
        for key in keys:
            after, more = None, True
            while more and limit > 0:
                found = self.store.listed(index, key, limit=min(50, limit), after=after)
                after, more, limit = found.after, found.after is not None, limit - 50
                for row in map(row_of, found.docs):
                    seen = sight(register, row.values, person, self._today())
                    if seen is not None:
                        yield register, row, seen

    def view_row(self, person: Person, code: str, key: str) -> dict[str, Any]:
        """One row. Raises `NotFound`, also for who may not see it: existence is private."""
        register, row, seen = self.look(person, code, key)
        return self._view(register, row, seen) | self._origin(register, person)

    def look(self, person: Person, code: str, key: str) -> tuple[Register, Row, Sight]:
        """The row as the person may see it. Raises `NotFound`; `Temporary` when it cannot be read just now."""
        register, row = self.registers.get(code), self.read(code, key)
        known = self._known(register, str(row.values.get(register.group, "")), person)
        seen = sight(register, row.values, person, self._today(), **known)
        if seen is None:
            raise NotFound()
        return register, row, seen

    def read(self, code: str, key: str) -> Row:
        """The row whoever asks, for the room's own use. Raises `NotFound`, also for one that is only reserved."""
        doc = self.store.read(row_pk(code, key), ROW)
        if doc is None or (row := row_of(doc)).reserved:
            raise NotFound()
        return row

    def history(self, person: Person, code: str, key: str) -> dict[str, Any]:
        """`{items}`, newest first, at most the last fifty changes: who, when, why, before and after. For keepers."""
        register, row, _ = self.look(person, code, key)
        if not keeps(register, person, self._today()):
            raise NotFound()
        docs = self.store.below(row_pk(code, key), "H#", limit=HISTORY, newest_first=True)
        versions = [row, *(Row.of(doc.data, int(doc.data["rev"])) for doc in docs)]
        return {"items": [_step(register, now, before) for now, before in _pairs(versions)]}

    def _view(self, register: Register, row: Row, seen: Sight) -> dict[str, Any]:
        ids = [row.values[column.name] for column in register.columns
               if column.kind == "unit" and column.name in row.values]  # fmt: skip
        names = {id: unit.name for id, unit in self.people.get_units(ids).items()} if ids else {}
        return row_view(register, row, plain=seen.plain, names=names)

    def _summary(self, register: Register, person: Person) -> dict[str, Any]:
        told = {"code": register.code, "name": register.name.to_dict(), "about": register.about.to_dict()}
        return told | self._origin(register, person)

    def _origin(self, register: Register, person: Person) -> dict[str, Any]:
        unit = self.people.get_units([register.owner_unit]).get(register.owner_unit)
        fresh = self.registers.kept(register.code).fresh_at
        owner = unit.name.to_dict() if unit else None
        return {"owner": owner, "fresh_at": stamp(fresh) if fresh else None}

    def _views(self, register: Register, person: Person) -> list[str]:
        """Which lists the person may open: own, group, all."""
        if keeps(register, person, self._today()):
            return ["all"] + (["group"] if register.group else [])
        granted = [reader for reader in register.readers if is_for(reader, person)]
        whos = {reader.who for reader in granted}
        views = ["own"] if "person" in whos else []
        units = any(units_of(reader, person, self._today()) for reader in granted if reader.who == "unit")
        views += ["group"] if units or whos & {"parent", "grant"} else []
        return views + (["all"] if "everybody" in whos else [])

    def _places(self, register: Register, person: Person, view: str, of: str) -> tuple[str, list[str]]:
        """The index, and the keys of it that make up the view, in order."""
        if view not in self._views(register, person):
            raise NotFound()
        if view == "own":
            return "person", [index_key(register.code, "person", person.id)]
        if view == "all":
            return "list", [index_key(register.code, "list", str(shard)) for shard in range(register.shards)]
        return "group", [index_key(register.code, "group", group) for group in self._groups(register, person, of)]

    def _groups(self, register: Register, person: Person, of: str) -> list[str]:
        """The groups asked for: `of` when it is one of the person's, all of theirs when it is empty."""
        today, reader = self._today(), register.reader("unit")
        if keeps(register, person, today):
            return [of]
        if register.by_group_row:
            return [of or _NOWHERE]  # each row is judged by what is known of this group
        mine = units_of(reader, person, today) if reader else ()
        return [group for group in mine if not of or group == of] or [_NOWHERE]

    def _seen(self, register: Register, person: Person, found: Found, of: str) -> Iterator[dict[str, Any]]:
        """The rows the person may see; the index may be a moment behind, so each is judged again."""
        known = self._known(register, of, person)
        for doc in found.docs:
            row = row_of(doc)
            seen = sight(register, row.values, person, self._today(), **known)
            if seen is not None:
                yield self._view(register, row, seen)

    def _known(self, register: Register, group: str, person: Person) -> dict[str, str]:
        """What `sight` must know of a group: whom its parent row names, until when the person has a grant for it."""
        known: dict[str, str] = {}
        for reader in register.readers if group else ():
            if reader.who == "parent":
                row = self.store.read(row_pk(reader.parent, group), ROW)
                column = self.registers.get(reader.parent).person
                known["parent_person"] = str(row_of(row).values.get(column, "")) if row else ""
            elif reader.who == "grant":
                row = self.store.read(row_pk(reader.parent, f"{person.id}:{group}"), ROW)
                known["granted_until"] = str(row_of(row).values.get("until", "")) if row else ""
        return known

    def _place(self, place: Mapping[str, str], cursor: str | None) -> dict[str, Any]:
        if cursor is None:
            return {}
        at = decode_cursor(self.secret, cursor)
        if at.get("list") != place["list"]:
            raise InvalidRequest()
        return at

    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()


_NOWHERE = ""
"""A group that no row has."""


def _pairs(versions: list[Row]) -> Iterator[tuple[Row, Row | None]]:
    for place, row in enumerate(versions):
        yield row, versions[place + 1] if place + 1 < len(versions) else None


def _step(register: Register, now: Row, before: Row | None) -> dict[str, Any]:
    found = changes(before.values if before else {}, now.values)
    known = {column.name: column.label.to_dict() for column in register.columns}
    shown = [
        {"column": name, "label": known.get(name), "before": old, "after": new} for name, (old, new) in found.items()
    ]
    return {"rev": now.rev, "at": stamp(now.at), "by": now.by.to_dict(), "changes": shown}


__all__ = ["Doc", "Reading"]
