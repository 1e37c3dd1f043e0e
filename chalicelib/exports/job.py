"""An export as a job: what was asked for, how far it has come; a value. No I/O.

**Snapshot.** An export holds the applications that were submitted before the moment it was first asked for, each as it
stands when its month is read. The same asker asking for the same on the same day in China gets the same job, so a retry
never starts a second one; on another day, or after a failure or a cancellation, it is a new snapshot.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.exports.columns import Column
from chalicelib.shared.clock import CHINA, stamp, unstamp
from chalicelib.shared.ids import derived_id
from chalicelib.shared.text import Lang, Text

FILE_KEPT = timedelta(days=7)
"""As long as the bucket's lifecycle keeps what is below ``exports/``."""
JOB_KEPT = timedelta(days=30)
ENCLOSED = ("attachments", "packages")
"""What a ZIP file may hold beside its rows; the archive's packages are the department's copies."""
GOING = frozenset({"queued", "running"})
FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Asked:
    """What somebody wants, as they said it: days are days in China, both included; no `states` means all, and no
    `filter` (a condition as data, see `approvals.read_filter`) every row."""

    services: tuple[str, ...]
    submitted_from: date
    submitted_to: date
    states: tuple[str, ...]
    columns: tuple[str, ...]
    format: str
    lang: Lang
    filter: Mapping[str, Any] | None = None
    enclosed: tuple[str, ...] = ()
    """Of `ENCLOSED`, in that order; none but for a ZIP file."""
    deliver: str = ""
    """The code of the department's bucket it is brought to when it is done; "" for none."""

    def to_dict(self) -> dict[str, Any]:
        days = {name: getattr(self, name).isoformat() for name in ("submitted_from", "submitted_to")}
        return asdict(self) | days

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Asked:
        days = {name: date.fromisoformat(data[name]) for name in ("submitted_from", "submitted_to")}
        lists = {name: tuple(data[name]) for name in ("services", "states", "columns")}
        # Jobs from before there was a choice took attachments along.
        enclosed = data.get("enclosed", ENCLOSED[:1] if data["format"] == "zip" else ())
        return cls(**{**data, **days, **lists, "enclosed": tuple(enclosed)})

    def slices(self) -> list[tuple[str, str]]:
        """(service, month), one after the other as they stand in the file; each is written by itself."""
        return [(service, month) for service in self.services for month in self.months()]

    def months(self) -> list[str]:
        first, last = self.submitted_from, self.submitted_to
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        places = (first.month - 1 + n for n in range(count))
        return [f"{first.year + place // 12}-{place % 12 + 1:02d}" for place in places]


def job_id(secret: str, asker: str, asked: Asked, sensitive: bool, now: datetime) -> str:
    """``<day>-<digest>``: the same for the same asker, day and request, in whatever order its lists were given."""
    day = now.astimezone(CHINA).date()
    same = asked.to_dict() | {"services": sorted(asked.services), "states": sorted(asked.states)}
    told = json.dumps([asker, same, sensitive, day.isoformat()], ensure_ascii=False, sort_keys=True)
    return f"{day:%Y%m%d}-{derived_id(secret, 'export', hashlib.sha256(told.encode()).hexdigest())[:20]}"


def owner_of(secret: str, asker: str) -> str:
    """The asker as the store, the queue and the machine know them: none of these needs to know a person."""
    return derived_id(secret, "export-owner", asker)


@dataclass(frozen=True)
class Job:
    """`state`: queued, running, done, failed, cancelled. `take` counts the snapshots, `run` the executions of one.

    `written` are the slices of this take that stand in storage; `rev` is the stored version.
    """

    id: str
    owner: str
    person: str
    asked: Asked
    columns: tuple[Column, ...]
    sensitive: bool
    at: datetime
    """The snapshot: nothing that was submitted later is in it."""
    state: str = "queued"
    take: int = 1
    run: int = 1
    rows: int | None = None
    size: int | None = None
    problem: Text | None = None
    ended_at: datetime | None = None
    delivery: Mapping[str, Any] | None = None
    """Of one that is brought somewhere: `state` (waiting, done, failed), `tries`, `problem`, `key`, `at`."""
    written: frozenset[int] = field(default=frozenset())
    rev: int = 1

    @property
    def number(self) -> str:
        """The job in a message and in its file's name, short enough to say."""
        return f"{self.id[:8]}-{self.id[-6:]}"

    @property
    def folder(self) -> str:
        return f"exports/{self.id}/{self.take}"

    @property
    def file(self) -> str:
        return f"{self.folder}/file.{self.asked.format}"

    @property
    def delivered_name(self) -> str:
        """Its key in a department's bucket, below the prefix: another take is another object."""
        return f"{self.id}-{self.take}.{self.asked.format}"

    @property
    def execution(self) -> str:
        return f"{self.id}-{self.take}-{self.run}"

    @property
    def is_going(self) -> bool:
        return self.state in GOING

    def part(self, n: int) -> str:
        """The object of slice `n`; that it is there says that the slice is written."""
        return f"{self.folder}/part-{n:05d}.jsonl"

    def going(self, **changes: Any) -> Job:
        return replace(self, rev=self.rev + 1, **changes)

    def again(self, now: datetime) -> Job:
        """The same request from the beginning, with a new snapshot."""
        clean: dict[str, Any] = {"rows": None, "size": None, "problem": None, "ended_at": None, "delivery": None}
        return self.going(state="queued", take=self.take + 1, run=1, at=now, written=frozenset(), **clean)

    def shown_state(self, now: datetime) -> str:
        over = self.state == "done" and self.ended_at is not None and now >= self.ended_at + FILE_KEPT
        return "expired" if over else self.state

    def percent(self) -> int:
        """Slices written, of all; joining them counts as the last one."""
        if self.state == "done":
            return 100
        return len(self.written) * 100 // (len(self.asked.slices()) + 1)

    def view(self, now: datetime) -> dict[str, Any]:
        asked = self.asked.to_dict()
        wanted = {
            "services": list(asked["services"]),
            "from": asked["submitted_from"],
            "to": asked["submitted_to"],
            "states": list(asked["states"]),
            "columns": list(asked["columns"]),
            "format": asked["format"],
            "enclosed": list(asked["enclosed"]),
            "filter": asked["filter"] or {},
            "deliver": asked["deliver"],
            "delivery": dict(self.delivery) if self.delivery else None,
        }
        ended = stamp(self.ended_at) if self.ended_at else None
        expires = stamp(self.ended_at + FILE_KEPT) if self.ended_at and self.state == "done" else None
        return wanted | {
            "id": self.id,
            "state": self.shown_state(now),
            "percent": self.percent(),
            "rows": self.rows,
            "size": self.size,
            "snapshot": stamp(self.at),
            "ended_at": ended,
            "expires_at": expires,
            "problem": self.problem.to_dict() if self.problem else None,
        }

    def to_data(self) -> dict[str, Any]:
        """As it is stored; owner, id, rev and the written slices have places of their own there."""
        return {
            "person": self.person,
            "asked": self.asked.to_dict(),
            "columns": [[one.name, *one.label] for one in self.columns],
            "sensitive": self.sensitive,
            "at": stamp(self.at),
            "state": self.state,
            "take": self.take,
            "run": self.run,
            "rows": self.rows,
            "size": self.size,
            "problem": list(self.problem) if self.problem else None,
            "ended_at": stamp(self.ended_at) if self.ended_at else None,
            "delivery": dict(self.delivery) if self.delivery else None,
        }

    @classmethod
    def of(cls, id: str, owner: str, data: Mapping[str, Any], rev: int, written: frozenset[int]) -> Job:
        known = {name: data[name] for name in ("person", "sensitive", "state", "take", "run", "rows", "size")}
        return cls(
            id=id,
            owner=owner,
            asked=Asked.of(data["asked"]),
            columns=tuple(Column(name, Text(zh, en)) for name, zh, en in data["columns"]),
            at=unstamp(data["at"]),
            problem=Text(*data["problem"]) if data["problem"] else None,
            ended_at=unstamp(data["ended_at"]) if data["ended_at"] else None,
            delivery=data.get("delivery"),
            written=written,
            rev=rev,
            **known,
        )
