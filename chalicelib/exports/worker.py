"""The worker of the exports queue: writes one slice, joins them, or says that it failed; then answers the machine.

A slice is a month of a service. Its rows go to a file on disk page by page and from there into one object, so memory
does not grow with the month, and an object that is there is whole: a slice whose object exists is never written again,
whoever died before saying so. A message may come twice; the job and the objects decide what is left to do.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Any, Protocol

from chalicelib.applications import Application, Definition, archived_of
from chalicelib.approvals import record_values
from chalicelib.errors import HallError, NotFound, Temporary
from chalicelib.exports.cells import cells_of
from chalicelib.exports.job import FORMATS, Job
from chalicelib.exports.store import ExportStore, Overtaken
from chalicelib.exports.write_file import WRITERS
from chalicelib.exports.write_zip import PACKAGE, Attached, write_zip
from chalicelib.forms import uploads_in
from chalicelib.materials import Upload
from chalicelib.shared.clock import CHINA, Clock, stamp, unstamp
from chalicelib.shared.conditions import evaluate, parse_condition
from chalicelib.shared.text import Text

PAGE = 100
MOST_ROWS = 500_000
"""Of a file; an Excel sheet ends at 1,048,576, and a disk and fifteen minutes end, too."""
MOST_FILES, MOST_BYTES = 50_000, 2 * 2**30
"""Attachments and packages of a ZIP file: what is copied within a worker's fifteen minutes, and names that memory holds
easily."""
KEYS = ("pk", "sk", "service_month", "submitted_at")
OVER = "Over"
"""The error name the machine takes as: nothing is left to do."""

_TOO_MANY = Text(f"超过{MOST_ROWS}行，请缩小范围", f"More than {MOST_ROWS} rows; please ask for less at once")
_TOO_LARGE = Text(
    f"附件和归档包超过{MOST_BYTES // 2**30} GB或{MOST_FILES}个，请缩小范围",
    f"More than {MOST_BYTES // 2**30} GB or {MOST_FILES} attachments and packages; please ask for less at once",
)
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
    def pieces(self, key: str, version: str, /) -> Iterator[bytes]: ...
    def writing(self, key: str, content_type: str, /) -> AbstractContextManager[Any]: ...


class Archive(Protocol):
    def head(self, key: str, /) -> Mapping[str, Any] | None: ...
    def pieces(self, key: str, /) -> Iterator[bytes]: ...


class Uploads(Protocol):
    def get(self, ids: Iterable[str], /) -> Mapping[str, Upload]: ...


class Flow(Protocol):
    def succeed(self, token: str, output: Any, /) -> bool: ...
    def fail(self, token: str, error: str, cause: str = "", /) -> bool: ...


class TooMuch(HallError):
    """More than a file may have; `detail` says of what. Never leaves the room: the job says it."""


@dataclass(frozen=True)
class ExportWorker:
    """`tell` and `deliver` are called with a job that is done; they may be called twice for one.

    `archive` is the bucket of packages, `packaged` says where in it the department's copy of an application lies.
    """

    store: ExportStore
    applications: Applications
    definitions: Definitions
    uploads: Uploads
    files: Files
    flow: Flow
    clock: Clock
    tell: Callable[[Job], None]
    deliver: Callable[[Job], None]
    report: Callable[[str, Exception], None]
    archive: Archive
    packaged: Callable[[Application], str | None]

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
        """`{kind, owner, job, take, token}` and, for a slice, its number; no token for another try to deliver. Raises
        `Temporary`."""
        job = self.store.read(asked["owner"], asked["job"])
        if asked["kind"] == "deliver":
            if job and job.take == asked["take"]:
                self.deliver(job)
            return
        if job is None or job.take != asked["take"] or not job.is_going:
            if job and job.take == asked["take"] and job.state == "done":
                self.tell(job)  # whoever finished it may have died before telling
                self.deliver(job)
            self.flow.fail(asked["token"], OVER)
            return
        try:
            if asked["kind"] == "slice":
                self._slice(job, int(asked["slice"]))
            elif asked["kind"] == "join":
                self._join(job)
            else:
                self._end(job, state="failed", problem=_LOST)
        except TooMuch as much:
            self._end(job, state="failed", problem=much.detail)
            self.flow.fail(asked["token"], OVER)
            return
        self.flow.succeed(asked["token"], {})

    def _slice(self, job: Job, n: int) -> None:
        if job.state == "queued":
            job = self._running(job)
        if self.files.head(job.part(n)) is None:
            service, month = job.asked.slices()[n]
            with tempfile.TemporaryFile() as file:
                for line in self._lines(job, service, month):
                    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                file.seek(0)
                self.files.put_file(job.part(n), file, FORMATS["jsonl"])
        self.store.add_written(job, n)

    def _running(self, job: Job) -> Job:
        try:
            return self.store.write(job.going(state="running"))
        except Overtaken:
            return job  # another slice said so, or somebody cancelled: the next message sees it

    def _lines(self, job: Job, service: str, month: str) -> Iterator[Sequence[Any]]:
        """The cells of each application; for a ZIP file with what is attached to it, which is copied when joining."""
        rows = parse_condition(job.asked.filter) if job.asked.filter else None
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
            if rows and not evaluate(rows, record_values(application, definition, whole=job.sensitive)):
                continue
            cells = cells_of(application, definition, job.columns, job.asked.lang, sensitive=job.sensitive)
            yield [cells, list(self._enclosed(application, definition, job))] if job.asked.format == "zip" else cells

    def _enclosed(self, application: Application, definition: Definition, job: Job) -> Iterator[list[Any]]:
        if "attachments" in job.asked.enclosed:
            yield from self._attached(application, definition, job)
        if "packages" in job.asked.enclosed:
            yield self._package(application, job).to_data()

    def _package(self, application: Application, job: Job) -> Attached:
        """The department's copy of what lies in the archive: it masks what pages mask, whoever asks."""
        said, key = archived_of(application), self.packaged(application)
        found = self.archive.head(key) if key else None
        digest = str(said.data["record"]) if said else ""
        number = application.head.number
        size = int(found["size"]) if found else 0
        return Attached(number, PACKAGE.get(job.asked.lang), f"{number}.zip", size, key or "", "", True, digest)

    def _attached(self, application: Application, definition: Definition, job: Job) -> list[list[Any]]:
        """What the form's fields name, as it is found now; what was not found clean has no key."""
        number, found = application.head.number, list[list[Any]]()
        form = application.form
        named = {id: field for field in definition.form.fields for id in uploads_in(field, form.get(field.name))}
        uploads = self.uploads.get(named)
        for id, field in named.items():
            if upload := uploads.get(id):
                key = upload.key if upload.is_clean else ""
                label = field.label.get(job.asked.lang)
                found.append(Attached(number, label, upload.name, upload.size, key, upload.version).to_data())
        return found

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
        if asked.format == "zip":
            self._zip(job)
            return
        with tempfile.TemporaryFile() as file:
            rows = WRITERS[asked.format](file, job.columns, self._parts(job), asked.lang)
            size = file.seek(0, 2)
            file.seek(0)
            self.files.put_file(job.file, file, FORMATS[asked.format])
        self._end(job, state="done", rows=rows, size=size)

    def _zip(self, job: Job) -> None:
        """Straight into storage: neither disk nor memory holds what is attached."""
        rows = (cells for cells, _ in self._bounded(job))
        files = (Attached(*one) for _, attached in self._parts(job) for one in attached)
        with self.files.writing(job.file, FORMATS["zip"]) as out:
            count = write_zip(out, job.columns, rows, files, job.asked.lang, job.at, self._pieces)
        self._end(job, state="done", rows=count, size=out.size)

    def _pieces(self, file: Attached) -> Iterator[bytes]:
        return self.archive.pieces(file.key) if file.package else self.files.pieces(file.key, file.version)

    def _bounded(self, job: Job) -> Iterator[Sequence[Any]]:
        """The parts' lines while what is attached stays within bounds, which is known before any of it is copied."""
        count = size = 0
        for line in self._parts(job):
            count, size = count + len(line[1]), size + sum(one[3] for one in line[1])
            if count > MOST_FILES or size > MOST_BYTES:
                raise TooMuch(_TOO_LARGE)
            yield line

    def _parts(self, job: Job) -> Iterator[Sequence[Any]]:
        """The lines of all parts, one part on disk at a time. Raises `TooMuch`."""
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
                        raise TooMuch(_TOO_MANY)
                    yield json.loads(line)

    def _end(self, job: Job, **changes: Any) -> None:
        """End it, whatever was changed of it meanwhile, unless it has ended already."""
        if job.asked.deliver and changes["state"] == "done":
            changes["delivery"] = {"state": "waiting", "tries": 0, "problem": "", "key": "", "at": stamp(self.clock())}
        found: Job | None = job
        while found and found.is_going and found.take == job.take:
            try:
                ended = self.store.write(found.going(ended_at=self.clock(), **changes))
            except Overtaken:
                found = self.store.read(job.owner, job.id)
                continue
            if ended.state == "done":
                self.tell(ended)
                self.deliver(ended)
            return
