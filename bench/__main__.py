"""``python -m bench``: measure, print, compare with `accepted.json`; see docs/bench.md.

``--check`` is the short run of `make check`: fewer applications are stored, nothing is written. ``--accept`` writes
`accepted.json` and the result in docs/bench.md after a full run.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import time
from pathlib import Path

from bench import emulator, report

DOCS = Path(__file__).resolve().parent.parent / "docs" / "bench.md"
MARK = "<!-- what follows is written by python -m bench --accept -->"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("--check", action="store_true", help="the short run")
    options.add_argument(
        "--accept", action="store_true", help="a full run whose figures are the accepted ones from now on"
    )
    asked = options.parse_args()
    begun, full = time.monotonic(), not asked.check
    emulator.start()
    from bench.measure import measure
    from bench.rig import Rig

    logged = io.StringIO()
    try:
        with contextlib.redirect_stdout(logged):  # the functions log to their output, as Lambda wants it
            found = measure(Rig(), full=full)
    except Exception:
        print(logged.getvalue()[-4000:], file=sys.stderr)
        raise
    text = "\n".join([report.against_budgets(found.figures), *found.tables])
    print(text)
    print(f"\nmeasured in {time.monotonic() - begun:.0f} s")
    if asked.accept:
        report.accept(found.figures)
        written = DOCS.read_text(encoding="utf-8").partition(MARK)[0]
        DOCS.write_text(f"{written}{MARK}\n\n{text}", encoding="utf-8")
        return 0
    accepted = report.read_accepted()
    for line in report.better(found.figures, accepted):
        print(f"better · {line}")
    faults = report.worse(found.figures, accepted)
    for line in faults:
        print(f"WORSE  · {line}", file=sys.stderr)
    if faults:
        print(
            "worse than accepted: mend it, or run `python -m bench --accept` and say why in the commit", file=sys.stderr
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
