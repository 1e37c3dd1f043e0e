"""The emulators' CloudFormation makes the same resources from the template as the direct way of the tests."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import boto3
import pytest

from local import emulator
from local.deploy import deploy


def shape(session: Any, url: str, stage: str) -> dict[str, Any]:
    dynamodb = session.client("dynamodb", endpoint_url=url)
    tables = {}
    for name in ("access", "applications", "catalogue", "notices", "people"):
        table = dynamodb.describe_table(TableName=f"hall-{stage}-{name}")["Table"]
        ttl = dynamodb.describe_time_to_live(TableName=f"hall-{stage}-{name}")["TimeToLiveDescription"]
        tables[name] = {
            "keys": table["KeySchema"],
            "attributes": sorted(entry["AttributeName"] for entry in table["AttributeDefinitions"]),
            "indexes": sorted(
                (index["IndexName"], json.dumps(index["KeySchema"]), json.dumps(index["Projection"]))
                for index in table.get("GlobalSecondaryIndexes", [])
            ),
            "stream": table.get("StreamSpecification"),
            "ttl": ttl.get("AttributeName"),
        }
    sqs = session.client("sqs", endpoint_url=url)
    queues = {}
    for name in ("steps", "notices", "steps-dead", "notices-dead", "changes-dead"):
        where = sqs.get_queue_url(QueueName=f"hall-{stage}-{name}")["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=where, AttributeNames=["All"])["Attributes"]
        policy = json.loads(found.get("RedrivePolicy", "{}"))
        queues[name] = (found["VisibilityTimeout"], found["MessageRetentionPeriod"], policy.get("maxReceiveCount"))
    return {"tables": tables, "queues": queues}


def test_cloudformation_and_the_direct_way_agree(any_server: Any) -> None:
    made = deploy(any_server.session, stage="cfn", base_url="http://127.0.0.1:8000", mail_from="hall@yizhan.example")
    assert made.fresh
    assert set(made.outputs) == set(any_server.outputs)
    found, direct = (shape(any_server.session, any_server.url, stage) for stage in ("cfn", "test"))
    assert found["queues"] == direct["queues"]
    for table, described in found["tables"].items():
        for part, value in described.items():
            assert value == direct["tables"][table][part], (table, part)
    assert found["tables"]["applications"]["ttl"] == "expires_at"


def test_the_second_time_changes_nothing_and_heals(any_server: Any) -> None:
    where = {"stage": "again", "base_url": "http://127.0.0.1:8000", "mail_from": "hall@yizhan.example"}
    first = deploy(any_server.session, **where)
    any_server.client("dynamodb").delete_table(TableName="hall-again-notices")
    began = time.perf_counter()
    second = deploy(any_server.session, **where)
    assert not second.fresh
    assert second.outputs == first.outputs
    assert "hall-again-notices" in any_server.client("dynamodb").list_tables()["TableNames"]
    assert time.perf_counter() - began < 5


@pytest.mark.conformance
def test_ministack_keeps_everything_across_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not emulator.MINISTACK.exists():
        pytest.skip("MiniStack is not installed: run `make setup`")
    where = {"stage": "kept", "base_url": "http://127.0.0.1:8000", "mail_from": "hall@yizhan.example"}
    for turn in (1, 2):
        running = emulator.start("ministack", state=tmp_path)
        try:
            for key, value in emulator.environment(running.url).items():
                monkeypatch.setenv(key, value)
            session = boto3.session.Session(region_name=emulator.REGION)
            made = deploy(session, **where)
            s3, dynamodb = session.client("s3"), session.client("dynamodb")
            if turn == 1:
                assert made.fresh
                s3.put_object(Bucket=made.outputs["FilesBucketName"], Key="文件", Body="内容".encode())
                dynamodb.put_item(TableName="hall-kept-people", Item={"pk": {"S": "P#1"}, "sk": {"S": "PERSON"}})
                session.client("sqs").send_message(QueueUrl=made.outputs["StepsQueueUrl"], MessageBody="kept")
            else:
                assert not made.fresh
                body = s3.get_object(Bucket=made.outputs["FilesBucketName"], Key="文件")["Body"].read()
                assert body.decode() == "内容"
                key = {"pk": {"S": "P#1"}, "sk": {"S": "PERSON"}}
                assert dynamodb.get_item(TableName="hall-kept-people", Key=key)["Item"] == key
                url = made.outputs["StepsQueueUrl"]
                assert session.client("sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"] == "kept"
        finally:
            running.stop()
