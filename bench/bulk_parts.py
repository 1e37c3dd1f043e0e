"""What stands for table, bucket and machine where `bench.bulk` exports many rows; see there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

MONTHS = 12
WITHIN = 4_096


class Killed(BaseException):
    """The process ends here."""


class Made:
    """A service's applications, as many in each of twelve months: one for each month, as its items would be stored and
    under as many ids as are asked for, read back as the store reads them."""

    def __init__(self, rows: int) -> None:
        from bench.counting import item_size
        from chalicelib.applications import rows as written
        from chalicelib.applications.store_items import Row

        self.rows, self.units, self.kill_at = rows, 0.0, rows // 2 + 1
        pk = written.partition(_id(0))
        self._stored = [[Row(pk, sk, **row).serialize() for sk, row in _items(place)] for place in range(MONTHS)]
        self._sizes = [sum(map(item_size, items)) for items in self._stored]
        heads = [written.head_row(_head(place)) for place in range(MONTHS)]
        listed = ("line", "state", "service_month", "submitted_at")
        self._rows = [{name: head[name] for name in listed} for head in heads]
        self._row_sizes = [item_size(Row(pk, "HEAD", **row).serialize()) for row in self._rows]

    def of_service(self, service: str, month: str, *, limit: int, after: Any) -> list[dict[str, Any]]:
        from chalicelib.applications import rows as written

        place = int(month[5:]) - 1
        first, last = self.rows * place // MONTHS, self.rows * (place + 1) // MONTHS
        begun = int(after["pk"]["S"].rpartition("-")[2]) + 1 if after else first
        numbers = range(begun, min(begun + limit, last))
        row = self._rows[place]
        shown = {**row, **written.listed(row["line"]), "sk": "HEAD"}
        self.units += 0.5 * max(1, -(-self._row_sizes[place] * len(numbers) // WITHIN))  # a page of an index
        return [{**shown, "pk": written.partition(_id(n)), "id": _id(n)} for n in numbers]

    def load(self, application_id: str, *, consistent: bool = True) -> Any:
        from chalicelib.applications import rows as written
        from chalicelib.applications.store_items import Row

        number = int(application_id.rpartition("-")[2])
        if number == self.kill_at:
            self.kill_at = -1
            raise Killed()
        place = next(place for place in range(MONTHS) if number < self.rows * (place + 1) // MONTHS)
        self.units += max(1, -(-self._sizes[place] // WITHIN))
        read = [Row.from_raw_data(item) for item in self._stored[place]]
        return written.assemble(application_id, {row.sk: row.attribute_values for row in read})


def _head(place: int) -> Any:
    from chalicelib.applications import Applicant, Head, State
    from chalicelib.shared.text import Text

    who = Applicant("2021000001", Text("欧阳晓明", "Ouyang Xiaoming"), "undergraduate", {})
    name, begun = Text("测试事项", "Test service"), datetime(2026, place + 1, 10, 2, 0, tzinfo=UTC)
    title = Text("欧阳晓明的病假申请（2 天）", "Sick leave of Ouyang Xiaoming, 2 days")
    facts = {"days": 2, "applicant": who.facts()}
    return Head(
        _id(0), f"{begun:%Y%m%d}-000001", "standard", 1, name, title, who, State.COMPLETED, 1, facts, form_seq=1,
        submitted_at=begun, body_hash="0" * 24,
    )  # fmt: skip


def _items(place: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Head, form, and four steps that were opened and approved with an opinion."""
    from bench.work import SMALL, form_of
    from chalicelib.applications import HALL, Actor, Event, EventType, rows
    from chalicelib.shared.text import Text

    head = _head(place)
    who = Actor("110402", Text("王芳", "Wang Fang"), "position:officer@registry")
    told: list[Any] = [(EventType.SUBMITTED, who, {"form": form_of(SMALL), "round": 1})]
    for step in ("counsellor_review", "finance_check", "library_check", "registrar_review"):
        told.append((EventType.OPENED, HALL, {"step": step, "entry": 1, "holders": ["position:officer@registry"]}))
        told.append((EventType.APPROVED, who, {"step": step, "opinion": "情况属实，同意。", "final": True}))
    told.append((EventType.COMPLETED, HALL, {}))
    yield "HEAD", rows.head_row(head)
    for seq, (type, by, data) in enumerate(told, 1):
        event = Event(seq, type, head.submitted_at + timedelta(hours=seq), by, data, "h" * 43)
        yield rows.event_key(seq), rows.event_row(event)


def _id(number: int) -> str:
    return f"bulk-{number:07d}"


@dataclass
class Disk:
    """Where parts and file are put, in place of a bucket."""

    folder: Path

    def head(self, key: str) -> Mapping[str, Any] | None:
        return {} if self.at(key).exists() else None

    def save_to(self, key: str, file: IO[bytes]) -> None:
        with self.at(key).open("rb") as stored:
            while piece := stored.read(256 * 1024):
                file.write(piece)
        file.seek(0)

    def put_file(self, key: str, file: IO[bytes], content_type: str) -> None:
        with self.at(key).open("wb") as stored:
            while piece := file.read(256 * 1024):
                stored.write(piece)

    def pieces(self, key: str, version: str) -> Iterator[bytes]:
        raise NotImplementedError  # nothing is attached

    @contextmanager
    def writing(self, key: str, content_type: str) -> Iterator[Any]:
        raise NotImplementedError
        yield

    def at(self, key: str) -> Path:
        return self.folder / key.replace("/", "_")


@dataclass
class Kept:
    """The one job, in memory."""

    job: Any
    written: set[int] = field(default_factory=set)

    def read(self, owner: str, job: str) -> Any:
        return self.job

    def write(self, job: Any) -> Any:
        self.job = job
        return job

    def add_written(self, job: Any, n: int) -> None:
        self.written.add(n)


class Flow:
    def succeed(self, token: str, output: Any) -> bool:
        return True

    def fail(self, token: str, error: str, cause: str = "") -> bool:
        raise AssertionError(error)


@dataclass(frozen=True)
class Known:
    """The one definition."""

    definition: Any

    def version(self, code: str, number: int) -> Any:
        return self.definition


class NoUploads:
    def get(self, ids: Iterable[str]) -> dict[str, Any]:
        return {}
