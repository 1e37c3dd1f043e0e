"""A registers room over moto with the repository's definitions, a few people, and rows as a test wants them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import IO, Any

import pytest

from chalicelib.people import Person, Position, Unit
from chalicelib.registers import Asked, RegisterRoom, define_registers, load_rows
from chalicelib.shared.text import Text
from local.demo.university import demo_university

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
UNITS = {unit.id: unit for unit in demo_university().units}


def person(id: str, *positions: str, category: str = "staff", **units: str) -> Person:
    held = tuple(Position(*key.split("@"), since=None, until=None) for key in positions)
    return Person(id, Text(f"人{id}", f"Person {id}"), category, units, held)


LIN = person("lin", category="undergraduate", **{"class": "class-cs2301", "campus": "campus-new"})
WU = person("wu", category="undergraduate", **{"class": "class-cs2201", "campus": "campus-south"})
COUNSELLOR = person("counsellor", "counsellor@class-cs2301")
LEADER, OTHER_LEADER = person("leader"), person("leader2")
REGISTRAR = person("registrar", "officer@registry")
FINANCE = person("finance", "officer@finance")


class Directory:
    def get_units(self, ids: Any) -> dict[str, Unit]:
        return {id: UNITS[id] for id in ids if id in UNITS}


class Storage:
    """Files in memory, with the ports of file storage the room uses."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def presigned_post(self, key: str, content_type: str, size: int, expires: int) -> dict[str, Any]:
        return {"url": "https://files.example/", "fields": {"key": key, "Content-Type": content_type}}

    def head(self, key: str) -> Mapping[str, Any] | None:
        return {"size": len(self.kept[key])} if key in self.kept else None

    def save_to(self, key: str, file: IO[bytes]) -> None:
        file.write(io.BytesIO(self.kept[key]).read())
        file.seek(0)


class World:
    def __init__(self) -> None:
        self.now = NOON
        self.storage, self.queued = Storage(), list[str]()
        people: Any = Directory()
        self.reported: list[Exception] = []
        given = (people, lambda: self.storage, self.queued.append, self.clock, "a-secret")
        self.room = RegisterRoom(*given, lambda _id, error: self.reported.append(error), lambda *_: {}, lambda *_: {})
        self.refused = define_registers(self.room.definitions, list(UNITS))

    def clock(self) -> datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def load(self, **rows: list[dict[str, Any]]) -> None:
        """Rows by register, its code with underscores."""
        named = {code.replace("_", "-"): found for code, found in rows.items()}
        assert load_rows(self.room.store, self.room.definitions, named, repr(named), self.now)

    def value(self, register: str, key: str, column: str) -> Any:
        doc = self.room.store.read(f"R#{register}#{key}", "ROW")
        return None if doc is None else doc.data["values"].get(column)

    def apply(self, id: str, effect: str, changes: list[dict[str, Any]], **form: Any) -> Any:
        return self.room.effects.apply_effect(effect, {"changes": changes}, asked(id, **form))


def asked(id: str, **form: Any) -> Asked:
    return Asked(id, f"20261123-{id}", form, {"id": "leader"})


def receipt(number: str = "R1", **more: Any) -> dict[str, Any]:
    payer = {"zh": "某研究院", "en": "An institute"}
    return {"number": number, "day": "2026-11-02", "payer": payer, "amount": 5_000_000, "state": "open", **more}


def project(number: str = "P1", balance: int = 1000, **more: Any) -> dict[str, Any]:
    both = {"zh": "图像识别", "en": "Image recognition"}
    return {
        "number": number, "title": both, "leader": "leader", "leader_name": both, "source": "vertical",
        "fund_code": "62123456", "balance": balance, "unit": "college-cs", **more,
    }  # fmt: skip


def grade(entry: str, student: str = "lin", **more: Any) -> dict[str, Any]:
    both = {"zh": "高等数学", "en": "Calculus"}
    return {
        "entry": entry, "term": "2026-1", "course": both, "credits": 3, "score": 91, "student": student,
        "class": "class-cs2301", **more,
    }  # fmt: skip


@pytest.fixture
def world(aws: Any) -> World:
    made = World()
    assert made.refused == {}
    return made


TODAY = date(2026, 11, 23)
