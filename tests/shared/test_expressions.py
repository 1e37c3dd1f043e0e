"""Arithmetic as data, in Python; tests/shared/test_same_in_browser.py asks the browser the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from chalicelib.shared.conditions import ConditionError, condition_data, evaluate, fields_of, parse_condition
from chalicelib.shared.expressions import ExpressionError, expression_data, parse_expression, work_out
from tests.shared.trees import conditions, expressions, values

HERE = Path(__file__).parent
TABLE = json.loads((HERE / "expression_cases.json").read_text("utf-8"))
ARITHMETIC = json.loads((HERE / "condition_cases.json").read_text("utf-8"))["arithmetic"]


@pytest.mark.parametrize(("data", "known", "expected"), TABLE["cases"])
def test_python_works_out_what_the_table_says(data: Any, known: Any, expected: Any) -> None:
    result = work_out(parse_expression(data), known)
    assert result == expected and type(result) in (type(expected), int, float)


@pytest.mark.parametrize(("data", "path"), TABLE["refused"])
def test_what_is_not_an_expression_is_refused_with_its_place(data: Any, path: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_expression(data)
    assert refused.value.path == path and refused.value.message.zh and refused.value.message.en


@pytest.mark.parametrize(("data", "known", "expected"), ARITHMETIC)
def test_a_condition_may_compare_with_what_is_worked_out(data: Any, known: Any, expected: bool) -> None:
    tree = parse_condition(data, arithmetic=True)
    assert evaluate(tree, known) is expected
    assert parse_condition(json.loads(json.dumps(condition_data(tree))), arithmetic=True) == tree


def test_a_flow_may_not_because_it_cannot_calculate() -> None:
    with pytest.raises(ConditionError):
        parse_condition({"a": {"gt": {"of": "b"}}})
    assert fields_of(parse_condition({"a": {"gt": {"of": {"total": "t.x"}}}}, arithmetic=True)) == {"a", "t.x"}


WRONG = [{"in": {"of": "b"}}, {"gt": {"of": []}}, {"gt": {"off": "b"}}, {"empty": {"of": "b"}}]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_compared_with(wrong: Any) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition({"a": wrong}, arithmetic=True)
    assert refused.value.path.startswith("/a/")


@given(expressions, values)
@settings(max_examples=200)
def test_any_tree_gives_a_number_or_nothing_and_reads_back(data: Any, known: Any) -> None:
    tree = parse_expression(data)
    assert parse_expression(json.loads(json.dumps(expression_data(tree)))) == tree
    result = work_out(tree, known)
    if isinstance(data, dict):
        assert result is None or (isinstance(result, int | float) and abs(result) <= 10**15)


@given(conditions, values)
@settings(max_examples=100)
def test_any_condition_over_them_is_true_or_false(data: Any, known: Any) -> None:
    assert evaluate(parse_condition(data, arithmetic=True), known) in (True, False)
