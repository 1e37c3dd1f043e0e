"""The counters count what they say, so that a budget that is broken is seen to be broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.counting import Meter, item_size, read_units
from bench.pages import weigh
from bench.prices import TABLE
from bench.report import BUDGETS, accept, against_budgets, better, read_accepted, worse


def item(size: int) -> dict[str, Any]:
    """An item of exactly `size` bytes: its key's name and value, and a text."""
    return {"pk": {"S": "1234"}, "x": {"S": "x" * (size - 7)}}


def test_an_items_size_is_names_and_values_in_utf8() -> None:
    assert item_size({"pk": {"S": "A#1"}, "名": {"S": "请假"}}) == 2 + 3 + 3 + 6
    assert item_size({"n": {"N": "7"}, "b": {"BOOL": True}}) == 1 + 2 + 1 + 1
    assert item_size(item(500)) == 500
    with pytest.raises(ValueError, match="type L"):
        item_size({"x": {"L": []}})


@pytest.mark.parametrize(
    ("sizes", "consistent", "units"),
    [([], False, 0.5), ([4096], False, 0.5), ([2048, 2049], False, 1), ([4097], True, 2)],
)
def test_a_querys_items_count_together(sizes: list[int], consistent: bool, units: float) -> None:
    assert read_units("Query", {"Items": [item(size) for size in sizes]}, "t", consistent) == {"t": units}


def test_items_read_together_count_one_by_one() -> None:
    answer = {"Responses": {"a": [item(10), item(4097)], "b": [item(10)]}}
    assert read_units("BatchGetItem", answer, "", True) == {"a": 3, "b": 1}


def test_the_meter_counts_calls_units_and_refusals(aws: Any) -> None:
    client, meter = aws.client("dynamodb"), Meter()
    meter.watch("dynamodb", client)
    row = {"pk": {"S": "a"}, "sk": {"S": "1"}}
    with meter.measure() as outer:
        client.put_item(TableName="hall-test-notices", Item=row)
        with meter.measure() as inner:
            client.get_item(TableName="hall-test-notices", Key=row, ConsistentRead=True)
            with meter.paused():
                client.scan(TableName="hall-test-notices")
        with pytest.raises(client.exceptions.ConditionalCheckFailedException):
            client.put_item(TableName="hall-test-notices", Item=row, ConditionExpression="attribute_not_exists(pk)")
    client.put_item(TableName="hall-test-notices", Item=row)
    assert dict(inner.calls) == {"dynamodb.GetItem": 1}
    assert inner.read == {"hall-test-notices": 1}
    assert inner.trips == 1
    assert dict(outer.calls) == {"dynamodb.PutItem": 2, "dynamodb.GetItem": 1}
    assert dict(outer.refused) == {"dynamodb.PutItem": 1}


def test_a_worse_a_new_and_a_vanished_figure_are_told(tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    accept({"trips": 10, "answers bytes": 1000, "units": 68, "gone": 1, "bundle bytes": 9}, path)
    accepted = read_accepted(path)
    figures = {"trips": 11, "answers bytes": 1049, "units": 67, "new": 1}
    assert [line.partition(":")[0] for line in worse(figures, accepted)] == ["gone", "new", "trips"]
    assert [line.partition(":")[0] for line in better(figures, accepted)] == ["units"]
    assert not worse(dict(accepted), accepted)
    assert worse({**accepted, "answers bytes": 1051}, accepted)


def test_a_budget_that_is_not_kept_is_said() -> None:
    budget = BUDGETS[0]
    assert "**not kept**" in against_budgets({budget.figure: budget.limit + 1})
    assert "**not kept**" not in against_budgets({budget.figure: budget.limit})
    assert against_budgets({}).count("not measured") == len(BUDGETS)


def test_every_budget_has_an_accepted_figure() -> None:
    assert {budget.figure for budget in BUDGETS} - set(read_accepted()) <= {"bundle bytes"}


def test_a_page_is_weighed_with_everything_it_loads(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.1.js").write_text('import {b} from "./b.2.js";')
    (tmp_path / "assets" / "b.2.js").write_text("export const b = 1;")
    (tmp_path / "assets" / "s.3.css").write_text("p {}")
    (tmp_path / "index.html").write_text(
        '<link rel="stylesheet" href="/assets/s.3.css"><script type="module" src="/assets/a.1.js"></script>'
        '<script src="https://cdn.example/x.js"></script>'
    )
    loaded = weigh(tmp_path, "index.html")
    assert (loaded.requests, loaded.others) == (4, 1)
    assert loaded.total == loaded.html + loaded.css + loaded.js
    assert min(loaded.html, loaded.css, loaded.js) > 20


def test_the_price_table_is_dated() -> None:
    assert TABLE["as_of"]
    assert TABLE["not_included"]
    assert json.dumps(TABLE["per_million"])
