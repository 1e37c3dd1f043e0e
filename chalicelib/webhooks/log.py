"""What was delivered to an endpoint in the last thirty days, and sending it again: one message, or all of a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import Conflict, FieldError, InvalidForm, InvalidRequest, NotFound
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text
from chalicelib.webhooks.desk import HookDesk, Who
from chalicelib.webhooks.events import moment_mark
from chalicelib.webhooks.model import Delivery, Hook, Outcome, again
from chalicelib.webhooks.store import HookStore, Overtaken

AT_ONCE = 100
"""Messages one request sends again; `next` says from when on there are others."""
_WAITING = Text("该消息正在等待发送", "This message is waiting to be sent")
_MOMENT = Text("时间格式不对，例如 2026-11-23T08:00:00+08:00", "This is no moment such as 2026-11-23T08:00:00+08:00")
_ORDER = Text("结束时间早于开始时间", "It ends before it begins")


@dataclass(frozen=True)
class HookLog:
    """`desk` says who may look."""

    store: HookStore
    desk: HookDesk
    clock: Clock
    secret: str

    def list_deliveries(
        self, who: Who, unit: str, id: str, cursor: str | None, limit: int, *, failed: bool
    ) -> dict[str, Any]:
        """`{items, next}`, newest first; the failed ones alone with `failed`."""
        hook = self.desk.own(who, unit, id)
        of = ["deliveries", hook.id, failed]
        read = decode_cursor(self.secret, cursor) if cursor else {"of": of, "before": ""}
        if read.get("of") != of:
            raise InvalidRequest()
        found = self.store.listed(hook.id, str(read["before"]), limit + 1, failed=failed)
        shown = {"of": of, "before": found[limit - 1].id} if len(found) > limit else None
        more = encode_cursor(self.secret, shown) if shown else None
        return {"items": [one.view() for one in found[:limit]], "next": more}

    def replay(self, who: Who, unit: str, id: str, delivery_id: str) -> dict[str, Any]:
        """The delivery, which is sent again under the same id. Raises `Conflict` while it waits anyway."""
        hook = self.desk.own(who, unit, id)
        delivery = self.store.delivery(hook.id, delivery_id)
        if delivery is None:
            raise NotFound()
        sent = self._again(delivery)
        if sent is None:
            raise Conflict(_WAITING)
        self._wake(hook)
        return sent.view()

    def replay_range(self, who: Who, unit: str, id: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        """`{count, next}`: how many of the messages between two moments are sent again, and the moment from which to
        ask for the rest. `wish`: from, to, which (failed or all). Raises `InvalidForm`."""
        hook = self.desk.own(who, unit, id)
        begin, end = _moment(wish["from"], "/from"), _moment(wish["to"], "/to")
        if end < begin:
            raise InvalidForm(errors=(FieldError("/to", "range", _ORDER),))
        failed = wish["which"] == "failed"
        found = self.store.between(hook.id, moment_mark(begin), f"{moment_mark(end)}~", AT_ONCE + 1, failed=failed)
        count = sum(self._again(one) is not None for one in found[:AT_ONCE])
        if count:
            self._wake(hook)
        return {"count": count, "next": stamp(found[AT_ONCE].at) if len(found) > AT_ONCE else None}

    def _again(self, delivery: Delivery) -> Delivery | None:
        """Waiting once more; None for one that waits already."""
        if delivery.outcome is Outcome.PENDING:
            return None
        now = self.clock()
        after = replace(again(delivery, now), kept_until=now)
        try:
            self.store.change(delivery, after)
        except Overtaken:
            return None
        return after

    def _wake(self, hook: Hook) -> None:
        if not hook.off:
            self.desk.outbox.wake(hook.unit, hook.id, 0)


def _moment(text: str, pointer: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InvalidForm(errors=(FieldError(pointer, "pattern", _MOMENT),))
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise InvalidForm(errors=(FieldError(pointer, "pattern", _MOMENT),)) from None
