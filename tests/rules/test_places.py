"""Each outside thing is touched in one place only, files and functions stay small, and nothing is patched."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rules.source import ROOT, Source, imports, sources

MAX_LINES = 300
MAX_FUNCTION = 40

PLACES: dict[str, Callable[[Source], bool]] = {
    "boto3": lambda source: source.room == "aws",
    "botocore": lambda source: source.room == "aws" or source.path.name == "store.py",
    "pynamodb": lambda source: source.path.name in ("store.py", "store_items.py"),
    "chalice": lambda source: source.room == "web" or source.name == "app.py",
    "jinja2": lambda source: source.room in ("portal", "notices"),
    "aws_lambda_powertools": lambda source: source.name == "chalicelib/observability.py",
    "reportlab": lambda source: source.room == "documents",
    "segno": lambda source: source.room == "documents" or source.name == "chalicelib/certificates/sheet.py",
    "xlsxwriter": lambda source: source.name == "chalicelib/exports/write_file.py",
}
"""Package to where the shipped code may import it; botocore in stores for its exceptions only."""

SHIPPED = tuple(source for source in sources() if source.name.startswith(("app.py", "chalicelib/")))


def misplaced(source: Source) -> list[str]:
    return [
        str(found)
        for found in imports(source)
        if (package := found.module.split(".")[0]) in PLACES and not PLACES[package](source)
    ]


def reads_environment(source: Source) -> list[int]:
    """Lines with ``os.environ``, ``os.getenv`` or an import of either."""
    lines = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "putenv")
    ]
    taken = {"environ", "environb", "getenv", "putenv"}
    return lines + [found.line for found in imports(source) if found.module == "os" and taken & set(found.names)]


def long_functions(source: Source) -> list[str]:
    """Decorators and docstrings count too: both are read."""
    return [
        f"{source.name}:{node.lineno} {node.name} has {length} lines"
        for node in ast.walk(source.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION
    ]


def patches(source: Source) -> Iterator[str]:
    for found in imports(source):
        if found.module in ("unittest.mock", "mock") and {"patch"} & set(found.names):
            yield str(found)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "patch" and "mock" in ast.unparse(node.value):
            yield f"{source.name}:{node.lineno}"


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.name)
def test_outside_things_have_their_place(source: Source) -> None:
    assert not misplaced(source)


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.name)
def test_only_settings_reads_the_environment(source: Source) -> None:
    assert source.name == "chalicelib/settings.py" or not reads_environment(source)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_small_enough_to_read(source: Source) -> None:
    lines = len(source.text.splitlines())
    assert lines <= MAX_LINES, f"{source.name} has {lines} lines"
    assert not long_functions(source)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_nothing_is_patched(source: Source) -> None:
    assert not list(patches(source))


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.name)
def test_modules_say_what_they_are_for(source: Source) -> None:
    assert not source.text.strip() or ast.get_docstring(source.tree)


def test_nothing_is_scanned() -> None:
    """A Scan reads a whole table (architecture, section 6): never in shipped code."""
    found = [
        f"{source.name}:{node.lineno}"
        for source in SHIPPED
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("scan", "rate_limited_scan")
    ]
    assert not found


def test_partitions_are_not_written_down() -> None:
    """`arn:aws-cn` in China, `arn:aws` elsewhere: no shipped ARN names one."""
    found = [f"{s.name}: {hit}" for s in SHIPPED for hit in re.findall(r"arn:aws(?:-cn|-us-gov)?:[a-z0-9-]+:", s.text)]
    assert not found


@pytest.mark.parametrize(
    ("name", "code", "rule"),
    [
        ("chalicelib/people/store.py", "import boto3", misplaced),
        ("chalicelib/people/model.py", "from pynamodb.models import Model", misplaced),
        ("chalicelib/forms/a.py", "def f():\n    from chalice import Response", misplaced),
        ("chalicelib/forms/a.py", "import os\nx = os.environ['A']", reads_environment),
        ("chalicelib/forms/a.py", "from os import getenv", reads_environment),
        ("chalicelib/forms/a.py", "def f():\n" + "    x = 1\n" * 41, long_functions),
        ("tests/a.py", "from unittest.mock import patch", patches),
        ("tests/a.py", "from unittest import mock\nmock.patch('x')", patches),
        ("tests/a.py", "import unittest.mock\nunittest.mock.patch.object(x, 'y')", patches),
    ],
)
def test_the_rules_see_it(name: str, code: str, rule: Callable[[Source], object]) -> None:
    source = Source(Path(ROOT / name), code, ast.parse(code))
    found = rule(source)
    assert list(found) if isinstance(found, (list, Iterator)) else found
