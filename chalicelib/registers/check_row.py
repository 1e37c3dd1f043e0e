"""Whether a row from outside may stand in a register: every cell judged, every fault with its column and reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from chalicelib.registers.kinds import CellRefused, read_value
from chalicelib.registers.model import MAX_ROW_BYTES, Column, Register
from chalicelib.registers.rows import size_of
from chalicelib.shared.text import Text


class Fault(NamedTuple):
    """What is wrong with one cell; `column` is empty for the row as a whole."""

    column: str
    code: str
    message: Text


def match_header(register: Register, names: Collection[str]) -> tuple[dict[str, tuple[str, str]], list[Fault]]:
    """Header to (column, language); a header is a column's name or its label, with ``_zh`` or ``_en`` for one language.

    The faults are headers nobody knows, and columns that every row needs and the file lacks.
    """
    known: dict[str, tuple[str, str]] = {}
    for column in register.columns:
        for word in (column.name, *column.label):
            known[word.casefold()] = (column.name, "")
            if column.kind == "both":
                known |= {f"{word}_{lang}".casefold(): (column.name, lang) for lang in ("zh", "en")}
    found = {name: known[name.casefold()] for name in names if name.casefold() in known}
    faults = [_fault(name, "unknown_column", "不是此数据集的列", "is not a column of this register")
              for name in names if name and name not in found]  # fmt: skip
    there = {column for column, _ in found.values()}
    for column in register.columns:
        if _is_needed(register, column) and column.name not in there:
            faults.append(_fault(column.name, "missing_column", "文件中缺少此列", "is missing from the file"))
    return found, faults


def gather(header: Mapping[str, tuple[str, str]], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Raw values by column; the two halves of a bilingual column put together."""
    raw: dict[str, Any] = {}
    for name, (column, lang) in header.items():
        value = cells.get(name)
        if not lang:
            raw[column] = value
        elif value not in (None, ""):
            raw[column] = (
                {**raw.get(column, {}), lang: value} if isinstance(raw.get(column), Mapping) else {lang: value}
            )
        else:
            raw.setdefault(column, None)
    return raw


def check_row(register: Register, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The stored values (None: the cell is empty) of the columns `raw` has, and everything wrong with them."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in register.columns:
        if column.name not in raw:
            continue
        try:
            value = read_value(column, raw[column.name])
        except CellRefused as refused:
            faults.append(Fault(column.name, refused.code, refused.message))
            continue
        if value is None and _is_needed(register, column):
            faults.append(_fault(column.name, "required", "必填", "is required"))
        values[column.name] = value
    if not faults and size_of(values) > MAX_ROW_BYTES:
        faults.append(_fault("", "too_large", "这一行内容过多", "this row holds too much"))
    return values, faults


def key_in(register: Register, raw: Mapping[str, Any]) -> str | None:
    """The row's key as far as it can be read."""
    column = register.column(register.key)
    assert column is not None
    try:
        value = read_value(column, raw.get(register.key))
    except CellRefused:
        return None
    return value if isinstance(value, str) else None


def _is_needed(register: Register, column: Column) -> bool:
    return column.required or column.name == register.key


def _fault(column: str, code: str, zh: str, en: str) -> Fault:
    return Fault(column, code, Text(zh, en))
