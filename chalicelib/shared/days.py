"""How days read in a sentence, in both languages."""

from __future__ import annotations

from datetime import date

from chalicelib.shared.text import Text

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_full(day: date) -> Text:
    """``2026年12月31日``, ``31 December 2026``. A moment is read by the day of its own zone."""
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def in_short(day: date) -> Text:
    """``12月31日``, ``31 Dec``: of a year nobody doubts."""
    return Text(f"{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1][:3]}")
