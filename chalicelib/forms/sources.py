"""What the hall already knows about the applicant, where it comes from and who answers for it (C-11, Z-16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.people import CATEGORY_NAMES, STUDENTS, Person, Unit
from chalicelib.shared.text import Text

UNIT_KINDS = ("class", "college", "department", "campus")


@dataclass(frozen=True)
class Source:
    """A set of records; `owner` is the id of the unit that corrects them."""

    name: Text
    owner: str


STUDENT_RECORDS = Source(Text("学籍信息", "Student records"), "registry")
GRADUATE_RECORDS = Source(Text("研究生学籍信息", "Postgraduate records"), "graduate-school")
INTERNATIONAL_RECORDS = Source(Text("留学生信息", "International student records"), "international")
STAFF_RECORDS = Source(Text("人事信息", "Staff records"), "personnel")
CADRE_RECORDS = Source(Text("干部任职信息", "Senior appointments"), "organisation")
DORMITORY_RECORDS = Source(Text("住宿信息", "Dormitory records"), "dormitory")
CONTACTS = Source(Text("个人联系方式", "Your contact details"), "network-centre")

_RECORDS = {
    "undergraduate": STUDENT_RECORDS,
    "graduate": GRADUATE_RECORDS,
    "international": INTERNATIONAL_RECORDS,
}
_BY_KEY = {
    "email": CONTACTS,
    "mobile": CONTACTS,
    "dormitory": DORMITORY_RECORDS,
    "duty": CADRE_RECORDS,
    "rank": CADRE_RECORDS,
    "rank_name": CADRE_RECORDS,
}
_OWN = frozenset({"id", "name", "category", "email", "mobile", "since"})
_EXTRA = frozenset({
    "student_number", "major", "grade", "dormitory", "gender", "nationality", "id_number_masked", "expected_graduation",
    "supervisor_name", "title", "rank", "rank_name", "duty", "office", "office_phone",
})  # fmt: skip


def is_source(path: str) -> bool:
    """Whether `path` is something a field can be prefilled from: ``applicant.name``, ``applicant.college.name``, …"""
    parts = path.split(".")
    if parts[0] != "applicant":
        return False
    if len(parts) == 3:
        return parts[1] in UNIT_KINDS and parts[2] == "name"
    return len(parts) == 2 and parts[1] in _OWN | _EXTRA


LABELS: Mapping[str, Text] = {
    "id": Text("学（工）号", "Student or staff number"),
    "name": Text("姓名", "Name"),
    "category": Text("人员类别", "Category"),
    "email": Text("电子邮箱", "E-mail address"),
    "mobile": Text("手机号码", "Mobile number"),
    "since": Text("到校日期", "Joined on"),
    "student_number": Text("学号", "Student number"),
    "major": Text("专业", "Major"),
    "grade": Text("年级", "Year"),
    "dormitory": Text("宿舍", "Dormitory"),
    "gender": Text("性别", "Sex"),
    "nationality": Text("国籍", "Nationality"),
    "id_number_masked": Text("证件号码", "ID number"),
    "expected_graduation": Text("预计毕业日期", "Expected graduation"),
    "supervisor_name": Text("导师", "Supervisor"),
    "title": Text("职称", "Title"),
    "rank": Text("职级", "Rank"),
    "rank_name": Text("职级", "Rank"),
    "duty": Text("职务", "Post"),
    "office": Text("办公地点", "Office"),
    "office_phone": Text("办公电话", "Office telephone"),
    "class": Text("班级", "Class"),
    "college": Text("学院", "School"),
    "department": Text("所在单位", "Unit"),
    "campus": Text("校区", "Campus"),
}
DIRECTORY = "directory:"


def place_of(path: str) -> str:
    """Which value this is, wherever it is shown: ``directory:applicant.major``."""
    return f"{DIRECTORY}{path}"


def source_of(path: str, person: Person) -> Source:
    """Which records the value at `path` comes from."""
    key = path.split(".")[1]
    if key in _BY_KEY:
        return _BY_KEY[key]
    return _RECORDS[person.category] if person.category in STUDENTS else STAFF_RECORDS


def fresh_of(path: str, person: Person) -> str | None:
    """Of when the value at `path` is: since when an address is proven, else of when the person's records are."""
    kind = path.split(".")[1]
    since = person.contacts[kind][0] if kind in ("email", "mobile") and person.verified(kind) else ""
    return since or person.as_of or None


def known_value(path: str, person: Person, units: Mapping[str, Unit]) -> Any:
    """The value at `path`: a text, or ``{"zh", "en"}`` where both are known; None when the hall has none."""
    parts = path.split(".")
    if len(parts) == 3:
        unit = units.get(person.units.get(parts[1], ""))
        return unit.name.to_dict() if unit else None
    if parts[1] == "name":
        return person.name.to_dict()
    if parts[1] == "since":
        return person.since.isoformat() if person.since else None
    if parts[1] == "category":
        return CATEGORY_NAMES[person.category].to_dict()
    if parts[1] in ("email", "mobile"):
        value: Any = person.reach(parts[1])
    else:
        value = person.id if parts[1] == "id" else person.extra.get(parts[1])
    if value is None or value == "":
        return None
    return dict(value) if isinstance(value, Mapping) else str(value)
