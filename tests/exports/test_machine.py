"""The machine of exports as a definition: what AWS takes, and that nothing in it waits for ever."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.exports import export_machine, machine_name
from tests.shared.test_conditions import node

ASL_TOOL = Path(__file__).resolve().parents[2] / "tools" / "asl"
MACHINE = json.loads(export_machine("aws-cn", "https://sqs.example/exports"))


def tasks(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for state in machine["States"].values():
        if state["Type"] == "Map":
            yield from tasks(state["Iterator"])
        elif state["Type"] == "Task":
            yield state


def test_every_task_asks_through_the_queue_and_gives_up() -> None:
    found = list(tasks(MACHINE))
    assert len(found) == 3
    for state in found:
        assert state["Resource"] == "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken"
        assert state["Parameters"]["QueueUrl"] == "https://sqs.example/exports"
        assert state["TimeoutSeconds"] > 0
    assert "${" not in json.dumps(MACHINE) and "lambda" not in json.dumps(MACHINE)
    assert MACHINE["States"]["Slices"]["MaxConcurrency"] == 4


def test_no_service_can_take_its_name() -> None:
    assert "_" in machine_name("live") and len(machine_name("x" * 20)) <= 80


@pytest.mark.skipif(not (ASL_TOOL / "node_modules").is_dir(), reason="run `npm ci` in tools/asl")
def test_asl_validator_accepts_it(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(json.dumps(MACHINE), "utf-8")
    command = [node(), str(ASL_TOOL / "validate.mjs"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "1 state machines, 0 problems\n"), done.stderr
