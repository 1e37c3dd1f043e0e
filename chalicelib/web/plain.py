"""The hall's values as JSON: bilingual texts as objects, times as RFC 3339, sets sorted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text


def plain(value: Any) -> Any:
    """`value` made of dicts, lists, texts, numbers, booleans and None only. Raises `TypeError` for anything else."""
    # Exact types first: nearly everything is one of them. Text is a tuple and Enum may be a str, so they come next.
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(member) for member in value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, str):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name.rstrip("_"): plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no JSON for {type(value).__name__}")


def dumps(value: Any) -> str:
    """Compact JSON; Chinese stays Chinese (a third of the bytes of its escapes)."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
