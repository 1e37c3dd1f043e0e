"""The notices queue's worker: each message by itself, so that one that fails holds up no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.notices.model import Notice


def handle_notices(
    batch: Mapping[str, Any], *, send: Callable[[Notice], object], report: Callable[[str, Exception], None]
) -> dict[str, Any]:
    """Send every notice of an SQS batch; the messages to bring again come back as `{"batchItemFailures": […]}`.

    What can never be read stays in the queue until it moves to the dead-letter queue. `report` is told the SQS message
    id and the exception of each.
    """
    failed = []
    for record in batch["Records"]:
        try:
            send(Notice.from_dict(json.loads(record["body"])))
        except Exception as error:
            report(record["messageId"], error)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
