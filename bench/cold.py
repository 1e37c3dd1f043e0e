"""A cold start, for real: run as a program it is a new process that imports the app and answers one event.

It reads ``{"function", "event", "count"}`` from its input and prints `Cold` as JSON. Modules are counted, milliseconds
are only printed: they depend on the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any


NOT_BUNDLED = ("aws_xray_sdk",)
"""What the tests' tools bring along and the function's bundle does not have."""


@dataclass
class Cold:
    """`imported` and `modules`: loaded after the import, and after the first answer; times in milliseconds."""

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
        done = subprocess.run([sys.executable, "-m", "bench.cold"], input=asked, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(f"{function}: {done.stderr[-2000:]}")
        runs.append(Cold(**json.loads(done.stdout.splitlines()[-1])))
    best = min(runs, key=lambda run: run.import_ms + run.answer_ms)
    return best


def main() -> None:
    asked = json.load(sys.stdin)
    for name in NOT_BUNDLED:
        sys.modules[name] = None  # type: ignore[assignment]
    begun = time.perf_counter()
    import app

    imported, modules = time.perf_counter(), _loaded()
    answer = getattr(app, asked["function"])(asked["event"], Context())
    done = time.perf_counter()
    if isinstance(answer, dict) and (answer.get("batchItemFailures") or answer.get("statusCode", 200) >= 400):
        raise AssertionError(answer)
    own = sum(name.partition(".")[0] == "chalicelib" for name in sys.modules)
    cold = Cold(
        imported=modules,
        modules=_loaded(),
        own=own,
        import_ms=round((imported - begun) * 1000, 1),
        answer_ms=round((done - imported) * 1000, 1),
        boto3="boto3" in sys.modules,
    )
    print(json.dumps(asdict(cold)))


def _loaded() -> int:
    return sum(module is not None for module in sys.modules.values())


class Context:
    """What Lambda hands a function."""

    function_name = "hall-bench"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:local:000000000000:function:hall-bench"
    aws_request_id = "bench"


if __name__ == "__main__":
    main()
