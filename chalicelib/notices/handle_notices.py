"""The notices queue's worker: each message by itself, so that one that fails holds up no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.notices.model import Notice
from chalicelib.notices.receipts import Receipt, read_ses


def handle_notices(
    batch: Mapping[str, Any],
    *,
    send: Callable[[Notice], object],
    take: Callable[[Receipt], object],
    report: Callable[[str, Exception], None],
) -> dict[str, Any]:
    """Work off an SQS batch; the messages to bring again come back as `{"batchItemFailures": […]}`.

    A body is a notice to `send`, a receipt to `take`, or an event of SES, whose topic writes into the same queue. What
    can never be read stays in the queue until it moves to the dead-letter queue. `report` is told the SQS message id
    and the exception of each.
    """
    failed = []
    for record in batch["Records"]:
        try:
            _handle(json.loads(record["body"]), send, take)
        except Exception as error:
            report(record["messageId"], error)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _handle(body: Mapping[str, Any], send: Callable[[Notice], object], take: Callable[[Receipt], object]) -> None:
    if "eventType" in body:
        for receipt in read_ses(body):
            take(receipt)
    elif "receipt" in body:
        take(Receipt.from_dict(body))
    elif "notificationType" not in body:  # an older kind of event, without the tags that say which mail it was
        send(Notice.from_dict(body))
