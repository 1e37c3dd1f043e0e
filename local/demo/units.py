"""The units of 一站大学, Yizhan University: campuses, departments, colleges, classes. All invented.

Telephone numbers begin with 0000 and mail ends in ``.example``, so that nothing sent by mistake arrives anywhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from chalicelib.people import Unit, UnitKind
from chalicelib.shared.text import Text

UNIVERSITY = "yizhan"
HOURS = Text("工作日 8:30–12:00、14:00–17:30", "Working days 8:30–12:00 and 14:00–17:30")
GRADES = (2022, 2023, 2024, 2025)
GRADUATING = 2022


class College(NamedTuple):
    """`code` is in the ids (``college-cs``, ``class-cs2301``); `majors` are taken by the classes in turn."""

    code: str
    name: Text
    short: str
    campus: str
    majors: tuple[Text, Text]

    @property
    def id(self) -> str:
        return f"college-{self.code}"


class Department(NamedTuple):
    """`leader` is the id of the university leader in charge; `officers` how many people handle its tasks."""

    id: str
    name: Text
    leader: str
    officers: int = 1
    campus: str = "campus-new"


CAMPUSES = {
    "campus-new": Text("新校区", "New Campus"),
    "campus-south": Text("南校区", "South Campus"),
    "campus-north": Text("北校区", "North Campus"),
    "campus-east": Text("东校区", "East Campus"),
    "campus-qinghe": Text("清和苑", "Qinghe Court"),
}

DEPARTMENTS = (
    Department("presidents-office", Text("校长办公室", "President's Office"), "100001", 2),
    Department("organisation", Text("党委组织部", "Party Organisation Department"), "100007"),
    Department("personnel", Text("人事处", "Human Resources Office"), "100007"),
    Department("registry", Text("教务处", "Registrar's Office"), "100003", 2),
    Department("graduate-school", Text("研究生院", "Graduate School"), "100003"),
    Department("student-affairs", Text("学生处", "Student Affairs Office"), "100003", 2),
    Department("league", Text("校团委", "Youth League Committee"), "100003"),
    Department("international", Text("国际合作与交流处", "Office of International Cooperation"), "100006"),
    Department("science", Text("科学技术处", "Office of Science and Technology"), "100004", 2),
    Department("humanities", Text("社会科学处", "Office of Social Sciences"), "100004"),
    Department("finance", Text("财务处", "Finance Office"), "100005", 2),
    Department("legal", Text("法律事务办公室", "Legal Affairs Office"), "100004"),
    Department("library", Text("图书馆", "Library"), "100006", 2, "campus-south"),
    Department("network-centre", Text("网络管理中心", "Network Centre"), "100006", 2),
    Department("dormitory", Text("宿舍管理中心", "Dormitory Centre"), "100005", 5, "campus-south"),
    Department("security", Text("保卫处", "Security Office"), "100005", 1, "campus-south"),
    Department("archives", Text("档案馆", "Archives"), "100006", 1, "campus-south"),
    Department("alumni", Text("校友工作办公室", "Alumni Office"), "100006"),
    Department("logistics", Text("后勤管理处", "Logistics Office"), "100005", 1, "campus-north"),
    Department("hospital", Text("校医院", "University Hospital"), "100005", 1, "campus-north"),
    Department("publicity", Text("党委宣传部", "Publicity Department"), "100007"),
    Department("assets", Text("国有资产管理处", "Assets Office"), "100005"),
)

COLLEGES = (
    College(
        "cs", Text("计算机与人工智能学院", "School of Computing and Artificial Intelligence"), "计科", "campus-new",
        (Text("计算机科学与技术", "Computer Science"), Text("人工智能", "Artificial Intelligence")),
    ),
    College(
        "me", Text("机械与能源工程学院", "School of Mechanical and Energy Engineering"), "机能", "campus-north",
        (Text("机械工程", "Mechanical Engineering"), Text("能源与动力工程", "Energy and Power Engineering")),
    ),
    College(
        "ch", Text("化学与材料学院", "School of Chemistry and Materials"), "化材", "campus-north",
        (Text("应用化学", "Applied Chemistry"), Text("材料科学与工程", "Materials Science")),
    ),
    College(
        "em", Text("经济与管理学院", "School of Economics and Management"), "经管", "campus-south",
        (Text("工商管理", "Business Administration"), Text("会计学", "Accounting")),
    ),
    College(
        "fl", Text("外国语学院", "School of Foreign Languages"), "外语", "campus-south",
        (Text("英语", "English"), Text("翻译", "Translation")),
    ),
    College(
        "la", Text("法学与公共管理学院", "School of Law and Public Administration"), "法管", "campus-east",
        (Text("法学", "Law"), Text("行政管理", "Public Administration")),
    ),
    College(
        "md", Text("医学与生命科学学院", "School of Medicine and Life Sciences"), "医学", "campus-qinghe",
        (Text("护理学", "Nursing"), Text("生物技术", "Biotechnology")),
    ),
    College(
        "ar", Text("建筑与艺术设计学院", "School of Architecture and Design"), "建艺", "campus-east",
        (Text("建筑学", "Architecture"), Text("视觉传达设计", "Visual Communication Design")),
    ),
)  # fmt: skip
INTERNATIONAL_CLASSES = ("cs", "em")


class SchoolClass(NamedTuple):
    id: str
    name: Text
    college: College
    grade: int
    category: str
    major: Text


def classes() -> list[SchoolClass]:
    """One undergraduate class of each grade and one postgraduate class in every college, two international ones."""
    found = []
    for college in COLLEGES:
        for turn, grade in enumerate(GRADES):
            found.append(_class(college, f"{grade % 100}01", grade, "undergraduate", turn))
        found.append(_class(college, "g25", 2025, "graduate", 0))
        if college.code in INTERNATIONAL_CLASSES:
            found.append(_class(college, "i24", 2024, "international", 0))
    return found


def _class(college: College, number: str, grade: int, category: str, turn: int) -> SchoolClass:
    zh = {"undergraduate": f"{number}班", "graduate": "研25班", "international": "国际24班"}[category]
    en = {"undergraduate": number, "graduate": "G25", "international": "I24"}[category]
    name = Text(f"{college.short}{zh}", f"Class {college.code.upper()}{en}")
    return SchoolClass(f"class-{college.code}{number}", name, college, grade, category, college.majors[turn % 2])


def units() -> tuple[Unit, ...]:
    """Every unit, parents before their parts."""
    return (
        replace(
            _unit(UNIVERSITY, Text("一站大学", "Yizhan University"), "university", None, "campus-new", 0, "hall"),
            complaint_phone="0000-88119000",
            complaint_email="complaints@yizhan.example",
        ),
        *(_unit(id, name, "campus", UNIVERSITY, id, 90 + n) for n, (id, name) in enumerate(CAMPUSES.items())),
        *(_department(d, n) for n, d in enumerate(DEPARTMENTS, 1)),
        *(_unit(c.id, c.name, "college", UNIVERSITY, c.campus, 40 + n) for n, c in enumerate(COLLEGES, 1)),
        *(_class_unit(school_class) for school_class in classes()),
    )


def _department(of: Department, number: int) -> Unit:
    """With a counter people come to; those with many of them have a telephone for complaints of their own."""
    unit = _unit(of.id, of.name, "department", UNIVERSITY, of.campus, number)
    phone = f"0000-8819{number:02d}00" if of.officers > 1 else ""
    signs = {"floor": str(1 + number % 6), "counter": str(1 + number % 4)}
    return replace(unit, hours=HOURS, complaint_phone=phone, **signs)


def _unit(
    id: str, name: Text, kind: UnitKind, parent: str | None, campus: str, number: int, mail: str | None = None
) -> Unit:
    floor = 1 + number % 6
    room = f"{floor}{10 + number % 40}"
    building = Text("行政楼", "Administration Building") if kind == "department" else Text("综合楼", "Main Building")
    place = Text(f"{CAMPUSES[campus].zh}{building.zh} {room} 室", f"Room {room}, {building.en}, {CAMPUSES[campus].en}")
    return Unit(id, name, kind, parent, campus, f"0000-8800{number:02d}00", f"{mail or id}@yizhan.example", place)


def _class_unit(of: SchoolClass) -> Unit:
    college = 41 + COLLEGES.index(of.college)
    mail = f"{of.college.id}@yizhan.example"
    return Unit(of.id, of.name, "class", of.college.id, of.college.campus, f"0000-8800{college}00", mail)
