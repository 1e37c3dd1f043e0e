"""date: one day, as YYYY-MM-DD."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import sentence
from chalicelib.shared.days import in_full
from chalicelib.shared.text import Text

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RELATIVE = re.compile(r"today(?:([+-])([0-9]{1,4}))?")


def read_date(raw: Any) -> date | None:
    """The day an ISO string names, or None for anything else; 1900 to 2199 only."""
    if not isinstance(raw, str) or not _ISO.fullmatch(raw):
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None


def read_bound(limit: Any, today: date) -> date | None:
    """The day a limit means on `today`; None when it is neither an ISO date nor ``today±n``."""
    if isinstance(limit, str) and (match := _RELATIVE.fullmatch(limit)):
        days = int(match[2] or 0)
        return today - timedelta(days) if match[1] == "-" else today + timedelta(days)
    return read_date(limit)


def bound_problems(field: Field) -> Iterator[tuple[str, Text]]:
    for key in ("min", "max"):
        limit = getattr(field.limits, key)
        if limit is not None and read_bound(limit, date(2026, 1, 1)) is None:
            yield key, Text("应为日期、today、today+3 或 today-3", "must be a date, today, today+3 or today-3")


def check_bounds(field: Field, first: date, last: date, today: date) -> None:
    """Raises `Refused` when the days from `first` to `last` leave the field's limits."""
    lowest, highest = (read_bound(limit, today) for limit in (field.limits.min, field.limits.max))
    if lowest and first < lowest:
        words = Text("今天", "today") if lowest == today else in_full(lowest)
        raise Refused("too_early", sentence(field.called, "不能早于{n}", "must be {n} or later", n=words))
    if highest and last > highest:
        words = Text("今天", "today") if highest == today else in_full(highest)
        raise Refused("too_late", sentence(field.called, "不能晚于{n}", "must be {n} or earlier", n=words))


def described_bounds(field: Field, today: date) -> dict[str, Any]:
    """The limits with relative days worked out, so that the browser need not."""
    limits = field.limits.to_dict()
    for key in ("min", "max"):
        if key in limits and (bound := read_bound(limits[key], today)):
            limits[key] = bound.isoformat()
    return limits


@field_type
class DateType(FieldType):
    code = "date"
    sought = "date"
    attributes = (("type", "date"),)
    keys = frozenset({"min", "max"})

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        return bound_problems(field)

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        day = read_date(raw)
        if day is None:
            zh, en = "须为真实存在的日期，如 2026-11-23", "must be a real date, like 2026-11-23"
            raise Refused("not_a_date", sentence(field.called, zh, en))
        check_bounds(field, day, day, context.today)
        return day.isoformat()

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return in_full(date.fromisoformat(value))

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": described_bounds(field, today)}
