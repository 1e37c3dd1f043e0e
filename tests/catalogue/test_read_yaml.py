"""YAML as it is meant, and the line of everything."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.catalogue.read_yaml import read_yaml


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a: no", "no"), ("a: on", "on"), ("a: true", True), ("a: 'true'", "true"), ("a: 12", 12),
        ("a: 12:30", "12:30"),
        ("a: 2026-09-01", "2026-09-01"), ("a: 1.5", 1.5), ("a:", None), ("a: ''", ""), ("a: 007x", "007x"),
        ("a: |\n  第一行\n  第二行", "第一行\n第二行"),
        ("a: [1, {b: c}]", [1, {"b": "c"}]), ("a: {}", {}), ("a: []", []),
        ("a: 0x1F", "0x1F"), ("a: 1_000", "1_000"), ("a: null", None),
    ],
)  # fmt: skip
def test_values(source: str, value: Any) -> None:
    data, _, faults = read_yaml(source)
    assert (data, faults) == ({"a": value}, [])


def test_every_place_has_its_line() -> None:
    _, lines, _ = read_yaml("a:\n  b:\n    - x\n    - c: 1\n\n      d: |\n        long\n")
    assert lines == {"": 1, "/a": 1, "/a/b": 2, "/a/b/0": 3, "/a/b/1": 4, "/a/b/1/c": 4, "/a/b/1/d": 6}


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a: 1\nb: [c: d: e", 2, "not YAML"),
        ("a: 1\na: 2", 2, "written twice"),
        ("a: &x {b: 1}\nc: *x", 1, "anchors"),
        ("a: &x [*x]", 1, "anchors"),
        ("? [a]\n: 1", 1, "one word"),
        ("", 1, "empty"),
        ("a: \x01", 1, "not YAML"),
    ],
)
def test_what_a_reader_would_not_see_is_a_fault(source: str, line: int, words: str) -> None:
    _, _, faults = read_yaml(source)
    assert [(at, words in text.en) for at, text in faults] == [(line, True)]
