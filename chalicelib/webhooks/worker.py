"""The worker of the hooks queue: one lane for each endpoint, worked on by one worker at a time, for a slice of time.

A message says "look at this endpoint". Whoever gets it leases the lane, delivers what is due, and lets go after
`SLICE` seconds; what is left goes to the back of the queue. So an endpoint that answers slowly has at most one worker,
and that for a slice in turn, while others have all the rest; after three misses it is left alone for a while.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.errors import Conflict
from chalicelib.shared.clock import Clock, stamp, unstamp
from chalicelib.shared.parcel import Answered, Deliver, Parcel
from chalicelib.webhooks.calls import Calls
from chalicelib.webhooks.events import thin_body
from chalicelib.webhooks.model import GONE, Delivery, Hook, Lane, Off, Outcome, tried
from chalicelib.webhooks.outbox import Wake
from chalicelib.webhooks.signing import signed_headers
from chalicelib.webhooks.store import HookStore, Overtaken

SLICE = 20.0
"""Seconds in a row for one endpoint."""
LEASE = timedelta(seconds=90)
"""Longer than a slice with its last call; a worker that died leaves the lane to the next one after that."""
LONGEST_DELAY = 900
"""What SQS takes as a delay, seconds; for what is due later the sweep looks."""
BEHIND = timedelta(minutes=2)


@dataclass(frozen=True)
class HookWorker:
    """Call it with a message; `bring_due` is for the sweep. `tell_off` is told of an endpoint that was switched off."""

    store: HookStore
    calls: Callable[[], Calls]
    send: Deliver
    wake: Wake
    clock: Clock
    secret: str
    base_url: str
    tell_off: Callable[[Hook], None]
    people: Callable[[str], list[str]] = lambda _holder: []
    """Who is a holder, by its key, at this moment."""
    scale: int = 1
    slice: float = SLICE

    def __call__(self, message: Mapping[str, Any]) -> None:
        """`{unit, hook}`. Raises `Temporary`; the queue brings the message again then."""
        unit, id = str(message["unit"]), str(message["hook"])
        now = self.clock()
        lane = self.store.take_lane(id, unit, now, now + LEASE)
        if lane is None:
            return  # somebody is at it, and has been told that there is more
        try:
            after, next_at = self._work(unit, lane)
        except BaseException:
            self.store.give_back(lane, lane, now)  # the queue brings this very message again; failing that, the sweep
            raise
        self._let_go(lane, after, next_at, now)

    def bring_due(self) -> int:
        """Wake the lanes that somebody should have looked at: long waits, and messages that were lost."""
        lanes = self.store.behind(self.clock() - BEHIND)
        for lane in lanes:
            self.wake(lane.unit, lane.hook, 0)
        return len(lanes)

    def _let_go(self, lane: Lane, after: Lane, next_at: datetime | None, began: datetime) -> None:
        # A message for an earlier moment may be on its way already: an endpoint that is down gathers none.
        known = unstamp(lane.next_at) if lane.next_at else began
        coming = next_at is not None and began < known <= next_at
        if not self.store.give_back(lane, after, known if coming else next_at):
            self.wake(lane.unit, lane.hook, 0)
            return
        if next_at is None or coming:
            return
        delay = max(0, -int((self.clock() - next_at).total_seconds() // 1))
        if delay <= LONGEST_DELAY:
            self.wake(lane.unit, lane.hook, delay)

    def _work(self, unit: str, lane: Lane) -> tuple[Lane, datetime | None]:
        """Deliver what is due; how the lane stands then, and when to look again (None: when something comes)."""
        hook, began = self.store.hook(unit, lane.hook), time.monotonic()
        if hook is None or hook.off:
            return lane, None
        while True:
            now = self.clock()
            due = self.store.next_due(hook.id)
            if due is None:
                return lane, None
            wanted = max(due[0], lane.rest_until or due[0])
            if wanted > now or time.monotonic() - began >= self.slice:
                return lane, max(wanted, now)
            lane, off = self._deliver(hook, lane, *due)
            if off:
                return lane, None

    def _deliver(self, hook: Hook, lane: Lane, due: datetime, id: str) -> tuple[Lane, bool]:
        """One try of one delivery; whether the endpoint was switched off by what came of it."""
        delivery = self.store.delivery(hook.id, id)
        if delivery is None or delivery.due != stamp(due):
            self.store.forget_due(hook.id, due, id)
            return lane, False
        calls = self.calls() if delivery.is_call else None
        said = calls.body(delivery) if calls else thin_body(delivery, self.base_url, self.people)
        if said is None:
            self._store(delivery, replace(delivery, outcome=Outcome.DROPPED, due="", rev=delivery.rev + 1))
            return lane, False
        answer, now = self._send(hook, delivery, said), self.clock()
        after = tried(delivery, answer, now, self.scale)
        if calls:
            calls.note(after, answer)  # before it counts as done: told twice is harmless, never told is not
        self._store(delivery, after)
        lane = lane.after(answer, now, self.scale)
        return lane, self._switched_off(hook, lane, after, answer, now)

    def _send(self, hook: Hook, delivery: Delivery, said: Mapping[str, Any]) -> Answered:
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed_headers(self.secret, hook, delivery.id, body, self.clock())
        return self.send(Parcel(hook.url, body, headers))

    def _store(self, before: Delivery, after: Delivery) -> None:
        try:
            self.store.change(before, replace(after, kept_until=self.clock()))
        except Overtaken:
            return  # sent again by hand this moment: that stands

    def _switched_off(self, hook: Hook, lane: Lane, after: Delivery, answer: Answered, now: datetime) -> bool:
        """Gone (410), or one delivery went through all its tries while no other arrived: the owner hears of it."""
        given_up = after.outcome is Outcome.FAILED and not after.is_call and bool(lane.failing_since)
        since = stamp(lane.failing_since) if lane.failing_since else ""
        hopeless = given_up and after.made > 1 and since <= after.tries[-after.made].at
        if answer.status != GONE and not hopeless:
            return False
        off = Off.GONE if answer.status == GONE else Off.FAILING
        try:
            written = self.store.write(hook.going(off=off.value, off_at=now))
        except Conflict:
            return False  # its owner is changing it at this moment
        self.tell_off(written)
        return True
