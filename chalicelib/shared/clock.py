"""What time it is: aware UTC inside, Asia/Shanghai on screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

Clock = Callable[[], datetime]
"""A function that returns the present moment as an aware UTC datetime."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and ``Z``; sorts as text in time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def unstamp(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
