"""The worker of the imports queue: brings a file into its register, a transaction of rows at a time.

Every transaction moves the job's own place along with the rows, so a worker that dies, or a message that comes twice,
goes on exactly where the last one stopped. All-or-nothing looks through the whole file first and writes nothing when a
row is bad; best-effort writes what is good and reports the rest.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO, Any, Protocol

from chalicelib.registers.check_row import Fault, check_row, gather, key_in, match_header
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.job import ENDED, REPORTED, Job
from chalicelib.registers.model import Register, Row, Stamp
from chalicelib.registers.read_cells import READERS, FileRefused
from chalicelib.registers.rows import ROW, row_of, row_pk, row_writes
from chalicelib.registers.store import MAX_WRITES, Doc, Overtaken, Put, RegisterStore
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.text import Text

MAX_ROWS = 200_000
CHUNK = 90
"""Rows that are read and thought about together; a transaction takes all of them when they are new."""
ATTEMPTS = 8
SECONDS = 600.0
"""How long one message works before it hands on to the next; the function has 900 s."""
EVERY = 5_000


class Files(Protocol):
    """The part of file storage an import reads."""

    def save_to(self, key: str, file: IO[bytes]) -> None: ...


@dataclass
class Incoming:
    """One row of the file: its number, its key, the values of the columns the file has, or what is wrong."""

    number: int
    key: str
    values: Mapping[str, Any]
    faults: list[Fault]


@dataclass
class RunImport:
    """Call it with a job's id. `again` puts the job back into the queue when the time is over."""

    store: RegisterStore
    registers: RegisterDefinitions
    files: Files
    clock: Clock
    again: Callable[[str], None]
    seconds: float = SECONDS

    def __call__(self, job_id: str) -> None:
        """Raises `Temporary` when the table or the file cannot be reached: the message comes again."""
        doc = self.store.read(f"J#{job_id}", "JOB")
        if doc is None or (job := Job.of(doc)).state in ENDED | {"waiting"}:
            return
        try:
            with tempfile.TemporaryFile() as file:
                self.files.save_to(job.file, file)
                _Run(self, job, self.registers.get(job.register), file).run()
        except Overtaken:
            return  # another worker has the job

    def put(self, job: Job) -> Job:
        self.store.write([Put(job.doc())])
        return job


@dataclass
class _Run:
    """One stretch of work on one job."""

    room: RunImport
    job: Job
    register: Register
    file: IO[bytes]
    until: float = field(init=False)
    _seen: set[int] = field(default_factory=set)

    def run(self) -> None:
        self.until = time.monotonic() + self.room.seconds
        if self.job.state == "queued":
            self.job = self.room.put(self.job.going(state="running"))
        try:
            if self.job.mode == "all" and not self.job.more.get("good") and not self._all_good():
                self._end("refused")
                return
            if self._written():
                self._end("done")
            else:
                self.room.again(self.job.id)
        except FileRefused as refused:
            self._end("failed", refused.message)

    def _end(self, state: str, problem: Text | None = None) -> None:
        now = self.room.clock()
        self.job = self.room.put(self.job.going(state=state, problem=problem, ended_at=stamp(now)))
        if state == "done":
            self.room.registers.refreshed(self.register.code, self.job.at)

    def _rows(self) -> Iterator[Incoming]:
        """Every row of the file from its beginning, judged; a key that came before is a fault."""
        self._seen.clear()
        self.file.seek(0)
        names: tuple[str, ...] | None = None
        header: dict[str, tuple[str, str]] = {}
        for count, (number, cells) in enumerate(READERS[self.job.format](self.file), 1):
            if count > MAX_ROWS:
                raise FileRefused(f"一次最多导入 {MAX_ROWS} 行", f"At most {MAX_ROWS} rows can be imported at once")
            if names != tuple(cells):  # in CSV and Excel that is once, in JSON lines whenever an object looks different
                names = tuple(cells)
                header, wrong = match_header(self.register, names)
                if wrong and self.job.format != "jsonl":
                    said = [f"{fault.column} {fault.message.zh}" for fault in wrong]
                    told = [f"{fault.column} {fault.message.en}" for fault in wrong]
                    raise FileRefused("列名有误：" + "；".join(said[:20]), "The columns: " + "; ".join(told[:20]))
            yield self._incoming(number, gather(header, cells), wrong if self.job.format == "jsonl" else [])

    def _incoming(self, number: int, raw: Mapping[str, Any], wrong: list[Fault]) -> Incoming:
        key = key_in(self.register, raw) or ""
        if key and hash(key) in self._seen:
            wrong = [
                *wrong,
                Fault(self.register.key, "repeated", Text("在文件中重复出现", "appears twice in the file")),
            ]
        self._seen.add(hash(key))
        if number <= self.job.place:
            return Incoming(number, key, {}, [])  # dealt with by an earlier stretch
        values, faults = check_row(self.register, raw)
        return Incoming(number, key, values, [*wrong, *faults])

    def _all_good(self) -> bool:
        """Look through the whole file; what is bad is reported. Afterwards nothing has been written but the report."""
        refused: list[Incoming] = []
        bad = count = 0
        for count, row in enumerate(self._rows(), 1):
            if row.faults:
                bad += 1
                if bad <= REPORTED:
                    refused.append(row)
            if len(refused) == CHUNK:
                self._report(refused)
                refused = []
            if count % EVERY == 0:
                self.job = self.room.put(self.job.going(checked=count))
        self._report(refused)
        more = {**self.job.more, "good": not bad}
        self.job = self.room.put(self.job.going(checked=count, refused=bad, more=more))
        return not bad

    def _written(self) -> bool:
        """Write from the job's place on; False when the time ran out before the end."""
        chunk: list[Incoming] = []
        for row in self._rows():
            if row.number <= self.job.place:
                continue
            chunk.append(row)
            if len(chunk) == CHUNK:
                self._write(chunk)
                chunk = []
                if time.monotonic() > self.until:
                    return False
        self._write(chunk)
        return True

    def _write(self, chunk: list[Incoming]) -> None:
        """A chunk in as few transactions as it fits into, each together with the job's new place."""
        while chunk:
            for _ in range(ATTEMPTS):
                try:
                    chunk = chunk[self._written_at_once(chunk) :]
                    break
                except Overtaken:
                    found = self.room.store.read(f"J#{self.job.id}", "JOB")
                    if found is None or found.rev != self.job.version:
                        raise
            else:
                raise Overtaken()

    def _written_at_once(self, chunk: list[Incoming]) -> int:
        """Write as much of the chunk as one transaction takes; how many rows that was."""
        good = [row for row in chunk if not row.faults]
        keys = {row.key: (row_pk(self.register.code, row.key), ROW) for row in good}
        docs = self.room.store.read_all(keys.values())
        by = Stamp(self.job.by.id, self.job.by.name, f"import:{self.job.id}")
        writes: list[Put] = []
        counts = {"written": 0, "unchanged": 0, "refused": 0}
        taken = 0
        for row in chunk:
            doc = docs.get(keys.get(row.key, ("", "")))
            puts = [] if row.faults else self._puts(row, row_of(doc) if doc else None, by)
            if len(writes) + len(puts) >= MAX_WRITES:
                break
            writes += puts
            counts["refused" if row.faults else "written" if puts else "unchanged"] += 1
            taken += 1
        self._report([row for row in chunk[:taken] if row.faults])
        totals = {name: getattr(self.job, name) + count for name, count in counts.items()}
        if self.job.mode == "best":
            totals["checked"] = self.job.checked + taken
        job = self.job.going(place=chunk[taken - 1].number, **totals)
        self.room.store.write([*writes, Put(job.doc())])
        self.job = job
        return taken

    def _puts(self, row: Incoming, before: Row | None, by: Stamp) -> list[Put]:
        now = self.room.clock()
        if before is None:
            values = {name: value for name, value in row.values.items() if value is not None}
            return row_writes(self.register, None, Row(row.key, values, 1, now, by))
        after = before.changed(row.values, now, by)
        if after.values == before.values and not before.reserved:
            return []
        still = {name: id for name, id in before.disputed.items() if after.values.get(name) == before.values.get(name)}
        return row_writes(self.register, before, replace(after, disputed=still))

    def _report(self, refused: list[Incoming]) -> None:
        """Keep the reasons, once: the same rows reported again are there already."""
        room = REPORTED - self.job.refused if self.job.mode == "best" else REPORTED
        docs = [self._refusal(row) for row in refused[: max(room, 0)]]
        if not docs:
            return
        try:
            self.room.store.write([Put(doc) for doc in docs])
        except Overtaken:
            return

    def _refusal(self, row: Incoming) -> Doc:
        faults = [{"column": one.column, "code": one.code, "message": one.message.to_dict()} for one in row.faults]
        data = {"row": row.number, "key": row.key, "faults": faults}
        return Doc(f"J#{self.job.id}", f"X#{row.number:09d}", data, expires=self.job.doc().expires)
