"""“This is wrong”: whoever sees a value may say so, the owner answers, and the value is put right at its source (Z-16).

The value is marked at once, so nobody takes it for certain meanwhile; correcting it, here or by an import, takes the
mark away. Disputes stay in the register's table as a list of the owner's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, NotYourTurn, StaleVersion
from chalicelib.people import Person
from chalicelib.registers.check_row import check_row
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.job import stamp_of
from chalicelib.registers.kinds import shown
from chalicelib.registers.model import Register, Row
from chalicelib.registers.reading import Reading
from chalicelib.registers.rows import ROW, row_of, row_pk, row_writes
from chalicelib.registers.store import Doc, Overtaken, Put, RegisterStore
from chalicelib.registers.who_may_read import keeps
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

ATTEMPTS = 5
Tell = Callable[[str, Register, Mapping[str, Any]], None]
"""("opened" or "answered", register, dispute): the keepers are told of one, its reporter of the answer; may be called
again for the same."""


def _nobody(_what: str, _register: Register, _dispute: Mapping[str, Any]) -> None:
    return None


@dataclass(frozen=True)
class Disputes:
    store: RegisterStore
    registers: RegisterDefinitions
    reading: Reading
    clock: Clock
    secret: str
    tell: Tell = _nobody

    def report_error(self, person: Person, code: str, key: str, column: str, note: str) -> dict[str, Any]:
        """Say that a value is wrong: the dispute. Somebody else's open one of the same value is answered instead.

        Raises `NotFound` for a row the person cannot see or a column there is not.
        """

        def think() -> tuple[list[Put], Doc]:
            register, row, _ = self.reading.look(person, code, key)
            known = row.disputed.get(column)
            if known and (there := self.store.read(f"D#{known}", "DISPUTE")):
                return [], there
            return self._reporting(register, row, person, column, note)

        found = self._stored(think)
        self.tell("opened", self.registers.get(code), found.data)
        return _view(found)

    def list_disputes(self, person: Person, code: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`: what is open about a register, oldest first; for its keepers, others `NotFound`."""
        register = self._kept(person, code)
        return self._page("list", f"D#{register.code}", {"list": f"disputes/{code}"}, cursor, limit)

    def my_disputes(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`: what the person has reported, open and answered, oldest first."""
        return self._page("person", f"D#{person.id}", {"list": f"disputes/of/{person.id}"}, cursor, limit)

    def answer_dispute(
        self, person: Person, code: str, dispute: str, verdict: str, value: Any, answer: str
    ) -> dict[str, Any]:
        """The owner's answer: `corrected` with the right value, or `kept`. Raises `InvalidForm`, `NotYourTurn`."""

        def think() -> tuple[list[Put], Doc]:
            register, doc = self._kept(person, code), self.store.read(f"D#{dispute}", "DISPUTE")
            if doc is None or doc.data["register"] != code:
                raise NotFound()
            if doc.data["state"] != "open":
                self.tell("answered", register, doc.data)  # whoever answered may have died before telling
                raise NotYourTurn(Text("此项已答复", "This has been answered already"))
            row = self._row(code, doc.data["row"])
            column, by = doc.data["column"], stamp_of(person, f"dispute:{dispute}")
            values = _checked(register, {column: value}, "/value") if verdict == "corrected" else {}
            left = {name: id for name, id in row.disputed.items() if name != column}
            after = row.changed(values, self.clock(), by, disputed=left)
            told = {"state": verdict, "answer": answer, "answered_at": stamp(self.clock()), "answered_by": by.to_dict()}
            closed = replace(doc, data={**doc.data, **told}, rev=doc.rev + 1, keys=_keys(doc.data, False))
            return [*row_writes(register, row, after), Put(closed)], closed

        found = self._stored(think)
        self.tell("answered", self.registers.get(code), found.data)
        return _view(found)

    def correct_row(self, person: Person, code: str, key: str, rev: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """The owner puts values right: `{key, rev}`. Raises `InvalidForm`, `StaleVersion`, `NotFound`."""
        register, row = self._kept(person, code), self._row(code, key)
        if row.rev != rev:
            raise StaleVersion()
        new = _checked(register, values, "/values", fixed=register.key)
        still = {
            name: id for name, id in row.disputed.items() if new.get(name, row.values.get(name)) == row.values.get(name)
        }
        after = row.changed(new, self.clock(), stamp_of(person, "correction"), disputed=still)
        try:
            self.store.write(row_writes(register, row, after))
        except Overtaken:
            raise StaleVersion() from None
        return {"key": key, "rev": after.rev}

    def _reporting(self, register: Register, row: Row, person: Person, column: str, note: str) -> tuple[list[Put], Doc]:
        known = register.column(column)
        if known is None:
            raise NotFound()
        value = row.values.get(column)
        dispute, now = new_id(), self.clock()
        data = {
            "id": dispute, "register": register.code, "row": row.key, "column": column, "note": note, "state": "open",
            "label": known.label.to_dict(), "at": stamp(now), "by": stamp_of(person, f"dispute:{dispute}").to_dict(),
            "display": shown(known, value).to_dict() if value is not None and not known.sensitive else None,
        }  # fmt: skip
        doc = Doc(f"D#{dispute}", "DISPUTE", data, 1, _keys(data, True), stamp(now))
        marked = row.changed(
            {}, now, stamp_of(person, f"dispute:{dispute}"), disputed={**row.disputed, column: dispute}
        )
        return [*row_writes(register, row, marked), Put(doc)], doc

    def _stored(self, think: Callable[[], tuple[list[Put], Doc]]) -> Doc:
        for _ in range(ATTEMPTS):
            writes, doc = think()
            try:
                if writes:
                    self.store.write(writes)
            except Overtaken:
                continue
            return doc
        raise Conflict()

    def _row(self, code: str, key: str) -> Row:
        doc = self.store.read(row_pk(code, key), ROW)
        if doc is None:
            raise NotFound()
        return row_of(doc)

    def _kept(self, person: Person, code: str) -> Register:
        register = self.registers.get(code)
        if not keeps(register, person, self.clock().astimezone(CHINA).date()):
            raise NotFound()
        return register

    def _page(self, index: str, key: str, place: Mapping[str, Any], cursor: str | None, limit: int) -> dict[str, Any]:
        at = decode_cursor(self.secret, cursor) if cursor else {}
        after = at.get("after") if at.get("list") == place["list"] else None
        found = self.store.listed(index, key, limit=limit, after=after)
        following = encode_cursor(self.secret, {**place, "after": dict(found.after)}) if found.after else None
        return {"items": [_view(doc) for doc in found.docs], "next": following}


def _checked(register: Register, raw: Mapping[str, Any], at: str, fixed: str = "") -> dict[str, Any]:
    unknown = [name for name in raw if register.column(name) is None or name == fixed]
    values, faults = check_row(register, raw)
    errors = [FieldError(f"{at}/{fault.column}", fault.code, fault.message) for fault in faults]
    message = Text("不能修改此列", "This column cannot be changed")
    errors += [FieldError(f"{at}/{name[:64]}", "unknown_column", message) for name in unknown]
    if errors:
        raise InvalidForm(errors=tuple(errors[:100]))
    return values


def _keys(data: Mapping[str, Any], is_open: bool) -> dict[str, str]:
    """In the person's list for ever, in the owner's list while it is open."""
    keys = {"person": f"D#{data['by']['id']}"}
    return keys | ({"list": f"D#{data['register']}"} if is_open else {})


def _view(doc: Doc) -> dict[str, Any]:
    return {**doc.data, "by": {name: doc.data["by"][name] for name in ("id", "name")}}
