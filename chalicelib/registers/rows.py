"""Rows as documents: keys, index entries, history, and how one reads to somebody. Pure.

A row's document is its newest version; when it changes, the version it had goes into the same partition as history, in
the same transaction. So a row that never changed costs one write, and the history is complete (who, when, before and
after) without storing anything twice.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from chalicelib.registers.kinds import masked, shown
from chalicelib.registers.model import Register, Row
from chalicelib.registers.store import Doc, Put
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

ROW = "ROW"


def row_pk(register: str, key: str) -> str:
    return f"R#{register}#{key}"


def index_key(register: str, kind: str, value: str) -> str:
    """``kind`` keeps persons, groups and shards of one register apart."""
    return f"{register}#{kind}#{value}"


def shard_of(register: Register, key: str) -> int:
    return zlib.crc32(key.encode()) % register.shards


def row_doc(register: Register, row: Row) -> Doc:
    """The document of `row` at its version, with the index entries its values call for."""
    values: Mapping[str, Any] = {} if row.reserved else row.values
    keys = {}
    for kind, column in (("person", register.person), ("group", register.group)):
        if column and values.get(column):
            keys[kind] = index_key(register.code, kind, str(values[column]))
    if not row.reserved and register.is_listed(values):
        keys["list"] = index_key(register.code, "list", str(shard_of(register, row.key)))
    return Doc(row_pk(register.code, row.key), ROW, row.to_dict(), row.rev, keys, sort_of(register, row))


def sort_of(register: Register, row: Row) -> str:
    first = f"{row.values.get(register.sort, '')}#" if register.sort else ""
    return f"{first}{row.key}"


def row_of(doc: Doc) -> Row:
    return Row.of(doc.data, doc.rev)


def row_writes(register: Register, before: Row | None, after: Row) -> list[Put]:
    """What stores `after` over `before`: the new version, and the old one as history."""
    writes = [Put(row_doc(register, after))]
    if before is not None and before.rev:
        old = Doc(row_pk(register.code, before.key), f"H#{before.rev:08d}", {**before.to_dict(), "rev": before.rev})
        writes.append(Put(old))
    return writes


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Column to (before, after) where they differ; None where there was or is no value."""
    names = [*before, *(name for name in after if name not in before)]
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def size_of(values: Mapping[str, Any]) -> int:
    """Bytes of the values as they are stored."""
    return len(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())


def described(register: Register) -> list[dict[str, Any]]:
    """The columns for the browser."""
    return [
        {
            "name": column.name,
            "kind": column.kind,
            "label": column.label.to_dict(),
            "required": column.required or column.name == register.key,
            "sensitive": column.sensitive,
            "options": [{"value": value, "label": label.to_dict()} for value, label in column.options.items()],
        }
        for column in register.columns
    ]


def row_view(
    register: Register, row: Row, *, plain: bool, names: Mapping[str, Text] = MappingProxyType({})
) -> dict[str, Any]:
    """A row as it is shown: ``{key, rev, at, cells: {column: {value, display}}, disputed, held}``.

    Without `plain` sensitive values are masked and their raw value is left out. `names` are those of units.
    """
    cells: dict[str, Any] = {}
    for column in register.columns:
        value = row.values.get(column.name)
        if value is None:
            continue
        if column.sensitive and not plain:
            cells[column.name] = {"value": None, "display": masked(value).to_dict()}
        else:
            named = names.get(value) if column.kind == "unit" else None
            cells[column.name] = {"value": value, "display": (named or shown(column, value)).to_dict()}
    return {
        "key": row.key,
        "rev": row.rev,
        "at": stamp(row.at),
        "cells": cells,
        "disputed": sorted(row.disputed),
        "held_until": stamp(row.hold.until) if row.hold else None,
    }
