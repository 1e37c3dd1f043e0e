"""Parts of what somebody asks for, read with their faults: which days, and what a ZIP file holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.errors import FieldError
from chalicelib.exports.asker import Asker
from chalicelib.exports.job import ENCLOSED
from chalicelib.shared.text import Text

MOST_MONTHS = 36
_NO_DAY = Text("不是日期", "This is not a date")
_ORDER = Text("结束日期早于开始日期", "The last day is before the first")
_LONG = Text(f"一次最多导出{MOST_MONTHS}个月", f"At most {MOST_MONTHS} months at once")
_REFUSED: Mapping[str, Text] = {
    "attachments": Text("该密钥没有导出附件的权限", "This key may not take attachments along"),
    "packages": Text(
        "该密钥没有导出归档包的权限（归档包含办理人之间的备注）",
        "This key may not take archive packages along: they hold what handlers say among themselves",
    ),
}


def days_of(wish: Mapping[str, Any], today: date, faults: list[FieldError]) -> tuple[date | None, date | None]:
    """The first and the last day; the last is `today` at the latest, since nothing was submitted later."""
    days: list[date | None] = []
    for name in ("from", "to"):
        try:
            days.append(date.fromisoformat(wish[name]))
        except ValueError:
            days.append(None)
            faults.append(FieldError(f"/{name}", "pattern", _NO_DAY))
    first, last = days
    if first is None or last is None:
        return None, None
    last = max(first, min(last, today)) if first <= last else last
    if last < first:
        faults.append(FieldError("/to", "range", _ORDER))
    elif (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
        faults.append(FieldError("/from", "range", _LONG))
    return first, last


def enclosed_of(wish: Mapping[str, Any], asker: Asker, faults: list[FieldError]) -> tuple[str, ...]:
    """What the ZIP file is to hold beside its rows, attachments unless something else is said; nothing of a format
    that holds rows alone."""
    if wish["format"] != "zip":
        return ()
    named = wish.get("enclosed") or ENCLOSED[:1]
    refused = [(n, one) for n, one in enumerate(named) if one not in asker.encloses]
    faults += [FieldError(f"/enclosed/{n}", "choice", _REFUSED[one]) for n, one in refused]
    return tuple(one for one in ENCLOSED if one in named)
