"""The roles people act in: the seven reviewers of H-18 and those the services add, each with the department that
keeps its rosters (H-19). A role means something only in a unit; `position_title` puts the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.people.model import Person, Unit, UnitKind, split_position_key
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class RoleInfo:
    """`owner_unit` is the id of the department that edits the rosters, empty where each unit does so itself; `kinds`
    the kinds of unit that have one."""

    code: str
    title: Text
    owner_unit: str
    kinds: tuple[UnitKind, ...]


def _role(code: str, zh: str, en: str, owner_unit: str, *kinds: UnitKind) -> RoleInfo:
    return RoleInfo(code, Text(zh, en), owner_unit, kinds)


ROLES: Mapping[str, RoleInfo] = {
    role.code: role
    for role in (
        # H-18
        _role("department_head", "负责人", "Head", "organisation", "department", "college"),
        _role("teaching_secretary", "教学秘书", "Teaching secretary", "registry", "college"),
        _role("graduate_secretary", "研究生秘书", "Graduate secretary", "graduate-school", "college"),
        _role("research_secretary", "科研秘书", "Research secretary", "science", "college"),
        _role("foreign_secretary", "外事秘书", "Foreign affairs secretary", "international", "college"),
        _role("counsellor", "辅导员", "Counsellor", "student-affairs", "class"),
        _role("league_secretary", "团委书记", "Youth League secretary", "league", "college", "department"),
        # Everyday handling
        _role("officer", "经办人", "Officer", "personnel", "department", "college"),
        _role("course_teacher", "任课教师", "Course teacher", "registry", "college"),
        _role("advisor", "导师", "Supervisor", "graduate-school", "college"),
        _role("dormitory_manager", "宿舍管理员", "Dormitory manager", "dormitory", "campus", "department"),
        # Leaders
        _role("department_leader", "分管副职", "Deputy head", "organisation", "department", "college"),
        _role("college_leader", "院长", "Dean", "organisation", "college"),
        _role("student_affairs_leader", "学生工作负责人", "Head of student affairs", "student-affairs", "college"),
        _role("school_leader", "校领导", "University leader", "organisation", "university", "department", "college"),
        _role("president", "校长", "President", "organisation", "university"),
        _role("party_secretary", "党委书记", "Party secretary", "organisation", "university"),
        # Running the hall (Z-18)
        _role("business_coordinator", "大厅业务统筹", "Hall coordinator", "presidents-office", "department"),
        _role("technical_administrator", "大厅技术管理员", "Hall administrator", "network-centre", "department"),
        # Whom the department that owns a hall lets help in it at peaks (W-14)
        _role("hall_helper", "大厅助手", "Hall helper", "", "department"),
    )
}
REVIEWERS = (
    "department_head",
    "teaching_secretary",
    "graduate_secretary",
    "research_secretary",
    "foreign_secretary",
    "counsellor",
    "league_secretary",
)
"""H-18: these must act online."""

HEADS: Mapping[str, tuple[str, ...]] = {
    "class": ("counsellor",),
    "college": ("department_head", "college_leader"),
    "department": ("department_head", "department_leader"),
    "office": ("department_head", "department_leader"),
    "university": ("president",),
}
"""Who leads a unit of each kind, the first first; a campus is a place and has no head."""


def heads_of(kind: str) -> tuple[str, ...]:
    """The roles that lead a unit of this kind, the first first."""
    return HEADS.get(kind, ())


HALL_ROLES = frozenset({"business_coordinator", "technical_administrator"})
"""Z-18: who holds one of these, in whatever unit, runs the hall."""


def runs_hall(person: Person, on: date) -> bool:
    """Whether the person looks after the whole hall on that day."""
    return any(split_position_key(key)[0] in HALL_ROLES for key in person.position_keys(on))


def position_title(role: str, unit: Unit) -> Text:
    """What the holder is called: 教务处经办人, ``Officer, Registrar's Office``.

    The school leader of a department is the one in charge of it. Raises `KeyError` for an unknown role.
    """
    title = ROLES[role].title
    if role == "school_leader" and unit.kind != "university":
        return Text(f"分管{unit.name.zh}校领导", f"{title.en} in charge of {unit.name.en}")
    return Text(f"{unit.name.zh}{title.zh}", f"{title.en}, {unit.name.en}")
