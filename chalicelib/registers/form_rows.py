"""Rows for forms: what a person may choose from a register, as the forms room's port asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.registers.kinds import shown
from chalicelib.registers.model import Register, Row
from chalicelib.registers.reading import Reading
from chalicelib.registers.who_may_read import Sight
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

OFFERED = 20
LOOKED_AT = 200
"""How many rows of a view a search looks at; whoever needs a later one types its key."""


@dataclass(frozen=True)
class FormRows:
    """`make` is the port's own kind of row (`forms.FoundRow`); `person` finds who asks."""

    reading: Reading
    person: Callable[[str], Person]
    make: Callable[..., Any]

    def find(self, register: str, key: str, person_id: str, show: Iterable[str]) -> Any:
        """The row, if this person may see it and it is not held by somebody's application. Raises `NotFound`."""
        definition, row, sight = self.reading.look(self.person(person_id), register, key)
        if row.held(self.reading.clock(), person=person_id):
            raise NotFound()
        return self._made(definition, row, sight, list(show))

    def search(self, register: str, view: str, words: str, person_id: str, show: Iterable[str]) -> list[Any]:
        """At most `OFFERED` rows of the view whose key or label has these words, in the view's order."""
        person, wanted, columns = self.person(person_id), words.strip().casefold(), list(show)
        found = []
        for definition, row, sight in self._rows(person, register, view, words.strip()):
            made = self._made(definition, row, sight, columns)
            if wanted in f"{row.key} {made.label.zh} {made.label.en}".casefold():
                found.append(made)
            if len(found) == OFFERED:
                break
        return found

    def _rows(self, person: Person, register: str, view: str, key: str) -> Iterator[tuple[Register, Row, Sight]]:
        """The row whose key was typed whole, then those of the view; none that somebody's application holds."""
        now, met = self.reading.clock(), set[str]()
        if key:
            try:
                exact = self.reading.look(person, register, key)
            except NotFound:
                pass
            else:
                if not exact[1].held(now, person=person.id):
                    met.add(key)
                    yield exact
        for definition, row, sight in self.reading.rows_of(person, register, view, LOOKED_AT):
            if row.key not in met and not row.held(now, person=person.id):
                yield definition, row, sight

    def _made(self, register: Register, row: Row, sight: Sight, show: list[str]) -> Any:
        open_columns = [column for column in register.columns if sight.plain or not column.sensitive]
        values = {column.name: row.values[column.name] for column in open_columns if column.name in row.values}
        texts = {column.name: shown(column, values[column.name]) for column in open_columns if column.name in values}
        parts = [texts[name] for name in show if name in texts] or [Text(row.key, row.key)]
        kept = self.reading.registers.kept(register.code)
        unit = self.reading.people.get_units([register.owner_unit]).get(register.owner_unit)
        return self.make(
            key=row.key,
            label=Text(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts)),
            values=values,
            shown=texts,
            rev=row.rev,
            at=stamp(row.at),
            fresh_at=stamp(kept.fresh_at) if kept.fresh_at else None,
            source=register.name,
            owner=unit.name if unit else None,
            disputed=tuple(row.disputed),
            owner_id=register.owner_unit,
        )
