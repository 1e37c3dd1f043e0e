"""The event pump: everything that on AWS calls the hall's functions by itself, on one machine.

    pump = Pump(session, handlers={"on_change": …, "on_step": …, "on_notice": …, "sweep": …}, table=…, outputs=…)
    pump.start(); …; pump.drain(); pump.stop()

`handlers` are plain callables ``(event, context)``; a missing one switches its source off.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.lambda_shape import Context, Handler, schedule_event
from local.queue_pump import QueuePump
from local.stream_pump import StreamPump, directory_changes, timeline_events
from local.template import load

log = logging.getLogger("local.pump")
CLIENT = Config(connect_timeout=2, read_timeout=25, retries={"max_attempts": 2}, max_pool_connections=20)
QUEUES = {
    "on_step": "StepsQueueUrl",
    "on_notice": "NoticesQueueUrl",
    "on_import": "ImportsQueueUrl",
    "on_export": "ExportsQueueUrl",
    "on_bill": "BillsQueueUrl",
    "publish": "PublishQueueUrl",
    "on_hook": "HooksQueueUrl",
    "on_document": "DocumentsQueueUrl",
    "on_archive": "ArchiveQueueUrl",
}


def _send(sqs: Any, url: str, body: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody=body)


class Pump:
    """Stream, queues and schedule of one stage.

    `outputs` are those of `local.resources.create` or `local.deploy.deploy`; `position` is the file that remembers how
    far the stream was read (None: from its beginning); `wait` seconds of long polling (0 on moto, whose lock a waiting
    receiver would hold); `retry_after` shortens the pause before a failed message comes back; `sweep_every` is in
    seconds, 0 for never; `people` is the table whose stream ``on_directory`` handles; `today` says which day it is in
    China, and each time that day is another one the function ``publish`` is called as the daily schedule calls it.
    """

    def __init__(
        self,
        session: boto3.session.Session,
        *,
        handlers: Mapping[str, Handler],
        table: str,
        outputs: Mapping[str, str],
        position: Path | None = None,
        wait: int = 0,
        every: float = 0.1,
        attempts: int = 5,
        pause: float = 0.2,
        retry_after: int | None = 2,
        sweep_every: float = 60,
        people: str | None = None,
        today: Callable[[], date] | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        client: Any = partial(session.client, config=CLIENT, endpoint_url=endpoint_url)
        sqs = client("sqs")
        self.sources: list[StreamPump | QueuePump] = []
        dead = partial(_send, sqs, outputs["ChangesDeadQueueUrl"])
        streams: dict[str, Any] = {"every": every, "attempts": attempts, "pause": pause, "dead": dead}
        for name, of, wanted in (("on_change", table, timeline_events), ("on_directory", people, directory_changes)):
            if of and (handler := handlers.get(name)):
                where = {"dynamodb": client("dynamodb"), "streams": client("dynamodbstreams"), "table": of}
                kept = position.with_name(f"{name}-{position.name}") if position and of == people else position
                told = {"name": name, "handler": handler, "wanted": wanted, "position": kept}
                self.sources.append(StreamPump(**where, **told, **streams))
        often: dict[str, Any] = {"wait": wait, "every": every, "retry_after": retry_after}
        for name in QUEUES.keys() & handlers.keys():
            self.sources.append(
                QueuePump(sqs=sqs, url=outputs[QUEUES[name]], name=name, handler=handlers[name], **often)
            )
        self.sweep = handlers.get("sweep")
        self.sweep_every = sweep_every
        ended = partial(_send, sqs, outputs["ArchiveQueueUrl"], json.dumps(daily_event("RootsSchedule")))
        self.daily = Daily(handlers.get("publish"), today, ended)
        self.stopping = threading.Event()
        self.clock = threading.Thread(target=self._tick, name="sweep", daemon=True)

    def start(self) -> None:
        for source in self.sources:
            source.start()
        if self.sweep and self.sweep_every:
            self.clock.start()

    def stop(self) -> None:
        """End every source after the batch in hand."""
        self.stopping.set()
        stoppers = [threading.Thread(target=source.stop) for source in self.sources]
        for thread in stoppers:
            thread.start()
        for thread in stoppers:
            thread.join()
        if self.clock.is_alive():
            self.clock.join(10)

    def drain(self, timeout: float = 20, settle: float = 0.3) -> bool:
        """Wait until nothing has moved for `settle` seconds anywhere; False when `timeout` seconds were not enough.

        Flows run inside the emulator: between a token's answer and the next message lies a moment in which everything
        here is empty, which `settle` must outlast.
        """
        deadline = time.monotonic() + timeout
        since = time.monotonic()
        while time.monotonic() < deadline:
            answers = [source.quiet(since, since + settle) for source in self.sources]
            if all(answers):
                return True
            if False in answers:
                since = time.monotonic()
            time.sleep(0.01)
        return False

    def _tick(self) -> None:
        while not self.stopping.wait(self.sweep_every):
            assert self.sweep is not None
            try:
                self.sweep(schedule_event("sweep"), Context("sweep"))
            except Exception:
                log.exception("sweep failed")
            self.daily()


class Daily:
    """Calls `publish` with what the daily schedule of ``infra/functions.yaml`` sends, once on each new day; the day of
    the start is not new: the hall was rendered then. `ended` asks for the root of the day before, at the start too."""

    def __init__(
        self, publish: Handler | None, today: Callable[[], date] | None, ended: Callable[[], None] = lambda: None
    ) -> None:
        self.publish, self.today, self.ended = publish, today, ended
        self.asked: date | None = None
        self.done = today() if today else None

    def __call__(self) -> None:
        if self.today and self.asked != self.today():
            self.ended()
            self.asked = self.today()
        if not self.publish or not self.today or (day := self.today()) == self.done:
            return
        try:
            self.publish(daily_event(), Context("publish"))
        except Exception:
            log.exception("the day's pages failed")  # tried again at the next sweep
        else:
            self.done = day


def daily_event(schedule: str = "PagesSchedule") -> dict[str, Any]:
    """The input of a schedule; of the one that renders the pages of the new day."""
    (target,) = load("functions.yaml")["Resources"][schedule]["Properties"]["Targets"]
    told: dict[str, Any] = json.loads(target["Input"])
    return told
