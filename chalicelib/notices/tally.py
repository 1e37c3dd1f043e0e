"""What was sent, counted by day, channel and outcome (S-12); and when sending mail has to stop.

SES reviews a sender whose bounces reach 5 % or whose complaints reach 0.1 % [docs.aws.amazon.com/ses, sending review].
The hall stops by itself at these rates, over the last `WINDOW` days and not before `ENOUGH` mails, because a handful
says nothing. Mails then go by the next channel where they must arrive, until the days of the bounces have passed or an
administrator, having mended the addresses, takes sending up again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from chalicelib.notices.model import Notice
from chalicelib.notices.states import OUTWARD, Channel, Delivery, State
from chalicelib.notices.store import NoticeStore
from chalicelib.shared.clock import CHINA, stamp

WINDOW = timedelta(days=7)
ENOUGH = 200
BOUNCES = 0.05
COMPLAINTS = 0.001
COUNTED = (State.SENT, State.FAILED, State.UNCONFIRMED, State.BOUNCED, State.COMPLAINED)
LOOK_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Rates:
    """Mails of the window, without what was counted before sending was taken up again."""

    sent: int
    bounced: int
    complained: int

    @property
    def paused(self) -> bool:
        enough = self.sent >= ENOUGH
        return enough and (self.bounced >= BOUNCES * self.sent or self.complained >= COMPLAINTS * self.sent)


@dataclass
class Tally:
    """Counts while a batch is worked off, and writes once for it; reads the rates at most every five minutes."""

    store: NoticeStore
    clock: Callable[[], datetime]
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)
    _paused: frozenset[Channel] = frozenset()
    _read_at: datetime | None = None

    def told(self, _notice: Notice, channel: Channel, delivery: Delivery) -> None:
        if delivery.state in COUNTED:
            with self._lock:
                self._counts[f"{channel.value}_{delivery.state.value}"] += 1

    def write(self) -> None:
        """Once a batch; nothing when nothing went out. What cannot be written is kept for the next batch."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            self.store.count(day_of(self.clock()), counts)
        except Exception:
            with self._lock:
                self._counts.update(counts)
            raise

    def paused(self, now: datetime) -> frozenset[Channel]:
        """The channels nothing is sent by for now."""
        if self._read_at is None or now - self._read_at >= LOOK_EVERY:
            self._paused = frozenset({Channel.MAIL}) if read_rates(self.store, now).paused else frozenset()
            self._read_at = now
        return self._paused


def read_rates(store: NoticeStore, now: datetime) -> Rates:
    """How mails fared over the window; two queries at most and one read."""
    since = day_of(now) - WINDOW + timedelta(days=1)
    resumed = store.resumed()
    start = max(since.isoformat(), resumed.get("day", ""))
    days: dict[str, dict[str, int]] = {}
    for month in {f"{since:%Y-%m}", f"{day_of(now):%Y-%m}"}:
        days |= store.counted(month)
    found = Counter[str]()
    for day, counts in days.items():
        if day >= start:
            found.update(counts)
    if resumed.get("day") == start:
        found.subtract(resumed.get("counted", {}))
    return Rates(*(max(0, found[f"mail_{state}"]) for state in ("sent", "bounced", "complained")))


def resume_mail(store: NoticeStore, now: datetime) -> None:
    """Take sending up again: what was counted until now does not count against it any more."""
    today = day_of(now)
    counted = store.counted(f"{today:%Y-%m}").get(today.isoformat(), {})
    store.set_resumed({"day": today.isoformat(), "at": stamp(now), "counted": counted})


@dataclass(frozen=True)
class Counts:
    """One outward channel's month: state to how many."""

    channel: Channel
    numbers: Mapping[str, int]


def usage(store: NoticeStore, month: str) -> list[Counts]:
    """The month's counts of every outward channel (S-12)."""
    found = Counter[str]()
    for counts in store.counted(month).values():
        found.update(counts)
    return [
        Counts(channel, {state.value: found[f"{channel.value}_{state.value}"] for state in COUNTED})
        for channel in OUTWARD
    ]


def day_of(now: datetime) -> date:
    """The day in China that counters belong to."""
    return now.astimezone(CHINA).date()
