"""What a corrected row changes in the registers that add its like up (C-S1). Reads the rows of the sums alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.model import Register, Row, Stamp, Sums
from chalicelib.registers.rows import ROW, row_of, row_pk, row_writes
from chalicelib.registers.store import Put, RegisterStore


class Shift(NamedTuple):
    """By how much the figures of one row of a sum change, and the values that make its key."""

    register: str
    key: str
    named: Mapping[str, Any]
    figures: Mapping[str, float]


def shifts(register: Register, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Shift]:
    """Nothing where no figure and no part of a key changed; a row that moved to another sum leaves the old one."""
    for sums in register.sums:
        was, now = _key(sums, before), _key(sums, after)
        if was == now and now:
            by = {name: after.get(column, 0) - before.get(column, 0) for name, column in sums.add.items()}
            if any(by.values()):
                yield Shift(sums.register, now, {}, by)
            continue
        for key, values, sign in ((was, before, -1), (now, after, 1)):
            if key:
                counted = {sums.count: sign} if sums.count else {}
                figures = {name: sign * values.get(column, 0) for name, column in sums.add.items()}
                yield Shift(sums.register, key, {name: values[name] for name in sums.row}, {**figures, **counted})


def sum_writes(
    store: RegisterStore, registers: RegisterDefinitions, found: Iterator[Shift], at: datetime, by: Stamp
) -> list[Put]:
    """What stores the sums as they are after these shifts; a sum that is not there is begun, none goes below zero."""
    writes: list[Put] = []
    rows: dict[tuple[str, str], tuple[Row, Row]] = {}
    for shift in found:
        place = (shift.register, shift.key)
        register = registers.get(shift.register)
        doc = store.read(row_pk(*place), ROW) if place not in rows else None
        fresh = Row(shift.key, {register.key: shift.key}, 0, at, by)
        first, row = rows.get(place) or ((row_of(doc), row_of(doc)) if doc else (fresh, fresh))
        values = {name: max(0, row.values.get(name, 0) + figure) for name, figure in shift.figures.items()}
        named = {} if row.rev else {name: value for name, value in shift.named.items() if register.column(name)}
        rows[place] = (first, first.changed({**row.values, **named, **values}, at, by, hold=first.hold))
    for (code, _), (before, after) in rows.items():
        writes += row_writes(registers.get(code), before, after)
    return writes


def _key(sums: Sums, values: Mapping[str, Any]) -> str:
    parts = [values.get(name) for name in sums.row]
    return "" if None in parts else ":".join(map(str, parts))
