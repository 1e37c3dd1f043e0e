"""Log lines say which invocation they are of, and powertools are not imported before the first of them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

from chalicelib import observability
from tests.web.events import Context


def test_a_line_says_which_invocation_it_is_of() -> None:
    written = io.StringIO()
    line_handler: Any = observability.logger().registered_handler
    before = line_handler.setStream(written)

    @observability.with_log_keys
    def handler(event: Any, context: Any) -> str:
        observability.logger().info("inside")
        return "done"

    try:
        assert handler({"secret": "never logged"}, Context(aws_request_id="r-1")) == "done"
        handler({}, Context(aws_request_id="r-2"))
    finally:
        line_handler.setStream(before)
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert first["function_request_id"] == "r-1"
    assert second["function_request_id"] == "r-2"
    assert second["cold_start"] is False
    assert {"function_name", "function_arn", "function_memory_size", "service"} <= set(first)
    assert "secret" not in first


def test_importing_the_app_imports_no_powertools() -> None:
    code = "import sys, app; print([m for m in ('aws_lambda_powertools', 'boto3', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
