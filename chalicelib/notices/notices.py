"""The room as `build_hall` binds it: tell people, work off the queue, show the bell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chalicelib.errors import Temporary
from chalicelib.notices.bell import list_notices, mark_read
from chalicelib.notices.bring_due import bring_due
from chalicelib.notices.handle_notices import handle_notices
from chalicelib.notices.model import Notice
from chalicelib.notices.notify import About, Happened, notify
from chalicelib.notices.prepare import Prepare
from chalicelib.notices.send_notice import Told, send_notice
from chalicelib.notices.states import Channel, Delivery
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.tally import Tally
from chalicelib.people import Person
from chalicelib.shared.clock import Clock


@dataclass(frozen=True)
class Notices:
    """`post` puts bodies into the notices queue; `report` and `told` hear of failures and of outcomes."""

    store: NoticeStore
    post: Callable[[Sequence[Mapping[str, Any]]], None]
    prepare: Prepare
    clock: Clock
    secret: str
    report: Callable[[str, Exception], None] = lambda *_: None
    told: Told = lambda *_: None
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tally", Tally(self.store, self.clock))

    def notify(
        self, message: str, event: Happened, head: About, people: Iterable[str], extra: Mapping[str, Any] | None = None
    ) -> list[Notice]:
        """Queue `message` for the people with these ids; see `notify.notify`."""
        return notify(message, event, head, people, extra, post=self.post, store=self.store)

    def handle(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """An SQS batch of the notices queue; see `handle_notices`."""
        send = partial(send_notice, store=self.store, prepare=self.prepare, clock=self.clock, told=self._heard)
        answer = handle_notices(batch, send=send, report=self.report)
        with suppress(Temporary):  # counted with the next batch
            self.tally.write()
        return answer

    def bring_due(self) -> int:
        """What waited for this hour goes into the queue; see `bring_due.bring_due`."""
        return bring_due(self.clock(), store=self.store, post=self.post)

    def _heard(self, notice: Notice, channel: Channel, delivery: Delivery) -> None:
        self.tally.told(notice, channel, delivery)
        self.told(notice, channel, delivery)

    def list_notices(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        return list_notices(person.id, cursor, limit, store=self.store, secret=self.secret)

    def mark_read(self, person: Person, notice_id: str) -> None:
        mark_read(person.id, notice_id, store=self.store)
