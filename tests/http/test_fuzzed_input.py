"""schemathesis reads the hall's own OpenAPI document and tries to break the running hall (PROMISES R48).

Three times: as an applicant, as the counsellor who has the task, and as nobody. Who else is let in where is asked by
tests/matrix; offices and keys are fuzzed by test_fuzzed_offices.py where they alone are let in. Every answer must be in
the document with its status, type, headers and schema; none may be 5xx; what the document forbids must be refused.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.conftest import a_hall, submitted, task_of
from tests.visitor import Visitor
from tests.whole_hall import WholeHall

EXAMPLES = 10
SECONDS = 900
ROOT = Path(__file__).resolve().parents[2]

CHECKS = """
hooks = "tests.http.fuzz_hooks"
[checks]
# What asks for a session or a key answers nobody without: tests/matrix asks every route, with dead keys too. An address
# that shows thirty wrong ones here has to wait, so the fuzzer would be told 429 where it wants 401.
ignored_auth.enabled = false
unsupported_method.enabled = false          # API Gateway itself answers methods without a route, with 404
positive_data_acceptance.enabled = false    # a well-formed cursor, ticket or answer can still be nonsense
missing_required_header.expected-statuses = [400, 401, 403, 404, 422, 428, 429]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
"""
SIGNED_IN = """
[auth.openapi.session]
api_key = "{cookie}"
[auth.openapi.csrf]
api_key = "{csrf}"
[parameters]
application_id = "{application}"
task_id = "{task}"
code = "student-leave"
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHall]:
    """A hall of its own: the fuzzer uses up what an address may ask for."""
    yield from a_hall(tmp_path_factory.mktemp("fuzzed"))


def run(
    hall: WholeHall,
    folder: Path,
    config: str,
    *paths: str,
    phases: str = "examples,coverage,fuzzing",
    examples: int = EXAMPLES,
) -> None:
    """Of all paths, or these. The report of `st run` in `folder`, always with the same seed; fails with it."""
    (folder / "schemathesis.toml").write_text(CHECKS + config)
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{hall.url}/api/v1/openapi.json", "--seed", "20261123",
        "--max-examples", str(examples), "--phases", phases, "--workers", "1", "--no-color",
        # They would end the session of all that follows: the fuzzer learns its id from the list of them.
        "--exclude-path", "/api/v1/sign-out", "--exclude-path", "/api/v1/me/sessions/{session}",
    ]  # fmt: skip
    command += [part for path in paths for part in ("--include-path", path)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HALL_"))}
    clean["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.req("R48")
@pytest.mark.parametrize("account", ["2023010102", "120110"], ids=["applicant", "counsellor"])
def test_as_somebody(hall: WholeHall, tmp_path: Path, counsellor: Visitor, account: str) -> None:
    """With an open application: the fuzzer reads, withdraws and decides it, and uses up its person's allowances."""
    application = submitted(Visitor(hall.url, "2023010103"))
    task = task_of(counsellor, application)["task_id"]
    asking = Visitor(hall.url, account)
    cookie = asking.cookies["/"]["hall"]
    run(hall, tmp_path, SIGNED_IN.format(cookie=cookie, csrf=asking.csrf, application=application, task=task))
    assert asking.get("/me")["id"] == account, "the session held to the end"


@pytest.mark.req("R48", "R40")
def test_as_nobody(hall: WholeHall, tmp_path: Path) -> None:
    run(hall, tmp_path, "")
