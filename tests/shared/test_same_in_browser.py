"""Conditions and expressions in a real browser: the tables of cases, and random trees, answered as Python answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.shared.conditions import evaluate, parse_condition
from chalicelib.shared.expressions import parse_expression, work_out
from tests.browsers import CHROMIUM, page_of_modules
from tests.shared.trees import conditions, expressions, values

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

HERE = Path(__file__).parent
CONDITIONS = json.loads((HERE / "condition_cases.json").read_text("utf-8"))
EXPRESSIONS = json.loads((HERE / "expression_cases.json").read_text("utf-8"))
PAGE = """<script type="module">
import { evaluate } from "./conditions.js";
import { workOut } from "./expressions.js";
window.asked = { evaluate, workOut };
</script>"""
BATCH = 150


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page with the modules as they are shipped."""
    with page_of_modules(browser, PAGE) as opened:
        yield opened


def browser_says(page: Any, function: str, cases: list[Any]) -> list[Any]:
    asked = json.dumps([[case[0], case[1]] for case in cases])
    script = f"(cases) => JSON.stringify(JSON.parse(cases).map(([data, known]) => asked.{function}(data, known)))"
    return list(json.loads(page.evaluate(script, asked)))


@pytest.mark.req("C-12")
def test_the_tables_of_cases(page: Any) -> None:
    for name in ("cases", "arithmetic"):
        table = CONDITIONS[name]
        assert browser_says(page, "evaluate", table) == [expected for _, _, expected in table], name
    assert browser_says(page, "workOut", EXPRESSIONS["cases"]) == [expected for *_, expected in EXPRESSIONS["cases"]]


@given(
    st.lists(st.tuples(conditions, values), min_size=BATCH, max_size=BATCH),
    st.lists(st.tuples(expressions, values), min_size=BATCH, max_size=BATCH),
)
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_random_trees(page: Any, trees: list[Any], sums: list[Any]) -> None:
    said = browser_says(page, "evaluate", trees)
    meant = [evaluate(parse_condition(data, arithmetic=True), known) for data, known in trees]
    assert [case for case in zip(trees, said, meant, strict=True) if case[1] != case[2]] == []
    said = browser_says(page, "workOut", sums)
    meant = [work_out(parse_expression(data), known) for data, known in sums]
    # Equal as JavaScript sees it: there are no ints, and true is not 1.
    different = [case for case in zip(sums, said, meant, strict=True) if json.dumps(case[1]) != _as_js(case[2])]
    assert different == []


def _as_js(value: Any) -> str:
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)
