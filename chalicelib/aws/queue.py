"""Messages into SQS. Delivery is at least once: whoever reads a queue must stand a message twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from chalicelib.aws.answers import asking
from chalicelib.aws.clients import ATTEMPTS, Clients
from chalicelib.errors import Temporary

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Entry

BATCH = 10
"""What SQS takes in one call; ten of the hall's messages stay far below its 1 MiB."""


class Queue:
    """Sends JSON bodies. Raises `Temporary` when SQS does not take them for now."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, url: str, body: Mapping[str, Any], seconds: int = 0) -> None:
        """`seconds`: when it may be received at the earliest, at most 900."""
        with asking():
            self._clients.sqs.send_message(QueueUrl=url, MessageBody=_json(body), DelaySeconds=seconds)

    def send_many(self, url: str, bodies: Iterable[Mapping[str, Any]]) -> None:
        """All of them, ten in a call; entries SQS refused are sent again, the accepted ones are not.

        Raises `Temporary` when some are still refused after the third try, `ValueError` when SQS says that an entry
        itself is wrong. Earlier batches have gone out by then.
        """
        waiting = iter(bodies)
        while batch := list(islice(waiting, BATCH)):
            entries: list[Entry] = [{"Id": str(n), "MessageBody": _json(body)} for n, body in enumerate(batch)]
            for refused in self._tries(url, entries):
                if not refused:
                    break
            else:
                raise Temporary(extra={"cause": f"{len(refused)} of {len(batch)} messages not taken"})

    def depth(self, url: str) -> int:
        """How many messages wait there, about: SQS counts them in several places."""
        with asking():
            answer = self._clients.sqs.get_queue_attributes(
                QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
            )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def redrive(self, dead: str, url: str, most: int = 100, hidden: int = 60) -> int:
        """Put up to `most` messages of the dead-letter queue `dead` back into the queue `url`; how many those were.

        A message in hand is hidden from others for `hidden` seconds. Each is sent before it is deleted: dying in
        between repeats a message and loses none (PROMISES R32).
        """
        moved = 0
        while moved < most:
            with asking():
                found = self._clients.sqs.receive_message(
                    QueueUrl=dead, MaxNumberOfMessages=min(BATCH, most - moved), VisibilityTimeout=hidden
                ).get("Messages", [])
            if not found:
                break
            for message in found:
                with asking():
                    self._clients.sqs.send_message(QueueUrl=url, MessageBody=message["Body"])
                    self._clients.sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
        return moved

    def _tries(self, url: str, entries: list[Entry]) -> Iterator[list[Entry]]:
        """What is left over after each try; at most three."""
        for _ in range(ATTEMPTS):
            with asking():
                failed = self._clients.sqs.send_message_batch(QueueUrl=url, Entries=entries).get("Failed", [])
            wrong = [entry["Code"] for entry in failed if entry["SenderFault"] and "Throttl" not in entry["Code"]]
            if wrong:
                raise ValueError(f"SQS will never take these messages: {wrong}")
            again = {entry["Id"] for entry in failed}
            entries = [entry for entry in entries if entry["Id"] in again]
            yield entries


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
