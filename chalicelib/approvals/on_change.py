"""The worker of the table's stream: every new timeline event gets its reactions, in order for each application.

A poison event holds back only its own application: the others in the batch are done, and the batch is reported
from the first failed record on. What was done before is done again then, without harm (PROMISES R6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.applications import Event, event_from_image

React = Callable[[str, Event], None]
Report = Callable[[str, Exception], None]


def on_change(batch: Mapping[str, Any], *, react: React, report: Report) -> dict[str, Any]:
    """Handle a DynamoDB stream batch; returns Lambda's partial batch response."""
    failed: list[str] = []
    held_back: set[str] = set()
    for record in batch["Records"]:
        found = event_from_image(record["dynamodb"].get("NewImage") or {}) if record["eventName"] == "INSERT" else None
        if found is None:
            continue
        application_id, event = found
        if application_id in held_back:
            continue
        try:
            react(application_id, event)
        except Exception as error:
            report(application_id, error)
            held_back.add(application_id)
            failed.append(record["dynamodb"]["SequenceNumber"])
    return {"batchItemFailures": [{"itemIdentifier": sequence} for sequence in failed]}


def on_messages(
    batch: Mapping[str, Any], *, handle: Callable[[Any], None], read: Callable[[str], Any], report: Report
) -> dict[str, Any]:
    """Handle an SQS batch message by message; the failed ones alone come back."""
    failed = []
    for record in batch["Records"]:
        try:
            handle(read(record["body"]))
        except Exception as error:
            report(record["messageId"], error)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
