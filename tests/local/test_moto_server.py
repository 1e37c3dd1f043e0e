"""The moto server where moto itself would lead the hall astray."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

TABLE = "hall-test-applications"


def row(sk: str) -> dict[str, Any]:
    return {"TableName": TABLE, "Item": {"pk": {"S": "A#1"}, "sk": {"S": sk}}}


def test_a_refused_transaction_does_not_end_the_stream(moto_server: Any) -> None:
    table, streams = moto_server.client("dynamodb"), moto_server.client("dynamodbstreams")
    arn = table.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    where = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
    iterator = streams.get_shard_iterator(**where)["ShardIterator"]
    table.put_item(**row("E#1"))
    first = streams.get_records(ShardIterator=iterator)
    refused = {"Put": {**row("E#1"), "ConditionExpression": "attribute_not_exists(pk)"}}
    with pytest.raises(ClientError, match="TransactionCanceled"):
        table.transact_write_items(TransactItems=[{"Put": row("E#2")}, refused])
    table.put_item(**row("E#3"))
    then = streams.get_records(ShardIterator=first["NextShardIterator"])
    seen = [record["dynamodb"]["Keys"]["sk"]["S"] for record in first["Records"] + then["Records"]]
    assert seen == ["E#1", "E#3"]
