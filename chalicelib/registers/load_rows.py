"""A first load of prepared rows, once for each edition of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.registers.check_row import check_row
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.model import Row, Stamp
from chalicelib.registers.rows import row_doc
from chalicelib.registers.store import Doc, RegisterStore
from chalicelib.shared.text import Text

SEED = Stamp("seed", Text("初始数据", "First load"), "seed")


def load_rows(
    store: RegisterStore,
    definitions: RegisterDefinitions,
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    edition: str,
    at: datetime,
) -> bool:
    """Load `rows` (register to rows as JSON has them) unless this `edition` was loaded last; whether it was needed.

    Raises `ValueError` for a row its register would refuse.
    """
    known = store.read("SEED", "ROWS")
    if known is not None and known.data.get("edition") == edition:
        return False
    store.load(_docs(definitions, rows, at))
    for code in rows:
        definitions.refreshed(code, at)
    store.load([Doc("SEED", "ROWS", {"edition": edition})])
    return True


def _docs(
    definitions: RegisterDefinitions, rows: Mapping[str, Iterable[Mapping[str, Any]]], at: datetime
) -> Iterator[Doc]:
    for code, found in rows.items():
        register = definitions.get(code)
        for raw in found:
            values, faults = check_row(register, raw)
            if faults:
                raise ValueError(f"{code}: {raw} {faults}")
            yield row_doc(register, Row(str(values[register.key]), values, 1, at, SEED))
