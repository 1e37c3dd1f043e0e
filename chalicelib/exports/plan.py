"""A saved export that is asked for by itself: what, how often, for whom, when next. A value, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from chalicelib.shared.clock import CHINA, stamp, unstamp

RHYTHMS = ("daily", "weekly", "monthly")
AT = time(5)
"""In China, before anybody comes to work; the days before are over by then."""


@dataclass(frozen=True)
class Plan:
    """`who` is ``{"person": id}`` or ``{"key": id, "unit": unit}``: whoever it is must still be allowed each time.

    `wish` is what `Exports.ask` takes, without its days. `last_job` is the export of the last run, `problem` why there
    was none. `rev` is the stored version.
    """

    id: str
    owner: str
    who: Mapping[str, str]
    name: str
    rhythm: str
    wish: Mapping[str, Any]
    made_at: datetime
    next_at: datetime
    last_at: datetime | None = None
    last_job: str = ""
    problem: str = ""
    rev: int = 1

    def ran(self, now: datetime, job: str, problem: str) -> Plan:
        """After a run: the next one is ahead, however many were missed meanwhile."""
        upcoming = next_run(self.rhythm, now)
        return replace(self, next_at=upcoming, last_at=now, last_job=job, problem=problem, rev=self.rev + 1)

    def view(self) -> dict[str, Any]:
        wanted = {name: self.wish[name] for name in ("services", "states", "columns", "format")}
        wanted |= {"enclosed": list(self.wish.get("enclosed") or ())}
        wanted |= {"filter": self.wish.get("filter") or {}, "deliver": self.wish.get("deliver") or ""}
        last = stamp(self.last_at) if self.last_at else None
        told = {"id": self.id, "name": self.name, "rhythm": self.rhythm, "next_at": stamp(self.next_at)}
        return wanted | told | {"last_at": last, "last_job": self.last_job or None, "failed": bool(self.problem)}

    def to_data(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in ("name", "rhythm", "last_job", "problem")}
        moments = {name: stamp(getattr(self, name)) for name in ("made_at", "next_at")}
        last = stamp(self.last_at) if self.last_at else None
        return kept | moments | {"last_at": last, "who": dict(self.who), "wish": dict(self.wish)}

    @classmethod
    def of(cls, id: str, owner: str, data: Mapping[str, Any], rev: int) -> Plan:
        moments: dict[str, Any] = {name: unstamp(data[name]) for name in ("made_at", "next_at")}
        last = unstamp(data["last_at"]) if data["last_at"] else None
        kept: dict[str, Any] = {name: data[name] for name in ("who", "name", "rhythm", "wish", "last_job", "problem")}
        return cls(id=id, owner=owner, last_at=last, rev=rev, **moments, **kept)


def next_run(rhythm: str, now: datetime) -> datetime:
    """The next five o'clock of such a day in China: any day, a Monday, the first of a month."""
    day = now.astimezone(CHINA).date()
    if datetime.combine(day, AT, CHINA) <= now:
        day += timedelta(days=1)
    while not _fits(rhythm, day):
        day += timedelta(days=1)
    return datetime.combine(day, AT, CHINA).astimezone(now.tzinfo)


def days_before(rhythm: str, now: datetime) -> tuple[date, date]:
    """What a run at `now` is about: yesterday, the week before this one, the month before this one."""
    today = now.astimezone(CHINA).date()
    if rhythm == "daily":
        return today - timedelta(days=1), today - timedelta(days=1)
    if rhythm == "weekly":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - timedelta(days=1)
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _fits(rhythm: str, day: date) -> bool:
    if rhythm == "weekly":
        return day.weekday() == 0
    return day.day == 1 if rhythm == "monthly" else True
