"""The switchboard: every function is declared in app.py, one line each, with the middleware before it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import app as switchboard
from chalicelib import bootstrap
from tests.web.events import Context

FUNCTIONS = (
    "on_change",
    "on_directory",
    "on_step",
    "on_notice",
    "on_import",
    "on_export",
    "on_bill",
    "on_hook",
    "on_document",
    "on_archive",
)
FUNCTIONS += ("sweep", "publish")


class Recorder:
    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        def record(*given: Any) -> dict[str, Any]:
            self.calls.append((name, *given))
            return {"batchItemFailures": []}

        return record


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_hands_on(name: str) -> None:
    hall = Recorder()
    with bootstrap.use(hall):
        answer = getattr(switchboard, name)({"Records": []}, Context())
    assert answer == {"batchItemFailures": []}
    assert hall.calls == ([("sweep",)] if name == "sweep" else [(name, {"Records": []})])


def test_functions_are_deployed_from_app() -> None:
    declared = {function.name: function.handler_string for function in switchboard.app.pure_lambda_functions}
    assert declared == {name: f"app.{name}" for name in FUNCTIONS}


def test_app_is_a_switchboard() -> None:
    source = Path(switchboard.__file__).read_text()
    tree = ast.parse(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(source.splitlines()) <= 150
    assert {function.name for function in functions} == set(FUNCTIONS)
    for function in functions:
        assert [type(line) for line in function.body] == [ast.Expr, ast.Return], function.name


def test_middleware_stands_before_the_blueprints() -> None:
    lines = Path(switchboard.__file__).read_text().splitlines()
    registered = [number for number, line in enumerate(lines) if "register_middleware" in line]
    assert max(registered) < next(number for number, line in enumerate(lines) if "web.serve" in line)


def test_json_routes_start_without_jinja() -> None:
    import subprocess
    import sys

    code = "import app, sys; assert 'jinja2' not in sys.modules and 'boto3' not in sys.modules; print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
