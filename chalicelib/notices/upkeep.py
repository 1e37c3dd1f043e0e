"""For whoever looks after the hall: what went out this month, what did not arrive, what no worker could handle, and
setting things going again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any, Protocol

from chalicelib.errors import NotFound
from chalicelib.notices.ledger import check_administrator, view_trouble
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.tally import day_of, read_rates, resume_mail, usage
from chalicelib.notices.words import CHANNELS
from chalicelib.people import Person
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text

QUEUES: Mapping[str, Text] = {
    "steps": Text("流程推进", "Steps of flows"),
    "notices": Text("消息发送", "Messages"),
    "hooks": Text("推送到业务系统", "Calls of departments' systems"),
    "documents": Text("证明开具", "Certificates"),
    "archive": Text("归档", "The archive"),
    "exports": Text("数据导出", "Exports"),
    "bills": Text("部门通知", "Departments' notices"),
    "imports": Text("数据导入", "Imports"),
    "publish": Text("事项发布", "Publishing"),
    "changes": Text("办件变更的后续处理", "What follows a change"),
}
"""The queues whose dead letters are shown, what matters most first."""
PLACES = "changes"
"""Its dead letters are places in a stream: the sweep makes them good, and nobody brings them again."""


class DeadLetters(Protocol):
    """What could not be handled, by the queue's name."""

    def depths(self) -> Mapping[str, int]:
        """About how many messages lie there."""

    def redrive(self, name: str, /) -> int:
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
        today, dead = now.astimezone(UTC).date(), self.dead_letters().depths()
        troubles = [found for day in (today, today - timedelta(days=1)) for found in self.store.troubles(day)]
        return {
            "month": month,
            "channels": [
                {"title": CHANNELS[counts.channel], "channel": counts.channel.value, **counts.numbers}
                for counts in usage(self.store, month)
            ],
            "mail": {"sent": rates.sent, "bounced": rates.bounced, "complained": rates.complained,
                     "paused": rates.paused},
            "dead": [
                {"queue": name, "title": title, "count": dead[name], "again": name != PLACES}
                for name, title in QUEUES.items()
                if dead.get(name)
            ],
            "troubles": [view_trouble(trouble) for trouble in troubles[:100]],
        }  # fmt: skip

    def resume(self, person: Person) -> None:
        """Mail goes out again, and what was counted until now is forgiven."""
        check_administrator(person, self.clock())
        resume_mail(self.store, self.clock())

    def redrive(self, person: Person, queue: str) -> int:
        """What could not be handled is tried again: whoever handles a queue stands a message twice. Raises `NotFound`
        for a queue there is not."""
        check_administrator(person, self.clock())
        if queue not in QUEUES or queue == PLACES:
            raise NotFound()
        return self.dead_letters().redrive(queue)
