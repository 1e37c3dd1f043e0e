"""The staff of the demo university and the positions they hold.

Card numbers: ``1000nn`` university leaders, ``11ddnn`` department number d, ``12ccnn`` college number c. The first of a
department or college is its head; `held` collects who holds what, in the order the rosters list them.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any, NamedTuple

from chalicelib.people import Person, position_key
from chalicelib.shared.text import Text
from local.demo.names import Names
from local.demo.units import CAMPUSES, COLLEGES, DEPARTMENTS, UNIVERSITY, College, Department, classes

_RANKS = {
    "school_leader": Text("校级", "University leader"),
    "division_head": Text("正处级", "Division head"),
    "deputy_division_head": Text("副处级", "Deputy division head"),
}
_LEADERS = (
    Text("校长", "President"),
    Text("党委书记", "Party Secretary"),
    Text("副校长（分管教学与学生工作）", "Vice-President for Teaching and Students"),
    Text("副校长（分管科研与法务）", "Vice-President for Research and Legal Affairs"),
    Text("副校长（分管财务与后勤）", "Vice-President for Finance and Logistics"),
    Text("副校长（分管国际合作与信息化）", "Vice-President for International and Digital Affairs"),
    Text("党委副书记", "Deputy Party Secretary"),
)


class Post(NamedTuple):
    """One job in every college: what it is called and which roles it brings in the college."""

    duty: Text
    roles: tuple[str, ...]
    rank: str | None = None


COLLEGE_POSTS = (
    Post(Text("院长", "Dean"), ("college_leader", "department_head", "advisor"), "division_head"),
    Post(Text("党委副书记", "Deputy Party Secretary"), ("student_affairs_leader",), "deputy_division_head"),
    Post(Text("副院长", "Vice-Dean"), ("department_leader",), "deputy_division_head"),
    Post(Text("教学秘书", "Teaching Secretary"), ("teaching_secretary",)),
    Post(Text("研究生秘书", "Graduate Secretary"), ("graduate_secretary",)),
    Post(Text("科研秘书", "Research Secretary"), ("research_secretary",)),
    Post(Text("外事秘书", "Foreign Affairs Secretary"), ("foreign_secretary", "officer")),
    Post(Text("团委书记", "Youth League Secretary"), ("league_secretary",)),
    Post(Text("辅导员", "Counsellor"), ()),
    Post(Text("辅导员", "Counsellor"), ()),
    Post(Text("教授", "Professor"), ("course_teacher", "advisor")),
    Post(Text("副教授", "Associate Professor"), ("course_teacher", "advisor")),
    Post(Text("讲师", "Lecturer"), ("course_teacher",)),
)
HELPERS = ("2023010105", "2023010106")
"""Students who help in the hall at peaks."""
_ODD_GRADES = 10
"""The counsellor in this place has the 2023 and 2025 classes, the one before her all others."""


class Staff:
    """Makes the people and remembers who holds what: `held` maps position key to person ids."""

    def __init__(self, random: Random, names: Names) -> None:
        self._random = random
        self._names = names
        self.people: list[Person] = []
        self.held: dict[str, list[str]] = defaultdict(list)
        self._leaders()
        for number, department in enumerate(DEPARTMENTS, 1):
            self._department(number, department)
        for number, college in enumerate(COLLEGES, 1):
            self._college(number, college)

    def _leaders(self) -> None:
        for place, duty in enumerate(_LEADERS, 1):
            id = f"1000{place:02d}"
            self._join(id, "presidents-office", "campus-new", duty, rank="school_leader")
            self._hold("school_leader", UNIVERSITY, id)
        self._hold("president", UNIVERSITY, "100001")
        self._hold("party_secretary", UNIVERSITY, "100002")

    def _department(self, number: int, of: Department) -> None:
        head, deputy = f"11{number:02d}01", f"11{number:02d}03"
        self._join(head, of.id, of.campus, _of(of.name, "主要负责人", "Director"), rank="division_head")
        self._join(deputy, of.id, of.campus, _of(of.name, "副职", "Deputy Director"), rank="deputy_division_head")
        officers = [f"11{number:02d}{place:02d}" for place in (2, *range(4, 3 + of.officers))]
        for officer in officers:
            self._join(officer, of.id, of.campus, _of(of.name, "科员", "Officer"))
            self._hold("officer", of.id, officer)
        self._hold("department_head", of.id, head)
        self._hold("department_leader", of.id, deputy)
        self._hold("school_leader", of.id, of.leader)
        self._special(of.id, head, officers)

    def _special(self, department: str, head: str, officers: list[str]) -> None:
        if department == "league":
            self._hold("league_secretary", department, head)
        if department == "presidents-office":
            self._hold("business_coordinator", department, officers[0])
            for student in HELPERS:
                self._hold("hall_helper", department, student)
        if department == "network-centre":
            self._hold("technical_administrator", department, officers[0])
        if department == "dormitory":
            for manager, campus in zip(officers, CAMPUSES, strict=True):
                self._hold("dormitory_manager", campus, manager)
                self._hold("dormitory_manager", department, manager)

    def _college(self, number: int, of: College) -> None:
        for place, post in enumerate(COLLEGE_POSTS, 1):
            id = f"12{number:02d}{place:02d}"
            self._join(id, of.id, of.campus, _of(of.name, post.duty.zh, post.duty.en), rank=post.rank, title=post.duty)
            for role in post.roles:
                self._hold(role, of.id, id)
        self._hold("school_leader", of.id, "100003")
        for school_class in classes():
            if school_class.college == of:
                odd = school_class.category == "undergraduate" and school_class.grade % 2
                self._hold("counsellor", school_class.id, f"12{number:02d}{_ODD_GRADES - (not odd):02d}")

    def _hold(self, role: str, unit: str, id: str) -> None:
        self.held[position_key(role, unit)].append(id)

    def _join(
        self, id: str, unit: str, campus: str, duty: Text, *, rank: str | None = None, title: Text | None = None
    ) -> None:
        units = {"department": unit, "campus": campus}
        if unit.startswith("college-"):
            units["college"] = unit
        extra: dict[str, Any] = {
            "duty": duty.to_dict(),
            "title": (title or Text("职员", "Administrator")).to_dict(),
            "gender": self._random.choice(("female", "male")),
            "id_number_masked": f"9900**********{self._random.randint(0, 9999):04d}",
            "office_phone": f"0000-88{id[1:]}",
        }
        if rank:
            extra |= {"rank": rank, "rank_name": _RANKS[rank].to_dict()}
        self.people.append(
            Person(
                id,
                self._names.next(rare=self._random.random() < 0.03),
                "cadre" if rank else "staff",
                units,
                email=f"{id}@yizhan.example",
                sms=self._random.random() < 0.3,
                extra=extra,
            )
        )


def _of(unit: Text, zh: str, en: str) -> Text:
    return Text(f"{unit.zh}{zh}", f"{en}, {unit.en}")
