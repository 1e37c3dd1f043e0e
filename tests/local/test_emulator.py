"""The emulators come up with every resource of the template, on loopback, and answer like one another."""

from __future__ import annotations

from typing import Any

TABLES = ["access", "applications", "bills", "catalogue", "certificates", "drafts", "exports", "hooks", "insight",
          "notices", "people", "registers", "windows"]  # fmt: skip


def check(aws: Any) -> None:
    tables = aws.client("dynamodb").list_tables()["TableNames"]
    assert sorted(tables) == [f"hall-test-{name}" for name in TABLES]
    described = aws.client("dynamodb").describe_table(TableName="hall-test-applications")["Table"]
    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} == {"boxes", "by_service", "clock"}
    assert described["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"
    aws.client("sqs").send_message(QueueUrl=aws.outputs["StepsQueueUrl"], MessageBody="{}")
    got = aws.client("sqs").receive_message(QueueUrl=aws.outputs["StepsQueueUrl"], WaitTimeSeconds=1)
    assert [message["Body"] for message in got["Messages"]] == ["{}"]
    aws.client("s3").put_object(Bucket=aws.outputs["FilesBucketName"], Key="a", Body=b"b")


def test_in_process_with_all_resources(aws: Any) -> None:
    check(aws)


def test_as_a_server(any_server: Any) -> None:
    check(any_server)


def test_creating_twice_is_harmless(any_server: Any) -> None:
    from local.resources import create

    assert create(any_server.session, stage="test", base_url="http://127.0.0.1:8000") == any_server.outputs
