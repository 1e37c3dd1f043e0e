"""When to look at an application next, as its head's item says it in the clock index.

What has ended and is only kept stands in keys of its own there: however much there is of it, what is open is found
first. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.applications.model import Head
from chalicelib.shared.clock import stamp, unstamp

CLOCK_SHARDS = 8
"""The clock index is spread over this many keys, so that no key is hot (PROMISES R11)."""
_KEPT = "keep-"


def shard_of(application_id: str) -> str:
    return str(zlib.crc32(application_id.encode()) % CLOCK_SHARDS)


def kept_shards() -> list[str]:
    """The keys under which what is kept waits."""
    return [f"{_KEPT}{shard}" for shard in range(CLOCK_SHARDS)]


def clock_row(application_id: str, moment: datetime | None) -> dict[str, str | None]:
    """When to look at an application next; without a moment it leaves the clock index."""
    return _row(shard_of(application_id), moment)


def keep_row(application_id: str, moment: datetime | None) -> dict[str, str | None]:
    """When to look whether what has ended has been kept long enough."""
    return _row(f"{_KEPT}{shard_of(application_id)}", moment)


def head_clock(head: Head) -> dict[str, str | None]:
    """Of an open one, or of one that is not archived yet, its clock; else when to look whether it is to be kept on."""
    return clock_row(head.id, head.clock_at) if head.clock_at else keep_row(head.id, head.keep_at)


def clock_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """`clock_at` or `keep_at` of a head."""
    if not row.get("clock_at"):
        return {}
    kept = str(row.get("clock_shard", "")).startswith(_KEPT)
    return {"keep_at" if kept else "clock_at": unstamp(row["clock_at"])}


def _row(shard: str, moment: datetime | None) -> dict[str, str | None]:
    return {"clock_shard": shard, "clock_at": stamp(moment)} if moment else {"clock_shard": None, "clock_at": None}
