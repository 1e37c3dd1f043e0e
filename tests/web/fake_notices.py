"""The notices room where only HTTP is tested."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import NotAllowed, NotFound
from chalicelib.notices import Channel, Digest
from chalicelib.notices.preferences import view_preferences, wish
from chalicelib.people import Person
from chalicelib.shared.signature import is_signed

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Notices:
    """As the notices room answers; whoever looks after the hall is everybody."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    @property
    def upkeep(self) -> Notices:
        return self

    def preferences(self, person: Person) -> dict[str, Any]:
        return view_preferences(person, frozenset(Channel), Digest.IMMEDIATE)

    def choose(self, person: Person, wished: Any) -> dict[str, Any]:
        self.calls.append(("choose", person.id, wished))
        return self.preferences(replace(person, choices=wish(person, wished, frozenset(Channel))))

    def ledger(self, asking: Person, about: str, cursor: str | None, limit: int) -> dict[str, Any]:
        return {"person": about or asking.id, "items": [], "next": None}

    def usage(self, person: Person, month: str) -> dict[str, Any]:
        mail = {"sent": 0, "bounced": 0, "complained": 0, "paused": False}
        return {"month": month or "2026-11", "channels": [], "mail": mail, "dead": [], "troubles": []}

    def resume(self, person: Person) -> None:
        self.calls.append(("resume", person.id))

    def redrive(self, person: Person, queue: str) -> int:
        if queue == "nowhere":
            raise NotFound()
        self.calls.append(("redrive", person.id))
        return 3

    def sms_receipt(self, receipt: Any, raw: bytes, timestamp: str, given: str) -> None:
        if not is_signed("secret", timestamp, raw, given, NOW):
            raise NotAllowed()
