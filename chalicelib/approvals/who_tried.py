"""Who has applied for a service since a day, and how far they came: for a service that is tried out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chalicelib.applications import ApplicationStore
from chalicelib.shared.clock import CHINA, Clock, stamp, unstamp

PAGE = 100
KEYS = ("pk", "sk", "service_month", "submitted_at")
MOST_MONTHS = 7


def who_tried(store: ApplicationStore, clock: Clock, service: str, since: date) -> dict[str, dict[str, Any]]:
    """Person to `{at, number, state}` of their first application in the last seven months, the day included."""
    found: dict[str, dict[str, Any]] = {}
    for month in _months(since, clock().astimezone(CHINA).date()):
        after: Any = None
        while True:
            rows = store.of_service(service, month, limit=PAGE, after=after)
            wanted = [row["id"] for row in rows if unstamp(row["submitted_at"]).astimezone(CHINA).date() >= since]
            for head, _ in sorted(store.forms_of(wanted), key=lambda one: one[0].submitted_at):
                told = {"at": stamp(head.submitted_at), "number": head.number, "state": head.state.value}
                found.setdefault(head.applicant.id, told)
            if len(rows) < PAGE:
                break
            after = {name: {"S": rows[-1][name]} for name in KEYS}
    return found


def _months(since: date, today: date) -> Iterator[str]:
    first = since.replace(day=1)
    for _ in range(MOST_MONTHS):
        if first > today:
            return
        yield first.isoformat()[:7]
        first = (first + timedelta(days=32)).replace(day=1)
