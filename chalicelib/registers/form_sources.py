"""What forms look up, whichever it is: rows of registers kept here, or what a department's system says of a person.

Answers the forms room's port (`forms.RowSource`); rows and values are made of the kinds it gives (`Shapes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import FieldError, InvalidForm, NotFound
from chalicelib.people import Person
from chalicelib.registers.connector import Connector
from chalicelib.registers.connectors import Connectors
from chalicelib.registers.form_rows import OFFERED, FormRows
from chalicelib.registers.kinds import CellRefused, masked, read_value, shown
from chalicelib.registers.model import Column
from chalicelib.registers.place import CONNECTOR, REGISTER, Place, place_text, read_place
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class FormSources:
    """`make_value` is the port's kind of value (`forms.FoundValue`); rows are made by `rows`."""

    rows: FormRows
    connectors: Connectors
    make_value: Callable[..., Any]
    services: Callable[[], Iterable[tuple[str, Text, str]]] = tuple
    """What the port asks of services; the registers know none."""

    def find(self, register: str, key: str, person_id: str, show: Iterable[str]) -> Any:
        """The row, if this person may see it and it is not held by somebody's application. Raises `NotFound`."""
        if not self._is_connector(register):
            return self.rows.find(register, key, person_id, show)
        found = next((row for row in self._asked(register, person_id, list(show)) if row.key == key), None)
        if found is None:
            raise NotFound()
        return found

    def search(self, register: str, view: str, words: str, person_id: str, show: Iterable[str]) -> list[Any]:
        """At most `OFFERED` rows whose key or label has these words."""
        if not self._is_connector(register):
            return self.rows.search(register, view, words, person_id, show)
        wanted = words.strip().casefold()
        found = self._asked(register, person_id, list(show))
        return [row for row in found if wanted in f"{row.key} {row.label.zh} {row.label.en}".casefold()][:OFFERED]

    def known(self, connector: str, person_id: str) -> Any:
        """What the connector says of the person, its first row, or None. Raises `Temporary`."""
        return next(iter(self._asked(connector, person_id, [])), None)

    def about(self, connector: str) -> tuple[Text, str]:
        """What it is called, and the id of the unit that owns it; of one that is gone, its code."""
        try:
            register = self.connectors.get(connector).register
        except NotFound:
            return Text(connector, connector), ""
        return register.name, register.owner_unit

    def marks(self, register: str, key: str) -> tuple[str, ...]:
        """The columns of a row that somebody says are wrong, now; what other systems know is marked with the person."""
        if self._is_connector(register):
            return ()
        return tuple(self.rows.reading.read(register, key).disputed)

    def value_at(self, place: str, person_id: str) -> Any:
        """The value as the person sees it. Raises `NotFound`, `Temporary`."""
        at = read_place(place)
        if at.kind == CONNECTOR:
            return self._connected_value(at, person_id)
        register, row, sight = self.rows.reading.look(self.rows.person(person_id), at.code, at.key)
        column = register.column(at.column)
        if column is None:
            raise NotFound()
        value = row.values.get(column.name)
        hidden = column.sensitive and not sight.plain
        return self._value(at, register.name, register.owner_unit, column, value, hidden)

    def read_right(self, place: str, raw: Any) -> tuple[Any, Text]:
        """As the register would store it, and how it reads. Raises `NotFound`, `InvalidForm`."""
        at = read_place(place)
        column = self.rows.reading.registers.get(at.code).column(at.column) if at.kind == REGISTER else None
        if column is None:
            raise NotFound()
        try:
            value = read_value(column, raw)
        except CellRefused as refused:
            raise InvalidForm(errors=(FieldError("", refused.code, refused.message),)) from None
        return value, shown(column, value) if value is not None else Text("", "")

    def _connected_value(self, at: Place, person_id: str) -> Any:
        register = self.connectors.get(at.code).register
        column = register.column(at.column)
        found = next((row for row in self._asked(at.code, person_id, []) if row.key == at.key), None)
        if column is None or found is None:
            raise NotFound()
        value = found.values.get(column.name)
        return self._value(at, register.name, register.owner_unit, column, value, column.sensitive)

    def _value(self, at: Place, source: Text, owner: str, column: Column, value: Any, hidden: bool) -> Any:
        reads = Text("（空）", "(empty)") if value is None else masked(value) if hidden else shown(column, value)
        return self.make_value(place_text(at), source, owner, column.label, reads)

    def _is_connector(self, code: str) -> bool:
        return code not in self.rows.reading.registers.all()

    def _asked(self, code: str, person_id: str, show: list[str]) -> list[Any]:
        """The rows of the connector's answer about this person, one call. Raises `NotFound`, `Temporary`."""
        person, connector = self.rows.person(person_id), self.connectors.get(code)
        answered = self.connectors.answer(code, person)
        return [self._row(connector, values, stamp(answered.at), person, show) for values in answered.rows]

    def _row(self, connector: Connector, values: Any, at: str, person: Person, show: list[str]) -> Any:
        register = connector.register
        key = str(values[register.key])
        named = {column.name: column for column in register.columns if column.name in values and not column.sensitive}
        texts = {name: shown(column, values[name]) for name, column in named.items()}
        parts = [texts[name] for name in show if name in texts] or [Text(key, key)]
        unit = self.rows.reading.people.get_units([register.owner_unit]).get(register.owner_unit)
        places = {name: place_text(Place(CONNECTOR, register.code, key, name)) for name in named}
        return self.rows.make(
            key=key,
            label=Text(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts)),
            values={name: values[name] for name in named},
            shown=texts,
            rev=0,
            at=at,
            fresh_at=at,
            source=register.name,
            owner=unit.name if unit else None,
            disputed=tuple(name for name, place in places.items() if place in person.disputed),
            owner_id=register.owner_unit,
            kind=CONNECTOR,
        )
