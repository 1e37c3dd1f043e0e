"""The event source mapping between a table's stream and its function, for emulators whose own is too weak.

As on AWS: only records the filter wants; in order per partition key; several lanes side by side, so one application's
trouble does not hold up another lane; a failing batch is cut at the reported record or halved; after the last attempt
the record's position (never its content) goes to the dead-letter queue and the lane goes on. The position read so far
is kept on disk; what was delivered but not yet noted there is delivered again: reactions may run twice.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.lambda_shape import Context, Handler, failed_items, stream_event

log = logging.getLogger("local.pump")
Record = dict[str, Any]
GONE = {"TrimmedDataAccessException", "ExpiredIteratorException", "ResourceNotFoundException"}


def timeline_events(record: Record) -> bool:
    """The filter of infra/functions.yaml: inserted items whose sort key begins with ``E#``."""
    key = record["dynamodb"].get("NewImage", {}).get("sk", {}).get("S", "")
    return record["eventName"] == "INSERT" and key.startswith("E#")


def directory_changes(record: Record) -> bool:
    """The other filter there: persons and rosters that were changed or removed."""
    return record["eventName"] in ("MODIFY", "REMOVE") and record["dynamodb"]["Keys"]["sk"]["S"] in ("PERSON", "ROSTER")


def number_of(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def key_of(record: Record) -> str:
    return str(record["dynamodb"]["Keys"]["pk"]["S"])


@dataclass
class Position:
    """How far a shard has been handled: everything up to `done`; later ones may finish in any order."""

    path: Path | None
    stream: str
    done: str = ""
    moved_at: float = 0.0
    _open: OrderedDict[str, bool] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            saved = json.loads(self.path.read_text())
            self.done = saved["done"] if saved.get("stream") == self.stream else ""

    def handled(self, number: str) -> bool:
        return bool(self.done) and int(number) <= int(self.done)

    def opened(self, number: str) -> None:
        with self._lock:
            self._open[number] = False
            self.moved_at = time.monotonic()

    def finished(self, number: str) -> None:
        with self._lock:
            self._open[number] = True
            self.moved_at = time.monotonic()
            before = self.done
            while self._open and next(iter(self._open.values())):
                self.done, _ = self._open.popitem(last=False)
            if self.path and self.done != before:
                fresh = self.path.with_suffix(".new")
                fresh.write_text(json.dumps({"stream": self.stream, "done": self.done}))
                fresh.replace(self.path)

    @property
    def waiting(self) -> int:
        with self._lock:
            return len(self._open)


@dataclass
class Delivery:
    """Gives batches to the handler until each record is done with, well or for good."""

    name: str
    handler: Handler
    stream: str
    region: str
    dead: Callable[[str], Any]
    finished: Callable[[str], None]
    attempts: int = 5
    pause: float = 0.2
    stopping: threading.Event = field(default_factory=threading.Event)

    def deliver(self, records: list[Record]) -> None:
        """All of `records` in order. Every part that fails is tried `attempts` times, halved where it can be."""
        parts: list[tuple[list[Record], int]] = [(records, 1)]
        while parts and not self.stopping.is_set():
            part, attempt = parts.pop(0)
            failed_at = self._invoke(part)
            for record in part[:failed_at]:
                self.finished(number_of(record))
            rest = part[failed_at:]
            if not rest:
                continue
            if failed_at == 0 and attempt >= self.attempts and len(rest) == 1:
                self._give_up(rest[0], attempt)
                continue
            again = 1 if failed_at else attempt + 1
            if len(rest) > 1:  # bisect: the same attempts for either half, so that one bad record ends up alone
                middle = len(rest) // 2
                parts[:0] = [(rest[:middle], 1), (rest[middle:], 1)]
            else:
                parts.insert(0, (rest, again))
                self.stopping.wait(self.pause * 2 ** (attempt - 1))

    def _invoke(self, part: list[Record]) -> int:
        """Index of the first record that failed; the length when none did."""
        try:
            failures = set(failed_items(self.handler(stream_event(part, self.stream, self.region), Context(self.name))))
        except Exception:
            log.exception("%s failed on %d records from %s", self.name, len(part), number_of(part[0]))
            return 0
        if not failures:
            return len(part)
        numbers = [number_of(record) for record in part]
        known = [numbers.index(number) for number in failures if number in numbers]
        return min(known, default=0)

    def _give_up(self, record: Record, attempts: int) -> None:
        number = number_of(record)
        log.error("%s gave up record %s of %s after %d attempts", self.name, number, key_of(record), attempts)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.dead(
            json.dumps(
                {
                    "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": attempts},
                    "version": "1.0",
                    "timestamp": now,
                    "DDBStreamBatchInfo": {
                        "streamArn": self.stream,
                        "startSequenceNumber": number,
                        "endSequenceNumber": number,
                        "batchSize": 1,
                    },
                }
            )
        )
        self.finished(number)


class StreamPump:
    """Reads one table's stream and feeds the lanes. `start` and `stop` run it in threads of its own."""

    def __init__(
        self,
        *,
        dynamodb: Any,
        streams: Any,
        table: str,
        handler: Handler,
        dead: Callable[[str], Any],
        name: str = "on_change",
        position: Path | None = None,
        lanes: int = 4,
        batch: int = 10,
        every: float = 0.1,
        attempts: int = 5,
        pause: float = 0.2,
        wanted: Callable[[Record], bool] = timeline_events,
    ) -> None:
        self.streams, self.every, self.batch, self.wanted = streams, every, batch, wanted
        self.arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        self.position = Position(position, self.arn)
        self.stopping = threading.Event()
        region, finished = dynamodb.meta.region_name, self.position.finished
        self.delivery = Delivery(name, handler, self.arn, region, dead, finished, attempts, pause, self.stopping)
        self.lanes: list[queue.SimpleQueue[Record | None]] = [queue.SimpleQueue() for _ in range(lanes)]
        self.iterators: dict[str, str] = {}
        self.empty_at = 0.0
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        self.threads = [threading.Thread(target=self._read_on, name="stream", daemon=True)]
        self.threads += [
            threading.Thread(target=self._work, args=(lane,), name=f"lane-{number}", daemon=True)
            for number, lane in enumerate(self.lanes)
        ]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End after the batches in hand; whatever was not handled is delivered at the next start."""
        self.stopping.set()
        for lane in self.lanes:
            lane.put(None)
        for thread in self.threads:
            thread.join(10)

    def quiet(self, since: float, until: float) -> bool | None:
        """Whether nothing moved after `since` and the stream was seen empty after `until`; None: not known yet."""
        if self.position.waiting or self.position.moved_at > since:
            return False
        return True if self.empty_at > until else None

    def _read_on(self) -> None:
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                found = self._read()
            except (ClientError, BotoCoreError) as error:
                log.warning("reading the stream: %s", error)
                self.iterators.clear()
                self.stopping.wait(1)
                continue
            if not found:
                self.empty_at = began
                self.stopping.wait(self.every)

    def _read(self) -> int:
        """One look at every shard; how many records came."""
        if not self.iterators:
            for shard in self.streams.describe_stream(StreamArn=self.arn)["StreamDescription"]["Shards"]:
                self.iterators[shard["ShardId"]] = self._iterator(shard["ShardId"])
        found = 0
        for shard, iterator in list(self.iterators.items()):
            try:
                page = self.streams.get_records(ShardIterator=iterator, Limit=200)
            except ClientError as error:
                if error.response["Error"]["Code"] not in GONE:
                    raise
                page = {"Records": [], "NextShardIterator": self._iterator(shard)}
            for record in page["Records"]:
                found += 1
                self._take(record)
            if page.get("NextShardIterator"):
                self.iterators[shard] = page["NextShardIterator"]
            else:
                del self.iterators[shard]
        return found

    def _iterator(self, shard: str) -> str:
        """After the last position handled when the stream still has it, else from the oldest record."""
        where = {"StreamArn": self.arn, "ShardId": shard}
        if self.position.done and self.position.path:
            try:
                return str(
                    self.streams.get_shard_iterator(
                        **where,
                        ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                        SequenceNumber=self.position.done,
                    )["ShardIterator"]
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in GONE:
                    raise
        return str(self.streams.get_shard_iterator(**where, ShardIteratorType="TRIM_HORIZON")["ShardIterator"])

    def _take(self, record: Record) -> None:
        number = number_of(record)
        if self.position.handled(number):
            return
        self.position.opened(number)
        if self.wanted(record):
            self.lanes[zlib.crc32(key_of(record).encode()) % len(self.lanes)].put(record)
        else:
            self.position.finished(number)

    def _work(self, lane: queue.SimpleQueue[Record | None]) -> None:
        while (first := lane.get()) is not None and not self.stopping.is_set():
            records = [first]
            while len(records) < self.batch and not lane.empty():
                more = lane.get()
                if more is None:
                    lane.put(None)
                    break
                records.append(more)
            try:
                self.delivery.deliver(records)
            except Exception:  # the dead-letter queue itself failed: a lane must not die of it
                log.exception("a lane could not deliver")
