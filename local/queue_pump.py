"""The event source mapping between a queue and its function.

As on AWS: batches of up to ten; what the function reports as failed, or the whole batch when it raises, stays in the
queue and comes back after its visibility timeout (or after `retry_after` seconds, so that nobody waits minutes on one
machine); the queue itself moves it to its dead-letter queue after ``maxReceiveCount`` deliveries.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.lambda_shape import Context, Handler, failed_items, queue_event

log = logging.getLogger("local.pump")


class QueuePump:
    """Feeds `handler` from the queue at `url` with `workers` threads, as many as Lambda would run side by side."""

    def __init__(
        self,
        *,
        sqs: Any,
        url: str,
        name: str,
        handler: Handler,
        workers: int = 2,
        batch: int = 10,
        wait: int = 1,
        every: float = 0.1,
        retry_after: int | None = None,
    ) -> None:
        self.sqs, self.url, self.name, self.handler = sqs, url, name, handler
        self.batch, self.wait, self.every, self.retry_after = batch, wait, every, retry_after
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        self.arn = found["Attributes"]["QueueArn"]
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(workers)]
        self.busy: set[int] = set()
        self.empty_at = 0.0
        self.moved_at = 0.0

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End after the batches in hand."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(10)

    def quiet(self, since: float, until: float) -> bool | None:
        """Whether nothing moved after `since` and the queue was seen empty after `until`; None: not known yet."""
        if self.busy or self.moved_at > since:
            return False
        return True if self.empty_at > until else None

    def step(self) -> int:
        """Receive once and handle what came; how many messages that was."""
        began = time.monotonic()
        messages = self.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=self.batch,
            WaitTimeSeconds=self.wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            self.empty_at = max(began, time.monotonic() - 0.05) if self.wait else began
            return 0
        self.busy.add(threading.get_ident())
        self.moved_at = time.monotonic()
        try:
            self._handle(messages)
        finally:
            self.moved_at = time.monotonic()
            self.busy.discard(threading.get_ident())
        return len(messages)

    def _handle(self, messages: list[dict[str, Any]]) -> None:
        try:
            failures = set(
                failed_items(
                    self.handler(queue_event(messages, self.arn, self.sqs.meta.region_name), Context(self.name))
                )
            )
        except Exception:
            log.exception("%s failed on %d messages", self.name, len(messages))
            failures = {message["MessageId"] for message in messages}
        if not failures <= {message["MessageId"] for message in messages}:
            failures = {message["MessageId"] for message in messages}
        done = [message for message in messages if message["MessageId"] not in failures]
        if done:
            self.sqs.delete_message_batch(
                QueueUrl=self.url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(done)
                ],
            )
        if self.retry_after is not None:
            for message in messages:
                if message["MessageId"] in failures:
                    self.sqs.change_message_visibility(
                        QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=self.retry_after
                    )

    def _work(self) -> None:
        while not self.stopping.is_set():
            try:
                found = self.step()
            except (ClientError, BotoCoreError) as error:
                log.warning("reading the %s queue: %s", self.name, error)
                self.stopping.wait(1)
                continue
            if not found and not self.wait:
                self.stopping.wait(self.every)
