"""``python -m bench.imports [rows]``: bringing a file into a register, and what it costs; 100,000 rows unless told.

The file is read from the emulator's bucket by the worker that runs in production, into the register of grades with
its index entries: once while it is empty, once with every tenth score changed. Rates depend on the machine and on
MiniStack; write units and the number of transactions do not.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

from bench import emulator

ROWS = 100_000
HEADER = "entry,term,course_zh,course_en,credits,score,student,class\n"
LIST_PRICE = 1.25 / 1_000_000
"""US dollars for a write unit on demand, as in bench/prices.json."""


def content(rows: int, changed: bool) -> bytes:
    """`rows` rows as a spreadsheet saves them, about 90 bytes each."""
    lines = [
        f"g{n:06d},2026-1,高等数学,Calculus,3,{60 + n % 40 + (changed and n % 10 == 0)},s{n // 8:06d},c{n // 300}\n"
        for n in range(rows)
    ]
    return (HEADER + "".join(lines)).encode()


def run(rows: int) -> list[str]:
    """The lines of the report."""
    from bench.counting import Meter
    from bench.rig import Aws
    from chalicelib.bootstrap import build_hall
    from chalicelib.registers import define_registers
    from chalicelib.settings import current
    from chalicelib.shared.store import connection
    from local.demo import load_demo

    hall = build_hall(current())
    load_demo(hall.people)
    define_registers(hall.registers.definitions, [unit.id for unit in hall.people.all_units()])
    keeper, meter, aws = hall.people.get_person("110402"), Meter(), Aws()
    meter.watch("dynamodb", connection().client)
    said = []
    for title, changed in (("new rows", False), ("a tenth changed", True)):
        job = _sent(hall, aws, keeper, content(rows, changed))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.monotonic()
        with meter.measure() as count:
            while hall.registers.imports.view_import(keeper, "grades", job)["state"] in ("queued", "running"):
                hall.registers.worker(job)  # a stretch of ten minutes, as each message is on AWS
        took = time.monotonic() - begun
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        view = hall.registers.imports.view_import(keeper, "grades", job)
        assert view["state"] == "done", view
        units = count.write_units
        said.append(
            f"{title}: {rows:,} rows in {took:.0f} s, {rows / took:,.0f} rows a second; {view['written']:,} written, "
            f"{view['unchanged']:,} unchanged; {count.calls['dynamodb.TransactWriteItems']:,} transactions, "
            f"{units / max(view['written'], 1):.2f} write units for each row written (${units * LIST_PRICE:.2f}); "
            f"memory grew by {grown:.0f} MB"
        )
    return said


def _sent(hall: Any, aws: Any, keeper: Any, data: bytes) -> str:
    """A job whose file has arrived; its message is not needed, the worker is called right away."""
    job = str(hall.registers.imports.request_import(keeper, "grades", "grades.csv", len(data), "all")["id"])
    bucket = hall.settings.files_bucket
    aws.client("s3").put_object(Bucket=bucket, Key=f"imports/{job}", Body=data)
    hall.registers.imports.start_import(keeper, "grades", job)
    return job


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    emulator.start()
    print("\n".join(run(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
