"""Send one notice: once on each channel, however often and at whatever moment this is called (PROMISES R25, R26).

The ledger row is claimed by a conditional write before a provider is asked. Three things can come back: sent or
refused (final), `Temporary` (surely not sent: the queue brings it again, five times at most), and no answer
(unconfirmed: never sent again, but visible). A run that dies between claim and record leaves its channel `sending`;
when its lease is over the next run calls that unconfirmed, too, and goes on with the other channels. Where every chosen
channel was in vain, the next spare one is used. What has to wait for its hour is written into that hour's list first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from chalicelib.errors import HallError, Temporary, Unconfirmed
from chalicelib.notices.model import Entry, Notice, Trouble
from chalicelib.notices.prepare import Prepare, Prepared, Send
from chalicelib.notices.states import Channel, Delivery, Reason, State, next_spare
from chalicelib.notices.store import KEPT, NoticeStore
from chalicelib.shared.clock import Clock, stamp, unstamp
from chalicelib.shared.ids import new_id

T = TypeVar("T")

LEASE = timedelta(seconds=60)
"""Longer than a provider can keep us waiting on all channels together; shorter than the queue's visibility timeout."""
FREE = "-"
"""The lease of a row nobody is sending: earlier than every moment, and never empty."""
MOST_ATTEMPTS = 5

Told = Callable[[Notice, Channel, Delivery], None]
"""Hears of each outcome, for counting."""


@dataclass(frozen=True)
class Sending:
    """One run of one notice: who claims it, and what it may send."""

    store: NoticeStore
    clock: Clock
    notice: Notice
    ready: Prepared
    run: str
    told: Told

    def __call__(self) -> Entry:
        entry, mine = self._claim()
        tried: set[Channel] = set()
        while mine and (channel := entry.sending):
            tried.add(channel)
            outcome = _attempt(self.ready.sends[channel], entry.deliveries[channel].attempts)
            self.told(self.notice, channel, outcome)
            before, entry = entry, self._next(entry.having(channel, outcome), tried)
            self._wait(entry, before)
            _twice(partial(self.store.record, entry))
        return entry

    def _claim(self) -> tuple[Entry, bool]:
        """The row, and whether it is ours to send. Raises `Temporary` while another run holds it."""
        fresh = self._next(self._fresh(), set())
        self._wait(fresh)
        return _twice(partial(self._claim_once, fresh))

    def _claim_once(self, fresh: Entry) -> tuple[Entry, bool]:
        if self.store.create(fresh):
            return fresh, True
        found = self.store.find(fresh.person_id, fresh.key)
        if found is None or (found.claim != self.run and found.lease > stamp(self.clock())):
            raise Temporary(extra={"cause": "another run is sending it"})
        if found.claim == self.run or not found.is_open(self.clock()):  # ours: written, though its answer was lost
            return found, found.claim == self.run
        taken = self._next(self._abandoned(found), set())
        self._wait(taken, found)
        if not self.store.take_over(taken, found):
            raise Temporary(extra={"cause": "another run took it"})
        for channel in taken.troubles.keys() - found.troubles.keys():
            self.told(self.notice, channel, taken.deliveries[channel])
        return taken, True

    def _fresh(self) -> Entry:
        return Entry(
            person_id=self.notice.person_id,
            key=self.notice.key,
            message=self.notice.message,
            number=str(self.notice.values.get("number", "")),
            place=self.ready.place,
            text=self.ready.text,
            deliveries=self.ready.plan.deliveries,
            expires=unstamp(self.notice.at) + KEPT,
            claim=self.run,
            event=self.notice.event_id,
        )

    def _wait(self, entry: Entry, before: Entry | None = None) -> None:
        """Into the lists of the hours this row waits for, before the row says so: a line too many does no harm."""
        for channel, delivery in entry.deliveries.items():
            known = before.deliveries.get(channel) if before else None
            if delivery.state in (State.GATHERED, State.WAITING) and delivery != known:
                self.store.add_line(delivery.reason, self.notice, gathered=delivery.state is State.GATHERED)

    def _abandoned(self, found: Entry) -> Entry:
        """What a run that died was sending may have arrived; what waits goes by the preferences of now."""
        entry = replace(found, claim=self.run)
        for channel, delivery in found.standing.items():
            if delivery.state is State.SENDING:
                entry = entry.having(channel, replace(delivery, state=State.UNCONFIRMED, reason=Reason.INTERRUPTED))
            elif delivery.state in (State.QUEUED, State.WAITING, State.SPARE):
                entry = entry.having(channel, self._planned_anew(channel, delivery))
        return entry

    def _planned_anew(self, channel: Channel, before: Delivery) -> Delivery:
        if channel not in self.ready.sends:
            now = self.ready.plan.deliveries.get(channel, Delivery(State.SKIPPED, Reason.NO_LONGER_CURRENT))
            return replace(now, attempts=before.attempts)
        if before.state is State.SPARE:
            return before
        until = self.ready.plan.holds.get(channel)
        return replace(before, state=State.WAITING if until else State.QUEUED, reason=until or before.reason)

    def _next(self, entry: Entry, tried: set[Channel]) -> Entry:
        """The row with its next channel marked as being sent; with none left, the claim is given up."""
        for channel, delivery in entry.deliveries.items():
            if delivery.state is State.QUEUED and channel not in tried:
                return self._begin(entry, channel)
        spare = next_spare(entry.standing)
        if spare is None:
            return replace(entry, lease=FREE)
        if spare not in self.ready.sends:
            return self._next(entry.having(spare, Delivery(State.SKIPPED, Reason.NO_LONGER_CURRENT)), tried)
        if until := self.ready.plan.holds.get(spare):
            return replace(entry.having(spare, Delivery(State.WAITING, until)), lease=FREE)
        return self._begin(entry, spare)

    def _begin(self, entry: Entry, channel: Channel) -> Entry:
        delivery = entry.deliveries[channel]
        begun = replace(delivery, state=State.SENDING, attempts=delivery.attempts + 1)
        return replace(entry.having(channel, begun), lease=stamp(self.clock() + LEASE))


def send_notice(
    notice: Notice, *, store: NoticeStore, prepare: Prepare, clock: Clock, told: Told = lambda *_: None
) -> Entry:
    """Send what is still to be sent of `notice`; the ledger row comes back, every channel final.

    Raises `Temporary` when the queue shall bring it again: a channel waits for another attempt, or another run is at
    it. Replays change and send nothing.
    """
    entry = Sending(store, clock, notice, prepare(notice, clock()), new_id(), told)()
    for channel, delivery in entry.troubles.items():
        store.add_trouble(
            Trouble(
                key=entry.key,
                at=entry.at,
                message=entry.message,
                person_id=entry.person_id,
                number=entry.number,
                channel=channel,
                state=delivery.state,
                reason=delivery.reason,
            )
        )
    waiting = [channel for channel, delivery in entry.deliveries.items() if delivery.state is State.QUEUED]
    if waiting:
        raise Temporary(extra={"cause": entry.deliveries[waiting[0]].reason})
    return entry


def _attempt(send: Send, attempts: int) -> Delivery:
    """Ask the provider once; `attempts` counts this one."""
    try:
        send()
    except Temporary as error:
        cause = str(error.extra.get("cause", ""))
        if attempts < MOST_ATTEMPTS:
            return Delivery(State.QUEUED, cause, attempts)
        return Delivery(State.FAILED, f"{Reason.GAVE_UP}: {cause}" if cause else Reason.GAVE_UP, attempts)
    except Unconfirmed:
        return Delivery(State.UNCONFIRMED, Reason.ANSWER_LOST, attempts)
    except HallError as error:
        dead = bool(error.extra.get("unreachable"))
        return Delivery(State.BOUNCED if dead else State.FAILED, str(error.extra.get("reason", error.code)), attempts)
    return Delivery(State.SENT, "", attempts)


def _twice(write: Callable[[], T]) -> T:
    """Both writes may be repeated, and a mail hangs on each of them: one lost answer is not worth losing it."""
    try:
        return write()
    except Temporary:
        return write()
