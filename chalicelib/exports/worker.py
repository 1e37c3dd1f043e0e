"""The worker of the exports queue: writes one slice, joins them, or says that it failed; then answers the machine.

A slice is a month of a service. Its rows go to a file on disk page by page and from there into one object, so memory
does not grow with the month, and an object that is there is whole: a slice whose object exists is never written again,
whoever died before saying so. A message may come twice; the job and the objects decide what is left to do.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

from chalicelib.applications import Application, Definition
from chalicelib.errors import HallError, NotFound, Temporary
from chalicelib.exports.cells import cells_of
from chalicelib.exports.job import FORMATS, Job
from chalicelib.exports.store import ExportStore, Overtaken
from chalicelib.exports.write_file import WRITERS
from chalicelib.shared.clock import CHINA, Clock, unstamp
from chalicelib.shared.text import Text

PAGE = 100
MOST_ROWS = 500_000
"""Of a file; an Excel sheet ends at 1,048,576, and a disk and fifteen minutes end, too."""
KEYS = ("pk", "sk", "service_month", "submitted_at")
OVER = "Over"
"""The error name the machine takes as: nothing is left to do."""

_TOO_MANY = Text(f"超过{MOST_ROWS}行，请缩小范围", f"More than {MOST_ROWS} rows; please ask for less at once")
_LOST = Text("导出未能完成，请稍后重新导出", "The export could not be completed; please ask for it again later")


class Applications(Protocol):
    def load(self, application_id: str, *, consistent: bool = True) -> Application: ...
    def of_service(
        self, service: str, month: str, *, limit: int, after: Mapping[str, Any] | None
    ) -> list[dict[str, Any]]: ...


class Definitions(Protocol):
    def version(self, code: str, number: int, /) -> Definition: ...


class Files(Protocol):
    def head(self, key: str, /) -> Mapping[str, Any] | None: ...
    def save_to(self, key: str, file: IO[bytes], /) -> None: ...
    def put_file(self, key: str, file: IO[bytes], content_type: str, /) -> None: ...


class Flow(Protocol):
    def succeed(self, token: str, output: Any, /) -> bool: ...
    def fail(self, token: str, error: str, cause: str = "", /) -> bool: ...


class TooManyRows(HallError):
    """Never leaves the room: the job says it."""


@dataclass(frozen=True)
class ExportWorker:
    """`tell` is called with a job that is done; it may be called twice for one."""

    store: ExportStore
    applications: Applications
    definitions: Definitions
    files: Files
    flow: Flow
    clock: Clock
    tell: Callable[[Job], None]
    report: Callable[[str, Exception], None]

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the exports queue; what failed comes again."""
        failed = []
        for record in batch["Records"]:
            try:
                self.handle(json.loads(record["body"]))
            except Exception as error:
                self.report(record["messageId"], error)
                failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}

    def handle(self, asked: Mapping[str, Any]) -> None:
        """`{kind, owner, job, take, token}` and, for a slice, its number. Raises `Temporary`."""
        job = self.store.read(asked["owner"], asked["job"])
        if job is None or job.take != asked["take"] or not job.is_going:
            if job and job.take == asked["take"] and job.state == "done":
                self.tell(job)  # whoever finished it may have died before telling
            self.flow.fail(asked["token"], OVER)
            return
        try:
            if asked["kind"] == "slice":
                self._slice(job, int(asked["slice"]))
            elif asked["kind"] == "join":
                self._join(job)
            else:
                self._end(job, state="failed", problem=_LOST)
        except TooManyRows:
            self._end(job, state="failed", problem=_TOO_MANY)
            self.flow.fail(asked["token"], OVER)
            return
        self.flow.succeed(asked["token"], {})

    def _slice(self, job: Job, n: int) -> None:
        if job.state == "queued":
            job = self._running(job)
        if self.files.head(job.part(n)) is None:
            service, month = job.asked.slices()[n]
            with tempfile.TemporaryFile() as file:
                for cells in self._cells(job, service, month):
                    file.write(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                file.seek(0)
                self.files.put_file(job.part(n), file, FORMATS["jsonl"])
        self.store.add_written(job, n)

    def _running(self, job: Job) -> Job:
        try:
            return self.store.write(job.going(state="running"))
        except Overtaken:
            return job  # another slice said so, or somebody cancelled: the next message sees it

    def _cells(self, job: Job, service: str, month: str) -> Iterator[Sequence[str]]:
        for row in self._listed(service, month):
            if not self._wanted(job, row["submitted_at"]):
                continue
            try:
                application = self.applications.load(row["id"])
            except NotFound:
                continue
            head = application.head
            if job.asked.states and head.state.value not in job.asked.states:
                continue
            definition = self.definitions.version(head.service, head.version)
            yield cells_of(application, definition, job.columns, job.asked.lang, sensitive=job.sensitive)

    def _listed(self, service: str, month: str) -> Iterator[dict[str, Any]]:
        after: dict[str, Any] | None = None
        while True:
            rows = self.applications.of_service(service, month, limit=PAGE, after=after)
            yield from rows
            if len(rows) < PAGE:
                return
            after = {name: {"S": rows[-1][name]} for name in KEYS}

    def _wanted(self, job: Job, submitted_at: str) -> bool:
        moment = unstamp(submitted_at)
        day = moment.astimezone(CHINA).date()
        return moment <= job.at and job.asked.submitted_from <= day <= job.asked.submitted_to

    def _join(self, job: Job) -> None:
        asked = job.asked
        with tempfile.TemporaryFile() as file:
            rows = WRITERS[asked.format](file, job.columns, self._parts(job), asked.lang)
            size = file.seek(0, 2)
            file.seek(0)
            self.files.put_file(job.file, file, FORMATS[asked.format])
        self._end(job, state="done", rows=rows, size=size)

    def _parts(self, job: Job) -> Iterator[Sequence[str]]:
        """The rows of all parts, one part on disk at a time. Raises `TooManyRows`."""
        count = 0
        for n in range(len(job.asked.slices())):
            with tempfile.TemporaryFile() as part:
                try:
                    self.files.save_to(job.part(n), part)
                except NotFound as error:
                    raise Temporary() from error
                for line in part:
                    count += 1
                    if count > MOST_ROWS:
                        raise TooManyRows()
                    yield json.loads(line)

    def _end(self, job: Job, **changes: Any) -> None:
        """End it, whatever was changed of it meanwhile, unless it has ended already."""
        found: Job | None = job
        while found and found.is_going and found.take == job.take:
            try:
                ended = self.store.write(found.going(ended_at=self.clock(), **changes))
            except Overtaken:
                found = self.store.read(job.owner, job.id)
                continue
            if ended.state == "done":
                self.tell(ended)
            return
