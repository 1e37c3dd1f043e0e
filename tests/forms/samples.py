"""Small forms, people and uploads for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.errors import InvalidForm, NotFound
from chalicelib.forms import EarlierApplication, Form, check_values, parse_form
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
    is_clean: bool = True


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
STUDENT = Person("2023010101", Text("林晓雨", "Lin Xiaoyu"), "undergraduate", {"college": "college-cs"})
CAMPUS = Unit("campus-north", Text("北校区", "North Campus"), "campus")
LIBRARY = Unit("library", Text("图书馆", "Library"), "department")
DIRECTORY = Directory(
    {person.id: person for person in (TEACHER, STRANGER, STUDENT)},
    [COLLEGE, LIBRARY, CAMPUS],
    {"course_teacher@college-cs": ["120111"], "officer@college-cs": ["120111", "999999"]},
)


class Past:
    """Two earlier applications, one of them somebody else's."""

    mine = EarlierApplication(
        "app1", "20261101-000001", Text("病假申请", "Sick leave"), "student-leave", "completed", "2023010101"
    )
    theirs = EarlierApplication("app2", "20261101-000002", Text("他人", "Theirs"), "student-leave", "completed", "x")

    def one(self, application_id: str, /) -> EarlierApplication | None:
        return next((one for one in (self.mine, self.theirs) if one.id == application_id), None)

    def own(self, person_id: str, /) -> list[EarlierApplication]:
        return [one for one in (self.mine, self.theirs) if one.owner == person_id]


def raw_field(**changes: Any) -> dict[str, Any]:
    return {"field": "x", "type": "text", "label": {"zh": "请假事由", "en": "Reason for leave"}, **changes}


def form_of(*fields: dict[str, Any]) -> Form:
    return parse_form(list(fields))


def clean(form: Form, values: Any, **more: Any) -> dict[str, Any]:
    world = {"facts": APPLICANT, "today": TODAY, "directory": DIRECTORY, "earlier": Past(), "owner": STUDENT.id}
    return check_values(form, values, **{**world, **more})


def refusals(form: Form, values: Any, **more: Any) -> dict[str, tuple[str, Text]]:
    """Pointer -> (code, message) of what is refused; empty when everything is taken."""
    try:
        clean(form, values, **more)
    except InvalidForm as refused:
        return {error.pointer: (error.code, error.message) for error in refused.errors}
    return {}
