"""``python -m bench.bulk [rows …]``: an export of many rows, a notice to many, and as many people expected to answer;
37,000 and 500,000 rows unless told. ``--notice`` measures the notice alone, ``--collection`` the collection,
``--export`` the exports.

**Exports** are measured without a table that holds half a million applications, which no emulator here does. The worker
that runs in production reads applications as items, which the store's own row functions read back: one application for
each month, under as many ids as are asked for. It writes its parts and joins them on a disk. Read units are worked out
from those items by DynamoDB's rules. What is left out is the time that a table and a bucket take to answer.

In the middle of a part the worker is killed once, and its message comes again: what it had not stored it writes anew.
An Excel file is read back by openpyxl where that is there (`pip install openpyxl`; the hall does not need it), and
every cell compared with what the worker wrote.

**A notice** goes through MiniStack: a list of 10,000 rows is checked, stored and told page by page, up to the queue of
notices. People are made as they are asked for. What each message costs after that is the standard work's ledger.

**A collection** goes through MiniStack, too: 1,000 people and 10,000 have answered, and are to be reminded of another
period (`bench.collection`).

Rates depend on the machine; units and memory do not.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import emulator
from bench.bulk_parts import MONTHS, Disk, Flow, Kept, Killed, Known, Made, NoUploads

ROWS = (37_000, 500_000)
NOTICE = 10_000
DELIVERIES = 20
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Bulk:
    """What a run took. `units` are for each row; `grown` is how much more memory the process had in the end, in MB."""

    rows: int
    seconds: float
    cpu: float
    units: float
    grown: float
    size: float = 0.0
    """Of the file, in bytes."""

    def line(self, what: str) -> str:
        rate = self.rows / max(self.seconds, 0.001)
        own = self.rows / max(self.cpu, 0.001)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = f" to {most:.0f} MB" + (f"; a file of {self.size / 1e6:.0f} MB" if self.size else "")
        took = f"{what}: {self.rows:,} rows in {self.seconds:.0f} s, {rate:,.0f} a second ({own:,.0f} a CPU second); "
        return f"{took}{self.units:.2f} units for each row; memory grew by {self.grown:.0f} MB{size}"


@contextmanager
def taking(found: dict[str, float]) -> Iterator[None]:
    before, begun, own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic(), time.process_time()
    yield
    found["seconds"], found["cpu"] = time.monotonic() - begun, time.process_time() - own
    found["grown"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _nothing(*_: Any) -> None:
    return None


def export(rows: int, format: str = "csv") -> Bulk:
    """All columns of the standard service, for a year's applications."""
    from chalicelib.applications import read_definition
    from chalicelib.exports import ExportWorker, Job
    from chalicelib.exports.columns import columns_of
    from chalicelib.exports.job import Asked
    from tests.service_shape import bare_service
    from tests.world import STANDARD_FLOW, STANDARD_FORM

    definition = read_definition(bare_service("standard", 1, STANDARD_FORM, STANDARD_FLOW))
    columns = tuple(columns_of([definition]))
    asked = Asked(("standard",), date(2026, 1, 1), date(2026, 12, 31), (), (), format, "zh")
    store = Kept(Job("20261231-bulk", "owner", "", asked, columns, False, datetime(2027, 1, 1, tzinfo=UTC)))
    made, took = Made(rows), dict[str, float]()

    with tempfile.TemporaryDirectory() as folder:
        disk: Any = Disk(Path(folder))
        rooms: tuple[Any, ...] = (store, made, Known(definition), NoUploads(), disk, Flow())
        worker = ExportWorker(*rooms, lambda: NOW, _nothing, _nothing, _nothing, disk, _nothing)
        with taking(took):
            for n in range(MONTHS):
                message = {"kind": "slice", "owner": "owner", "job": "x", "take": 1, "slice": n, "token": "t"}
                try:
                    worker.handle(message)
                except Killed:
                    worker.handle(message)
            worker.handle({"kind": "join", "owner": "owner", "job": "x", "take": 1, "token": "t"})
        assert (store.job.state, store.job.rows) == ("done", rows), (store.job.state, store.job.problem)
        assert made.kill_at == -1, "nobody was killed"
        files = Disk(Path(folder))
        if format == "xlsx":
            print(_read_back(files, store.job), flush=True)
        took["size"] = files.at(store.job.file).stat().st_size
    return Bulk(rows, took["seconds"], took["cpu"], made.units / rows, took["grown"], took["size"])


def _read_back(files: Disk, job: Any) -> str:
    """Every cell of the sheet as another program reads it, against the parts the worker wrote."""
    try:
        openpyxl: Any = import_module("openpyxl")
    except ImportError:
        return "not read back: openpyxl is not there"
    sheet = openpyxl.load_workbook(files.at(job.file), read_only=True).worksheets[0]
    shown, cells = sheet.iter_rows(values_only=True), 0
    assert [str(label) for label in next(shown)] == [column.label.zh for column in job.columns]
    for n in range(MONTHS):
        for line in files.at(job.part(n)).read_text("utf-8").splitlines():
            wanted = json.loads(line)
            found = ["" if cell is None else cell for cell in next(shown)]
            found += [""] * (len(wanted) - len(found))
            assert found == wanted, (found, wanted)
            cells += len(wanted)
    assert next(shown, None) is None, "more rows than were written"
    return f"read back by openpyxl: {cells:,} cells as they were written, each a text"


class Many:
    """As many people as anybody asks for."""

    def get_people(self, ids: Iterable[str]) -> dict[str, Any]:
        from chalicelib.people import Person
        from chalicelib.shared.text import Text

        return {id: Person(id, Text(id, id), "staff", {}, (), f"{id}@yizhan.example") for id in ids}


def notice(rows: int, hall: Any, meter: Any, s3: Any) -> Bulk:
    """A list with a sum and a last day for each, from its file to the queue of notices; `units` are write units."""
    from chalicelib.shared.ids import new_id
    from tests.bills.conftest import WISH

    officer = hall.people.members("officer@assets", hall.clock().date())[0]
    until = (hall.clock() + timedelta(days=20)).date().isoformat()
    lines = "".join(f"2021{n:06d},{100 + n % 900}.50,{until},\n" for n in range(rows))
    content = ("工号,金额,截止日期,备注\n" + lines).encode()
    made = hall.bills.make(officer, WISH | {"size": len(content)}, new_id())
    s3.put_object(Bucket=hall.settings.files_bucket, Key=f"bills/{made['id']}", Body=content)
    worker, took = replace(hall.bill_worker, people=Many()), dict[str, float]()
    with taking(took), meter.measure() as count:
        hall.bills.check(officer, made["id"])
        _brought(worker, made["id"])
        hall.bills.send(officer, made["id"], "")
        _brought(worker, made["id"])
    view = hall.bills.view(officer, made["id"])
    assert view["state"] == "sent", view
    return Bulk(rows, took["seconds"], took["cpu"], count.write_units / rows, took["grown"])


def _brought(worker: Any, id: str) -> None:
    """As the queue does: what the store did not answer in time goes on where it stopped, at most so many times."""
    from chalicelib.errors import Temporary

    for _ in range(DELIVERIES):
        try:
            return worker.handle(id)
        except Temporary as error:
            print(f"the store was too slow, the message comes again: {error.extra}", file=sys.stderr)
    raise SystemExit("the emulator does not answer in time")


def main() -> int:
    words = set(sys.argv[1:])
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()] or list(ROWS)
    some = words & {"--export", "--notice", "--collection"}
    emulator.start()
    if not some or "--export" in some:
        for rows in asked:
            print(export(rows).line("export, CSV"), flush=True)
        print(export(asked[0], "xlsx").line("export, Excel"), flush=True)
    if some != {"--export"}:
        from bench.collection import collection
        from bench.rig import Rig

        rig, most = Rig(), min(NOTICE, max(asked))
        if not some or "--notice" in some:
            print(notice(most, rig.hall, rig.meter, rig.aws.client("s3")).line("notice to many"), flush=True)
        if not some or "--collection" in some:
            for people in dict.fromkeys((most // 10, most)):
                for line in collection(people, rig):
                    print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
