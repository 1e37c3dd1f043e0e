"""A cold start, for real: a new process imports the app and answers one event.

Modules are counted and compared; milliseconds are only printed, they depend on the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Cold:
    """Modules loaded after the import and after the first answer, the hall's own among them; milliseconds of both."""

    imported: int
    modules: int
    own: int
    import_ms: float
    answer_ms: float
    boto3: bool


def measure(function: str, event: Any, times: int = 1) -> Cold:
    """The first answer of a new process to `event`; the best time of `times` processes. Raises when it is refused."""
    asked = json.dumps({"function": function, "event": event})
    runs = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, str(ROOT / "bench" / "cold_child.py")],
            input=asked,
            capture_output=True,
            check=False,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        if done.returncode:
            raise AssertionError(f"{function}: {done.stderr[-2000:]}")
        runs.append(Cold(**json.loads(done.stdout.splitlines()[-1])))
    return min(runs, key=lambda run: run.import_ms + run.answer_ms)
