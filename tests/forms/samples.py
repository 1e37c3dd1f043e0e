"""Small forms, people and uploads for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.errors import InvalidForm, NotFound
from chalicelib.forms import Form, check_values, parse_form
from chalicelib.people import Person, Unit
from chalicelib.shared.text import Text

TODAY = date(2026, 11, 23)
APPLICANT = {"applicant": {"id": "2023010101", "category": "undergraduate", "units": {"college": "college-cs"}}}


@dataclass(frozen=True)
class Upload:
    """What a file field needs to know of an upload."""

    id: str
    name: str = "note.pdf"
    size: int = 1000
    type: str = "application/pdf"
    field: str = "x"
    owner: str = "2023010101"


@dataclass
class Directory:
    """A directory of a few people, as the people room's store answers."""

    people: dict[str, Person] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    rosters: dict[str, list[str]] = field(default_factory=dict)

    def get_person(self, person_id: str, /) -> Person:
        if person_id not in self.people:
            raise NotFound()
        return self.people[person_id]

    def get_unit(self, unit_id: str, /) -> Unit:
        found = [unit for unit in self.units if unit.id == unit_id]
        if not found:
            raise NotFound()
        return found[0]

    def members(self, position_key: str, on: date, /) -> tuple[Person, ...]:
        return tuple(self.people[id] for id in self.rosters.get(position_key, []))

    def all_units(self) -> list[Unit]:
        return self.units


TEACHER = Person("120111", Text("陈老师", "Chen Wei"), "staff", {"college": "college-cs"})
STRANGER = Person("999999", Text("外人", "Stranger"), "staff", {"college": "college-me"})
COLLEGE = Unit("college-cs", Text("计算机与人工智能学院", "School of Computer Science"), "college")
LIBRARY = Unit("library", Text("图书馆", "Library"), "department")
DIRECTORY = Directory(
    {person.id: person for person in (TEACHER, STRANGER)},
    [COLLEGE, LIBRARY],
    {"course_teacher@college-cs": ["120111"], "officer@college-cs": ["120111", "999999"]},
)


def raw_field(**changes: Any) -> dict[str, Any]:
    return {"field": "x", "type": "text", "label": {"zh": "请假事由", "en": "Reason for leave"}, **changes}


def form_of(*fields: dict[str, Any]) -> Form:
    return parse_form(list(fields))


def clean(form: Form, values: Any, **more: Any) -> dict[str, Any]:
    return check_values(form, values, **{"facts": APPLICANT, "today": TODAY, "directory": DIRECTORY, **more})


def refusals(form: Form, values: Any, **more: Any) -> dict[str, tuple[str, Text]]:
    """Pointer -> (code, message) of what is refused; empty when everything is taken."""
    try:
        clean(form, values, **more)
    except InvalidForm as refused:
        return {error.pointer: (error.code, error.message) for error in refused.errors}
    return {}
