"""``python -m tools.begin_keeping``: the time runs of what was archived before its service said how long it is kept,
or says something else by now.

Of the hall this environment names. Goes through each service's months as exports do; running it again changes nothing
that is right already.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from chalicelib.applications import OPEN, Erased, archived_of, keeping_of
from chalicelib.retention import RetentionStore
from chalicelib.shared.clock import CHINA

MONTHS = 240
PAGE = 100


def begin(hall: Any, months: int = MONTHS) -> int:
    """How many have a moment now at which they are looked at."""
    begun, store = 0, RetentionStore()
    for id in _ended(hall, months):
        try:
            application = hall.store.load(id)
        except Erased:
            continue
        definition = hall.definitions.version(application.head.service, application.head.version)
        keeping = keeping_of(application, definition)
        if keeping and archived_of(application) and application.head.keep_at != keeping.look_at:
            store.look_at(id, keeping.look_at)
            begun += 1
    return begun


def _ended(hall: Any, months: int) -> Iterator[str]:
    """Ids of what has ended, service by service and month by month."""
    last = hall.clock().astimezone(CHINA).date()
    for service in hall.catalogue.current_all():
        for n in range(last.year * 12 + last.month - 1, last.year * 12 + last.month - 1 - months, -1):
            month, after = f"{n // 12:04d}-{n % 12 + 1:02d}", None
            while rows := hall.store.of_service(service["code"], month, limit=PAGE, after=after):
                yield from (row["id"] for row in rows if row["state"] not in OPEN)
                keys = ("pk", "sk", "service_month", "submitted_at")
                after = {name: {"S": rows[-1][name]} for name in keys}
                if len(rows) < PAGE:
                    break


def main() -> int:
    from chalicelib.bootstrap import hall

    print(f"{begin(hall())} 件开始计算保存期限 · applications whose time runs now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
