"""Asking for an import: a place for the file, the start, how far it has come, which rows were refused and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.errors import FieldError, InvalidRequest, NotFound, UploadRefused
from chalicelib.people import Person
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.job import Job, stamp_of
from chalicelib.registers.model import Register
from chalicelib.registers.store import Overtaken, Put, RegisterStore
from chalicelib.registers.who_may_read import keeps
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

MAX_FILE = 50 * 1024 * 1024
LINK_SECONDS = 600
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}


class Storage(Protocol):
    """The part of file storage that hands out places."""

    def presigned_post(self, key: str, content_type: str, size: int, expires: int) -> dict[str, Any]: ...
    def head(self, key: str) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class Imports:
    """`queue` puts a job before the worker. Everything here is for the keepers of the register (others: `NotFound`)."""

    store: RegisterStore
    registers: RegisterDefinitions
    files: Storage
    queue: Callable[[str], None]
    clock: Clock
    secret: str

    def request_import(self, person: Person, code: str, name: str, size: int, mode: str) -> dict[str, Any]:
        """`{id, post: {url, fields}, expires_at, …}`. Raises `NotFound`, `UploadRefused` for another kind of file."""
        register = self._kept(person, code)
        format = {"ndjson": "jsonl"}.get(name.rpartition(".")[2].lower(), name.rpartition(".")[2].lower())
        if format not in TYPES or size > MAX_FILE:
            zh, en = (
                "请上传 CSV、Excel（.xlsx）或 JSON Lines 文件，不超过 50 MB",
                "CSV, Excel (.xlsx) or JSON lines, up to 50 MB",
            )
            raise UploadRefused(errors=(FieldError("/name", "type", Text(zh, en)),))
        now = self.clock()
        job = Job(new_id(), register.code, stamp_of(person, "import"), name, format, size, mode, now)
        self.store.write([Put(job.doc())])
        post = self.files.presigned_post(job.file, TYPES[format], size, LINK_SECONDS)
        expires = stamp(now + timedelta(seconds=LINK_SECONDS))
        return job.view() | {"post": post, "expires_at": expires}

    def start_import(self, person: Person, code: str, job_id: str) -> dict[str, Any]:
        """The job, queued; started again it only says how far it is. Raises `NotFound`, `UploadRefused`."""
        job = self._job(person, code, job_id)
        if job.state != "waiting":
            if job.state == "queued":
                self.queue(job.id)  # in case the first message was never sent; the worker stands a second one
            return job.view()
        arrived = self.files.head(job.file)
        if arrived is None or int(arrived["size"]) != job.size:
            missing = Text("文件尚未完整上传", "The file has not arrived whole yet")
            raise UploadRefused(errors=(FieldError("/file", "missing", missing),))
        queued = job.going(state="queued")
        try:
            self.store.write([Put(queued.doc())])
        except Overtaken:
            return self._job(person, code, job_id).view()
        self.queue(job.id)
        return queued.view()

    def view_import(self, person: Person, code: str, job_id: str) -> dict[str, Any]:
        return self._job(person, code, job_id).view()

    def list_imports(self, person: Person, code: str) -> dict[str, Any]:
        """`{items}`: the imports of the last half year, newest first, at most a hundred."""
        register = self._kept(person, code)
        found = self.store.listed("list", f"J#{register.code}", limit=100, newest_first=True)
        return {"items": [Job.of(doc).view() for doc in found.docs], "next": None}

    def list_refused(self, person: Person, code: str, job_id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`, an item `{row, key, faults: [{column, code, message}]}`, by row; the first thousand."""
        job = self._job(person, code, job_id)
        place = {"list": f"refused/{person.id}/{job_id}"}
        after = self._after(place, cursor)
        docs = self.store.below(f"J#{job.id}", "X#", limit=limit, after=after)
        following = encode_cursor(self.secret, place | {"after": docs[-1].sk}) if len(docs) == limit else None
        return {"items": [dict(doc.data) for doc in docs], "next": following}

    def _after(self, place: Mapping[str, str], cursor: str | None) -> str | None:
        if cursor is None:
            return None
        at = decode_cursor(self.secret, cursor)
        if at.get("list") != place["list"]:
            raise InvalidRequest()
        return str(at["after"])

    def _job(self, person: Person, code: str, job_id: str) -> Job:
        register = self._kept(person, code)
        doc = self.store.read(f"J#{job_id}", "JOB") if len(job_id) == 26 else None
        if doc is None or (job := Job.of(doc)).register != register.code:
            raise NotFound()
        return job

    def _kept(self, person: Person, code: str) -> Register:
        register = self.registers.get(code)
        if not keeps(register, person, self.clock().astimezone(CHINA).date()):
            raise NotFound()
        return register
