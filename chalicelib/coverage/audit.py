"""What the steps of one service did lately: the newest decided applications, month by month backwards, a bounded
number of reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Protocol

from chalicelib.applications import OPEN, Application, EventType
from chalicelib.coverage.signs import signs_of
from chalicelib.coverage.tally import StepTally, tally
from chalicelib.errors import NotFound
from chalicelib.flows import parse_flow
from chalicelib.people import Person
from chalicelib.proof import administers
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar

MOST = 100
"""Decided applications that are read for one answer, one query each."""
MONTHS = 12
PAGE = 50
KEYS = ("pk", "sk", "service_month", "submitted_at")
_ENDS = frozenset({EventType.COMPLETED, EventType.REJECTED})


class Applications(Protocol):
    """What this needs of the applications."""

    def of_service(
        self, service: str, month: str, *, limit: int, after: Mapping[str, Any] | None
    ) -> list[dict[str, Any]]: ...
    def load(self, application_id: str, *, consistent: bool = True) -> Application: ...


@dataclass(frozen=True)
class StepAudit:
    """`service` gives the current version of a code."""

    applications: Applications
    service: Callable[[str], Any]
    clock: Clock

    def audit(self, person: Person, code: str) -> dict[str, Any]:
        """`{service, read, since, median_hours, steps}`: what each step did in the newest hundred decided applications
        of a year. Raises `NotFound` for who does not look after the service, and where it has no flow."""
        service = self.service(code)
        if service.is_entry or not administers(person, service.owner_unit, self._today()):
            raise NotFound()
        found = list(self.decided(code))
        counts = tally(found)
        steps = []
        for sign in signs_of(parse_flow(service.flow)):
            did = counts.get(sign.step, StepTally())
            steps.append(
                {"step": sign.step, "title": sign.title.to_dict(), "why": list(sign.why), "doubtful": sign.doubtful}
                | {name: getattr(did, name) for name in ("decided", *StepTally.__dataclass_fields__)}
                | {"only_signs": did.only_signs}
            )
        took = _median(found)
        return {
            "service": {"code": code, "name": service.name.to_dict()},
            "read": len(found),
            "since": stamp(min(one.head.submitted_at for one in found)) if found else None,
            "median_hours": round(took / timedelta(hours=1), 1) if took is not None else None,
            "steps": steps,
        }

    def median_time(self, code: str) -> timedelta | None:
        """The median working time from submission to the end of the newest decided applications; None without any."""
        return _median(list(self.decided(code)))

    def decided(self, code: str) -> Iterator[Application]:
        """The newest decided applications of a year, month by month backwards; at most a hundred are read."""
        read = 0
        for month in _months(self._today()):
            for id in self._ids(code, month):
                if read == MOST:
                    return
                read += 1
                try:
                    application = self.applications.load(id, consistent=False)
                except NotFound:
                    continue
                if application.head.state not in OPEN and ended_at(application) is not None:
                    yield application

    def _ids(self, code: str, month: str) -> Iterator[str]:
        after: dict[str, Any] | None = None
        while True:
            rows = self.applications.of_service(code, month, limit=PAGE, after=after)
            yield from (str(row["id"]) for row in rows)
            if len(rows) < PAGE:
                return
            after = {name: {"S": rows[-1][name]} for name in KEYS}

    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()


def ended_at(application: Application) -> datetime | None:
    """When it was decided; None for what was withdrawn or terminated, which no step decided."""
    return max((event.at for event in application.events if event.type in _ENDS), default=None)


def _median(found: list[Application]) -> timedelta | None:
    calendar, times = WorkingCalendar.load(), []
    for one in found:
        end = ended_at(one)
        assert end is not None
        try:
            times.append(calendar.working_time(one.head.submitted_at, end).total_seconds())
        except UnknownYear:
            continue
    return timedelta(seconds=median(times)) if times else None


def _months(today: date) -> Iterator[str]:
    year, month = today.year, today.month
    for _ in range(MONTHS):
        yield f"{year}-{month:02d}"
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
