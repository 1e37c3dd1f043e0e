"""Small people and units for tests that need no whole university."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalicelib.people import Person, Unit
from chalicelib.shared.text import Text

DAY = date(2026, 11, 23)


def person(id: str, **changes: Any) -> Person:
    values: dict[str, Any] = {
        "name": Text(f"人{id}", f"Person {id}"),
        "category": "staff",
        "units": {"department": "registry", "campus": "campus-new"},
        "email": f"{id}@yizhan.example",
        "mobile": "19900000000",
        "extra": {"title": {"zh": "教授", "en": "Professor"}, "grade": 3},
    }
    return Person(id, **(values | changes))


def unit(id: str, kind: Any = "department") -> Unit:
    return Unit(id, Text(f"单位{id}", f"Unit {id}"), kind, "yizhan", "campus-new", "0000-1", "a@yizhan.example")
