"""A standing proxy (委托): dated authority to act in somebody's name, and absence, which is the same with another word.

Pure. Both sides keep a copy with their person, so that who has none pays nothing for asking: the principal what they
`gave`, the proxy what they `stand_in` for; `PeopleStore.change_proxies` changes both in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chalicelib.shared.text import Text

ProxyKind = Literal["proxy", "absence"]
NOBODY = Text("", "")


@dataclass(frozen=True)
class Proxy:
    """From `since` to `until`, both days included, `proxy` may act for `principal` (ids) in `services`; none: in all.

    An absence may have no proxy (empty): then it only says until when nobody is there. `revoked` is the moment (ISO,
    UTC) it was taken back, empty while it was not.
    """

    id: str
    kind: ProxyKind
    principal: str
    principal_name: Text
    proxy: str
    proxy_name: Text
    services: tuple[str, ...]
    since: date
    until: date
    reason: str
    revoked: str = ""

    def active_on(self, day: date) -> bool:
        return not self.revoked and self.since <= day <= self.until

    def covers(self, service: str, day: date) -> bool:
        """Whether the proxy may act in this service (code) on that day."""
        return bool(self.proxy) and self.active_on(day) and self.concerns(service)

    def concerns(self, service: str) -> bool:
        return not self.services or service in self.services

    def overlaps(self, since: date, until: date) -> bool:
        return not self.revoked and self.since <= until and since <= self.until

    def just_over(self, day: date) -> bool:
        """Whether it ended yesterday or was taken back that day: somebody may still look at a page it opened."""
        return self.until == day - timedelta(days=1) or self.revoked[:10] in (
            day.isoformat(),
            (day - timedelta(days=1)).isoformat(),
        )

    def over(self, day: date) -> bool:
        """Whether it can never count again."""
        return bool(self.revoked) or self.until < day
