"""What Lambda hands to a function: contexts and the events of queues, streams and schedules."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Handler = Callable[[dict[str, Any], Any], Any]


class Context:
    """A Lambda context; the fields that powertools and the hall read."""

    def __init__(self, name: str, timeout: float = 30, memory: int = 1024) -> None:
        self.function_name = f"hall-local-{name.replace('_', '-')}"
        self.function_version = "$LATEST"
        self.invoked_function_arn = f"arn:aws:lambda:local:000000000000:function:{self.function_name}"
        self.memory_limit_in_mb = memory
        self.aws_request_id = str(uuid.uuid4())
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name = "local"
        self.identity = None
        self.client_context = None
        self._ends = time.monotonic() + timeout

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends - time.monotonic()) * 1000))


def _plain(value: Any) -> Any:
    """boto3's bytes and datetimes as the JSON of an event carries them."""
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def stream_event(records: list[dict[str, Any]], arn: str, region: str) -> dict[str, Any]:
    """DynamoDB stream records as an event source mapping delivers them."""
    return {
        "Records": [
            {**_plain(record), "eventSource": "aws:dynamodb", "eventSourceARN": arn, "awsRegion": region}
            for record in records
        ]
    }


def queue_event(messages: list[dict[str, Any]], arn: str, region: str) -> dict[str, Any]:
    """SQS messages as an event source mapping delivers them."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": message.get("MessageAttributes", {}),
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
                "awsRegion": region,
            }
            for message in messages
        ]
    }


def schedule_event(name: str) -> dict[str, Any]:
    """What an EventBridge schedule sends."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "detail": {},
        "resources": [f"arn:aws:events:local:000000000000:rule/{name}"],
    }


def failed_items(answer: Any) -> list[str]:
    """The identifiers of a partial batch response; an empty list says that everything went well.

    Raises ValueError when the shape is wrong: Lambda then takes the whole batch for failed.
    """
    if not answer:
        return []
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    if failures is None:
        if isinstance(answer, Mapping):
            return []
        raise ValueError(f"not a batch response: {answer!r}")
    identifiers = [failure["itemIdentifier"] for failure in failures]
    if not all(isinstance(identifier, str) and identifier for identifier in identifiers):
        raise ValueError(f"an empty itemIdentifier: {answer!r}")
    return identifiers
