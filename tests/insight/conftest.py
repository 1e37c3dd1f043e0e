"""A hall of two departments with a service each, and somebody who coordinates it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.catalogue import Service
from chalicelib.people import (
    Member,
    Person,
    Position,
    Roster,
    Unit,
    University,
    position_key,
    split_position_key,
)
from chalicelib.shared.text import Text
from tests.hall_world import MORNING, HallWorld
from tests.service_shape import bare_service

FORM = [{"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True}]
FLOW = [
    {
        "step": "review",
        "title": {"zh": "审核", "en": "Review"},
        "by": {"role": "officer", "unit": "registry"},
        "within": "1 workday",
    }
]
STUDENT, OTHER = "2023010101", "2023010102"
UNITS = {"registry": Text("教务处", "Registry"), "finance": Text("财务处", "Finance")}
CARD = Text("学生证补办", "Replacement of a student card")


def service(code: str, unit: str = "registry", **more: Any) -> Service:
    return bare_service(code, 1, FORM, FLOW, **{"owner_unit": unit, "limit": "3 workdays", "name": CARD, **more})


def university() -> University:
    held = {f"{role}-{unit}": position_key(role, unit) for unit in UNITS for role in ("department_head", "officer")}
    held["coordinator"] = position_key("business_coordinator", "presidents-office")
    staff = [
        Person(id, Text(id, id), "staff", {"department": key.split("@")[1]}, (Position(*key.split("@")),))
        for id, key in held.items()
    ]
    name = Text("李明", "Li Ming")
    where = {STUDENT: {"department": "registry", "college": "college-law"}, OTHER: {"department": "registry"}}
    students = [Person(id, name, "undergraduate", units) for id, units in where.items()]
    rosters = [Roster(*split_position_key(key), (Member(id),)) for id, key in held.items()]
    units = [Unit(id, name, "department") for id, name in UNITS.items()]
    units.append(Unit("college-law", Text("法学院", "School of Law"), "college"))
    return University(tuple(units), (*students, *staff), tuple(rosters), {})


class InsightWorld(HallWorld):
    """`pass_days` moves the clock; `overview` is what somebody sees of a month."""

    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen = aws, MORNING, {}
        self.hall = build_hall(replace(aws.settings(), secret="a-secret-of-this-test"), clock=self.clock)
        self.hall.people.load_seed("few", "1", university())
        self.publish(service("card"), service("invoice", "finance"))
        self.student = self.person(STUDENT)
        self.head, self.officer = self.person("department_head-registry"), self.person("officer-registry")
        self.coordinator = self.person("coordinator")

    @property
    def room(self) -> Any:
        return self.hall.insight

    def pass_hours(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def apply(self, code: str = "card") -> str:
        return self.submit(self.student, code, {"reason": "丢失"})

    def finish(self, id: str, decision: str = "approve") -> str:
        self.decide(id, "review.1.1", self.officer, decision)
        return id

    def done(self) -> str:
        return self.finish(self.apply())

    def overview(self, person: Person | None = None, month: str = "") -> dict[str, Any]:
        found: dict[str, Any] = self.room.statistics.overview(person or self.head, month)
        return found

    def row(self, code: str = "card", month: str = "") -> dict[str, Any]:
        told = self.overview(self.coordinator, month)
        return next(one for one in told["services"] if one["code"] == code)


@pytest.fixture
def world(aws: Any) -> InsightWorld:
    return InsightWorld(aws)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T02:00:00+00:00")
