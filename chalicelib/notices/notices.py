"""The room as `build_hall` binds it: tell people, work off the queue, show the bell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalicelib.notices.bell import list_notices, mark_read
from chalicelib.notices.handle_notices import handle_notices
from chalicelib.notices.model import Notice
from chalicelib.notices.notify import About, Happened, notify
from chalicelib.notices.prepare import Preparer
from chalicelib.notices.send_notice import Told, send_notice
from chalicelib.notices.store import NoticeStore
from chalicelib.people import Person
from chalicelib.shared.clock import Clock


@dataclass(frozen=True)
class Notices:
    """`post` puts bodies into the notices queue; `report` and `told` hear of failures and of outcomes."""

    store: NoticeStore
    post: Callable[[Sequence[Mapping[str, Any]]], None]
    prepare: Preparer
    clock: Clock
    secret: str
    report: Callable[[str, Exception], None] = lambda *_: None
    told: Told = lambda *_: None

    def notify(
        self, message: str, event: Happened, head: About, people: Iterable[str], extra: Mapping[str, Any] | None = None
    ) -> list[Notice]:
        """Queue `message` for the people with these ids; see `notify.notify`."""
        return notify(message, event, head, people, extra, post=self.post, store=self.store)

    def handle(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """An SQS batch of the notices queue; see `handle_notices`."""
        send = partial(send_notice, store=self.store, prepare=self.prepare, clock=self.clock, told=self.told)
        return handle_notices(batch, send=send, report=self.report)

    def list_notices(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        return list_notices(person.id, cursor, limit, store=self.store, secret=self.secret)

    def mark_read(self, person: Person, notice_id: str) -> None:
        mark_read(person.id, notice_id, store=self.store)
