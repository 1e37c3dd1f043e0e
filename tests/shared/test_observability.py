"""Log lines say which invocation they are of, and powertools are not imported before the first of them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from chalicelib import observability
from tests.web.events import Context


def test_a_line_says_which_invocation_it_is_of(capsys: pytest.CaptureFixture[str]) -> None:
    observability._logger.cache_clear()

    @observability.with_log_keys
    def handler(event: Any, context: Any) -> str:
        observability.logger().info("inside")
        return "done"

    try:
        assert handler({"secret": "never logged"}, Context(aws_request_id="r-1")) == "done"
        handler({}, Context(aws_request_id="r-2"))
    finally:
        observability._logger.cache_clear()
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["function_request_id"] == "r-1"
    assert second["function_request_id"] == "r-2"
    assert second["cold_start"] is False
    assert {"function_name", "function_arn", "function_memory_size", "service"} <= set(first)
    assert "secret" not in first


def test_importing_the_app_imports_no_powertools() -> None:
    code = "import sys, app; print([m for m in ('aws_lambda_powertools', 'boto3', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
