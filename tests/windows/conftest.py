"""The whole hall with a few people and one service hall whose counters a test may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.people import Member, Person, Position, Roster, Unit, University
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text
from tests.bills.conftest import Sent
from tests.hall_world import HallWorld
from tests.service_shape import bare_service

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in China."""
HALL: dict[str, Any] = {
    "hall": "centre",
    "name": {"zh": "服务中心", "en": "Service Centre"},
    "owner_unit": "registry",
    "closed": [{"from": "2026-11-30", "why": {"zh": "校庆", "en": "Anniversary"}}],
    "counters": [
        {
            "counter": counter, "name": {"zh": "教务窗口", "en": "Registrar's counter"}, "unit": "registry",
            "campus": "campus-new", "floor": 1, "sign": sign, "phone": "0000-88110103", "services": services,
            "hours": {"monday": ["09:00-10:00"], "tuesday": ["09:00-10:00", "14:00-15:00"], "makeup": ["09:00-10:00"]},
            "booking": {"slot": minutes, "places": 1, "ahead": 7, "cancel": 60},
        }
        for counter, sign, services, minutes in (("one", 3, ["card", "badge"], 30), ("two", 4, ["seal", "letter"], 20))
    ],
}  # fmt: skip
CODES = ("card", "badge", "seal", "letter")


def person(id: str, category: str, *positions: Position) -> Person:
    units = {"department": "registry", "class": "class-1"}
    return Person(id, Text(f"人{id}", f"P {id}"), category, units, positions, f"{id}@yizhan.example", "13800138000")


class WindowWorld(HallWorld):
    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen = aws, MONDAY, {}
        self.mail, self.sms, self.wecom = Sent(), Sent(), Sent()
        settings = replace(aws.settings(), secret="a-secret-of-this-test", wecom_corp="ww-1", wecom_agent=1)
        senders = {"mail": self.mail, "sms": self.sms, "wecom": self.wecom}
        self.hall: Any = build_hall(settings, clock=self.clock, **senders)
        units = [Unit("registry", Text("教务处", "Registry"), "department"),
                 Unit("finance", Text("财务处", "Finance"), "department"),
                 Unit("campus-new", Text("新校区", "New Campus"), "campus"),
                 Unit("class-1", Text("一班", "Class 1"), "class")]  # fmt: skip
        people = [person(f"2023{n:04d}", "undergraduate") for n in range(1, 13)]
        people += [person(f"of-{unit}", "staff", Position("officer", unit)) for unit in ("registry", "finance")]
        rosters = [Roster("officer", unit, (Member(f"of-{unit}"),)) for unit in ("registry", "finance")]
        self.hall.people.load_seed("few", "1", University(tuple(units), tuple(people), tuple(rosters), {}))
        for code in CODES:
            self.publish(bare_service(code, 1, [], [], archetype="WINDOW", owner_unit="registry"))
        self.hall.windows.store.put_hall("centre", HALL)
        self.clerk, self.student = self.person("of-registry"), self.person("20230001")

    @property
    def windows(self) -> Any:
        return self.hall.windows

    def book(self, who: Person | None = None, at: str = "09:30", **more: Any) -> dict[str, Any]:
        """At that time of the 24th in China, with counter one and a student card unless `more` says otherwise."""
        wish = {"service": "card", "counter": "one", "day": "2026-11-24", "key": new_id()} | more
        hour, _, minute = at.partition(":")
        moment = f"{wish['day']}T{int(hour) - 8:02d}:{minute}:00.000Z"
        made, rev = self.windows.booking.book(
            who or self.student, wish["service"], wish["counter"], moment, wish["key"]
        )
        return dict(made) | {"rev": rev}

    def deliver(self) -> list[str]:
        """Subjects of the mails that went out meanwhile."""
        before = len(self.mail.letters)
        while self._work("notices_queue_url", self.hall.on_notice):
            pass
        return [letter.subject for letter in self.mail.letters[before:]]

    def day(self, day: str = "2026-11-24", who: Person | None = None, counter: str = "one") -> dict[str, Any]:
        found: dict[str, Any] = self.windows.desk.day(who or self.clerk, counter, day)
        return found


@pytest.fixture
def world(aws: Any) -> WindowWorld:
    return WindowWorld(aws)
