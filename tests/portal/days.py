"""Days as a reader of these pages has them: a browser goes by the day it is read on, and so do its tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.shared.clock import CHINA


def in_days(count: int) -> str:
    """The day so many days from today, in China, as ``2026-11-23``."""
    return (datetime.now(CHINA) + timedelta(days=count)).date().isoformat()
