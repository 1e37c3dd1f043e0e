"""What is somebody's while they are here: it gets a last day when they leave, and loses it when they come back.

A register says so with ``expires: {…, after_leaving: 183}``. A person's last day is often known long before (a degree
ends in June), so the row shows its own as soon as the directory does. A day that an application has set later than that
is left alone; one that followed the person goes on following.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.errors import Conflict, NotFound
from chalicelib.people import PeopleStore
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.effects import HALL
from chalicelib.registers.model import Expires, Register, Row, Stamp
from chalicelib.registers.rows import ROW, index_key, row_of, row_pk, row_writes
from chalicelib.registers.store import Overtaken, RegisterStore
from chalicelib.shared.clock import Clock

ATTEMPTS = 5
PAGE = 100
WHY = "affiliation"


@dataclass(frozen=True)
class Leaving:
    store: RegisterStore
    registers: RegisterDefinitions
    people: PeopleStore
    clock: Clock

    def look_at(self, person_id: str) -> int:
        """Bring the last day of everything this person has in line with theirs; how many rows that changed."""
        changed = 0
        for register, rule in self._following():
            for key in list(self._keys_of(register, person_id)):
                changed += self._follow(register, rule, key)
        return changed

    def look_at_rows(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """The same for rows an application has just written: ``{register, row, …}``."""
        known = {register.code: (register, rule) for register, rule in self._following()}
        for one in rows:
            if one["register"] in known:
                self._follow(*known[one["register"]], str(one["row"]))

    def _following(self) -> Iterator[tuple[Register, Expires]]:
        for kept in self.registers.all().values():
            rule = kept.register.expires
            if rule and rule.after_leaving:
                yield kept.register, rule

    def _keys_of(self, register: Register, person_id: str) -> Iterator[str]:
        after, more = None, True
        while more:
            found = self.store.listed("person", index_key(register.code, "person", person_id), limit=PAGE, after=after)
            after, more = found.after, found.after is not None
            yield from (row_of(doc).key for doc in found.docs)

    def _follow(self, register: Register, rule: Expires, key: str) -> bool:
        for _ in range(ATTEMPTS):
            doc = self.store.read(row_pk(register.code, key), ROW)
            row = row_of(doc) if doc else None
            after = self._followed(register, rule, row) if row and not row.reserved else None
            if after is None:
                return False
            try:
                self.store.write(row_writes(register, row, after))
                return True
            except Overtaken:
                continue
        raise Conflict()

    def _followed(self, register: Register, rule: Expires, row: Row) -> Row | None:
        """The row with the day it should have; None where it has that."""
        person, has = str(row.values.get(register.person, "")), row.values.get(rule.column)
        try:
            until = self.people.get_person(person).until
        except NotFound:
            return None
        day = (until + timedelta(days=rule.after_leaving)).isoformat() if until else None
        later = day is not None and has is not None and has > day and row.by.why != WHY
        if has == day or later:
            return None
        return row.changed({rule.column: day}, self.clock(), Stamp(person, HALL, WHY), hold=row.hold)
