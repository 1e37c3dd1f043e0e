"""What the hall knows of a person, each value with the records it is from and who corrects them (Z-16, X4). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.forms.sources import known_value, place_of, source_of
from chalicelib.people import Person, Unit
from chalicelib.shared.text import Text

_LABELS: Mapping[str, Text] = {
    "name": Text("姓名", "Name"),
    "id": Text("校园卡号", "Campus card number"),
    "student_number": Text("学号", "Student number"),
    "category": Text("身份", "Status"),
    "college.name": Text("学院", "School"),
    "department.name": Text("所在单位", "Department"),
    "class.name": Text("班级", "Class"),
    "campus.name": Text("校区", "Campus"),
    "since": Text("到校日期", "Joined on"),
    "major": Text("专业", "Major"),
    "grade": Text("年级", "Year of entry"),
    "supervisor_name": Text("导师", "Supervisor"),
    "title": Text("职称", "Title"),
    "duty": Text("职务", "Post"),
    "rank_name": Text("职级", "Rank"),
    "office": Text("办公地点", "Office"),
    "office_phone": Text("办公电话", "Office telephone"),
    "gender": Text("性别", "Gender"),
    "nationality": Text("国籍", "Nationality"),
    "id_number_masked": Text("证件号码", "Identity number"),
    "dormitory": Text("宿舍", "Residence"),
    "expected_graduation": Text("预计毕业时间", "Expected graduation"),
}
_SAID = {"female": Text("女", "Female"), "male": Text("男", "Male")}


def profile(person: Person, units: Mapping[str, Unit]) -> list[dict[str, Any]]:
    """`[{name, unit, fresh_at, facts: [{name, label, value, place, disputed}]}]`, one for each set of records.

    `units` holds at least the person's own units and those of `owners`; `unit` is who corrects the records, with
    telephone and address (Z-19), or None.
    """
    found: dict[Text, dict[str, Any]] = {}
    for path, label, value in _facts(person, units):
        source = source_of(f"applicant.{path}", person)
        made: dict[str, Any] = {"name": source.name.to_dict(), "unit": _reached(units.get(source.owner)), "facts": []}
        made["fresh_at"] = person.as_of or None
        place = place_of(f"applicant.{path}")
        fact = {"name": path, "label": label.to_dict(), "value": value, "place": place}
        found.setdefault(source.name, made)["facts"].append(fact | {"disputed": place in person.disputed})
    return list(found.values())


def owners(person: Person) -> Iterable[str]:
    """Ids of the units that may have to correct something."""
    return dict.fromkeys(source_of(f"applicant.{path}", person).owner for path in _LABELS)


def _facts(person: Person, units: Mapping[str, Unit]) -> Iterator[tuple[str, Text, Any]]:
    for path, label in _LABELS.items():
        value = known_value(f"applicant.{path}", person, units)
        repeats = (path == "student_number" and value == person.id) or (
            path == "department.name" and person.units.get("college") == person.units.get("department")
        )
        if value is not None and not repeats:
            yield path, _named(path, label, person), _both(value)


def _named(path: str, label: Text, person: Person) -> Text:
    """A student's id is the student number."""
    return _LABELS["student_number"] if path == "id" and person.extra.get("student_number") == person.id else label


def _both(value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {"zh": str(value["zh"]), "en": str(value["en"])}
    return _SAID[value].to_dict() if value in _SAID else {"zh": str(value), "en": str(value)}


def _reached(unit: Unit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    place = unit.place.to_dict() if unit.place else None
    return {"id": unit.id, "name": unit.name.to_dict(), "phone": unit.phone, "email": unit.email, "place": place}
