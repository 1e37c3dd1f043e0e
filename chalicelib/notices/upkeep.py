"""For whoever looks after the hall: what went out this month, what did not arrive, and setting things going again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any, Protocol

from chalicelib.notices.ledger import check_administrator, view_trouble
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.tally import day_of, read_rates, resume_mail, usage
from chalicelib.notices.words import CHANNELS
from chalicelib.people import Person
from chalicelib.shared.clock import Clock


class DeadLetters(Protocol):
    """The notices' dead-letter queue."""

    def depth(self) -> int:
        """How many messages wait there, about."""

    def redrive(self) -> int:
        """Bring up to 100 of them again; how many those were."""


@dataclass(frozen=True)
class Upkeep:
    """Every verb raises `NotAllowed` for who does not look after the hall."""

    store: NoticeStore
    clock: Clock
    dead_letters: Callable[[], DeadLetters]

    def usage(self, person: Person, month: str) -> dict[str, Any]:
        """`{month, channels, mail: {sent, bounced, complained, paused}, dead, troubles}`; `month` as ``2026-11``, ""
        for the present one (S-12). Troubles are those of the last two days, at most 100."""
        now = self.clock()
        check_administrator(person, now)
        month = month or f"{day_of(now):%Y-%m}"
        rates = read_rates(self.store, now)
        today = now.astimezone(UTC).date()
        troubles = [found for day in (today, today - timedelta(days=1)) for found in self.store.troubles(day)]
        return {
            "month": month,
            "channels": [
                {"title": CHANNELS[counts.channel], "channel": counts.channel.value, **counts.numbers}
                for counts in usage(self.store, month)
            ],
            "mail": {"sent": rates.sent, "bounced": rates.bounced, "complained": rates.complained,
                     "paused": rates.paused},
            "dead": self.dead_letters().depth(),
            "troubles": [view_trouble(trouble) for trouble in troubles[:100]],
        }  # fmt: skip

    def resume(self, person: Person) -> None:
        """Mail goes out again, and what was counted until now is forgiven."""
        check_administrator(person, self.clock())
        resume_mail(self.store, self.clock())

    def redrive(self, person: Person) -> int:
        """Notices that could not be handled are tried again; the ledger keeps anybody from being told twice."""
        check_administrator(person, self.clock())
        return self.dead_letters().redrive()
