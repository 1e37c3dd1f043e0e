"""Which partitions writes go to, as DynamoDB bills and limits them: the table's, and an index's old and new key."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from typing import Any

import pytest

from bench.partitions import Partitions, touched

KEYS = {"t": ["pk", "sk"], "t/boxes": ["box", "at"]}
ROW = {"pk": {"S": "a"}, "sk": {"S": "1"}}


def box(name: str, at: str = "1") -> dict[str, Any]:
    return {**ROW, "box": {"S": name}, "at": {"N": at}}


def test_an_index_is_written_where_a_row_comes_from_and_where_it_goes() -> None:
    assert touched(KEYS, "t", ROW, ROW) == [("t", "a")]
    assert touched(KEYS, "t", ROW, box("todo")) == [("t", "a"), ("t/boxes", "todo")]
    assert touched(KEYS, "t", box("todo"), box("todo")) == [("t", "a"), ("t/boxes", "todo")]
    assert touched(KEYS, "t", box("todo"), box("done")) == [("t", "a"), ("t/boxes", "todo"), ("t/boxes", "done")]
    assert touched(KEYS, "t", box("todo"), box("todo", "2")) == [("t", "a"), ("t/boxes", "todo"), ("t/boxes", "todo")]


@pytest.mark.req("N14")
def test_every_kind_of_write_is_seen_and_a_refused_one_is_not(aws: Any) -> None:
    client, table, rows = aws.client("dynamodb"), "hall-test-applications", ("1", "2", "3")
    items = [{"pk": {"S": f"A#{n}"}, "sk": {"S": "H"}} for n in rows]
    where = Partitions(client, nullcontext)
    with where.watching():
        client.put_item(TableName=table, Item=items[0])
        client.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": item}} for item in items[1:]])
        client.batch_write_item(RequestItems={table: [{"DeleteRequest": {"Key": items[2]}}]})
        expected = {(table, "A#1"): 1, (table, "A#2"): 1, (table, "A#3"): 2}
        assert where.writes == expected
        with suppress(client.exceptions.ConditionalCheckFailedException):
            client.put_item(TableName=table, Item=items[0], ConditionExpression="attribute_not_exists(pk)")
        client.get_item(TableName=table, Key=items[0])
        assert where.writes == expected
    client.delete_item(TableName=table, Key=items[0])
    assert where.writes == expected
