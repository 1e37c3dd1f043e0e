"""“This is wrong”: who sees a value may apply for its correction, and it is marked until its owner has answered (Z-16).

The dispute is an application like any other (`catalogue/network-centre/data-correction.yaml`, decision 43): this room
keeps the marks, and carries out what the owner decided. A value of a register is marked in its row; what another system
knows of a person (the directory, a connector) is marked with the person. Which value an application marks is noted
under its id, so that its end takes the mark away, however often it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.people import PeopleStore, Person
from chalicelib.registers.check_row import check_row
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.effects import HALL
from chalicelib.registers.job import stamp_of
from chalicelib.registers.model import Register, Row, Stamp
from chalicelib.registers.place import REGISTER, Place, read_place
from chalicelib.registers.rows import ROW, row_of, row_pk, row_writes
from chalicelib.registers.store import Doc, Overtaken, Put, RegisterStore
from chalicelib.registers.who_may_read import keeps
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text

ATTEMPTS = 5
MARK = "VALUE"

Made = Callable[[Row], Mapping[str, Any] | None]
"""From a row to its new `values` and `disputed`, or None where nothing changes."""


@dataclass(frozen=True)
class Disputes:
    store: RegisterStore
    registers: RegisterDefinitions
    people: PeopleStore
    clock: Clock

    def disputed_by(self, place: str, person_id: str) -> str:
        """The application that has marked this value already; empty where none has."""
        at = _in_register(place)
        if at is None:
            return self.people.get_person(person_id).disputed.get(place, "")
        row = self._row(at)
        return row.disputed.get(at.column, "") if row else ""

    def mark(self, application_id: str, place: str, person_id: str) -> None:
        """From now on the value is doubtful wherever it is shown. Harmless when repeated; a mark that another
        application has set stays that one's."""
        noted = Doc(f"A#{application_id}", MARK, {"place": place, "person": person_id})
        if self.store.read(noted.pk, noted.sk) is None:
            self._write(lambda: [Put(noted)], give_up=True)
        at = _in_register(place)
        if at is None:
            self.people.mark_disputed(person_id, place, application_id)
        else:
            self._change(at, application_id, "mark", lambda row: _marked(row, at.column, application_id))

    def settle(self, application_id: str, place: str, value: Any) -> dict[str, Any]:
        """The owner has answered that the value should be `value`: `{register, row, changes}` of what changed here.
        Another system's values are put right there. Done once: the second time the value stands already."""
        at = _in_register(place)
        if at is None:
            return {}
        before = self._row(at)
        self._change(at, application_id, "put_right", lambda row: _corrected(row, at.column, value, application_id))
        old = before.values.get(at.column) if before else None
        return {"register": at.code, "row": at.key, "changes": {at.column: {"before": old, "after": value}}}

    def release(self, application_id: str) -> None:
        """The application has ended: its mark goes. Harmless when repeated, and for one that never marked anything."""
        noted = self.store.read(f"A#{application_id}", MARK)
        if noted is None:
            return
        place, person_id = noted.data["place"], noted.data["person"]
        at = _in_register(place)
        if at is not None:
            self._change(at, application_id, "answered", lambda row: _cleared(row, at.column, application_id))
            return
        try:
            self.people.clear_disputed(person_id, place, application_id)
        except NotFound:  # who is gone has no marks
            return

    def correct_row(self, person: Person, code: str, key: str, rev: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """The owner puts values right: `{key, rev}`. Raises `InvalidForm`, `StaleVersion`, `NotFound`."""
        register = self._kept(person, code)
        row = self._row(Place(REGISTER, code, key, ""))
        if row is None or row.reserved:
            raise NotFound()
        if row.rev != rev:
            raise StaleVersion()
        new = _checked(register, values, "/values", fixed=register.key)
        still = {
            name: id for name, id in row.disputed.items() if new.get(name, row.values.get(name)) == row.values.get(name)
        }
        by = stamp_of(person, "correction")
        after = row.changed(new, self.clock(), by, disputed=still)
        for _ in range(ATTEMPTS):  # a sum may have been added to by others meanwhile
            try:
                self.store.write(self._with_sums(register, row, after, by))
                return {"key": key, "rev": after.rev}
            except Overtaken:
                now = self._row(Place(REGISTER, code, key, ""))
                if now is None or now.rev != rev:
                    break
        raise StaleVersion()

    def _with_sums(self, register: Register, before: Row, after: Row, by: Stamp) -> list[Put]:
        """The corrected row, and what it changes in the registers that add it up."""
        writes = row_writes(register, before, after)
        if register.sums:
            from chalicelib.registers.summing import shifts, sum_writes

            found = shifts(register, before.values, after.values)
            writes += sum_writes(self.store, self.registers, found, self.clock(), by)
        return writes

    def _change(self, at: Place, application_id: str, why: str, made: Made) -> None:
        """A new version of the row with what `made` says of it; none where that is nothing, or the row is gone."""
        register, by = self.registers.get(at.code), Stamp(application_id, HALL, f"application:{application_id}:{why}")

        def think() -> list[Put]:
            row = self._row(at)
            new = made(row) if row else None
            if row is None or new is None:
                return []
            after = row.changed(new["values"], self.clock(), by, disputed=new["disputed"], reserved=row.reserved)
            return self._with_sums(register, row, after, by)

        self._write(think)

    def _write(self, think: Callable[[], list[Put]], give_up: bool = False) -> None:
        for _ in range(ATTEMPTS):
            try:
                if writes := think():
                    self.store.write(writes)
                return
            except Overtaken:
                if give_up:  # somebody has noted the very same
                    return
        raise Conflict()

    def _row(self, at: Place) -> Row | None:
        doc = self.store.read(row_pk(at.code, at.key), ROW)
        return row_of(doc) if doc else None

    def _kept(self, person: Person, code: str) -> Register:
        register = self.registers.get(code)
        if not keeps(register, person, self.clock().astimezone(CHINA).date()):
            raise NotFound()
        return register


def _in_register(place: str) -> Place | None:
    """The place in a register kept here; None for what other systems know of a person."""
    if not place.startswith(f"{REGISTER}:"):
        return None
    return read_place(place)


def _marked(row: Row, column: str, application_id: str) -> dict[str, Any] | None:
    if column in row.disputed:
        return None
    return {"values": {}, "disputed": {**row.disputed, column: application_id}}


def _cleared(row: Row, column: str, application_id: str) -> dict[str, Any] | None:
    if row.disputed.get(column) != application_id:
        return None
    return {"values": {}, "disputed": {name: id for name, id in row.disputed.items() if name != column}}


def _corrected(row: Row, column: str, value: Any, application_id: str) -> dict[str, Any] | None:
    if row.values.get(column) == value and column not in row.disputed:
        return None
    left = {name: id for name, id in row.disputed.items() if (name, id) != (column, application_id)}
    return {"values": {column: value}, "disputed": left}


def _checked(register: Register, raw: Mapping[str, Any], at: str, fixed: str = "") -> dict[str, Any]:
    unknown = [name for name in raw if register.column(name) is None or name == fixed]
    values, faults = check_row(register, raw)
    errors = [FieldError(f"{at}/{fault.column}", fault.code, fault.message) for fault in faults]
    message = Text("不能修改此列", "This column cannot be changed")
    errors += [FieldError(f"{at}/{name[:64]}", "unknown_column", message) for name in unknown]
    if errors:
        raise InvalidForm(errors=tuple(errors[:100]))
    return values
