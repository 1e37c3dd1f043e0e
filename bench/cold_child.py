"""The new process of `bench.cold`: imports the app, answers one event, tells what that loaded.

It imports nothing that the app would not load itself, so that nothing is counted but the hall.
"""

import json
import sys
import time

NOT_BUNDLED = ("aws_xray_sdk",)
"""What the tests' tools bring along and the function's bundle does not have."""


class Context:
    """What Lambda hands a function."""

    function_name = "hall-bench"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:local:000000000000:function:hall-bench"
    aws_request_id = "bench"


def loaded() -> int:
    return sum(module is not None for module in sys.modules.values())


def main() -> None:
    asked = json.load(sys.stdin)
    for name in NOT_BUNDLED:
        sys.modules[name] = None  # type: ignore[assignment]
    begun = time.perf_counter()
    import app

    imported, modules = time.perf_counter(), loaded()
    answer = getattr(app, asked["function"])(asked["event"], Context())
    done = time.perf_counter()
    if isinstance(answer, dict) and (answer.get("batchItemFailures") or answer.get("statusCode", 200) >= 400):
        raise AssertionError(answer)
    told = {
        "imported": modules,
        "modules": loaded(),
        "own": sum(name.partition(".")[0] == "chalicelib" for name in sys.modules),
        "import_ms": round((imported - begun) * 1000, 1),
        "answer_ms": round((done - imported) * 1000, 1),
        "boto3": "boto3" in sys.modules,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
