"""What the demo university's registers hold: grades, timetables, examinations, projects, money, rooms. All invented."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from chalicelib.people import STUDENTS, Person
from chalicelib.registers import load_rows
from local.demo.campus_rows import lecture_rooms, posts, scholarship_places
from local.demo.project_rows import budgets, entries, projects
from local.demo.units import CAMPUSES, COLLEGES, DEPARTMENTS, classes
from local.demo.university import demo_university

Rows = Iterator[dict[str, Any]]
_SEED = 20261101
_TERM, _LAST_TERM = "2026-2027-1", "2025-2026-2"
_COURSES = (
    ("高等数学", "Calculus"), ("大学英语", "College English"), ("大学物理", "Physics"), ("程序设计", "Programming"),
    ("线性代数", "Linear Algebra"), ("概率论", "Probability"), ("经济学原理", "Economics"),
    ("体育", "Physical Education"),
)  # fmt: skip
_CALENDAR = (
    ("2026-08-31", "2026-08-31", "秋季学期开学注册", "Autumn term begins; registration"),
    ("2026-09-25", "2026-09-27", "中秋节放假", "Mid-Autumn Festival"),
    ("2026-10-01", "2026-10-07", "国庆节放假", "National Day holiday"),
    ("2026-11-06", "2026-11-07", "秋季运动会", "Autumn sports meeting"),
    ("2026-12-28", "2027-01-08", "期末考试周", "Final examinations"),
    ("2027-01-11", "2027-02-26", "寒假", "Winter holiday"),
    ("2027-03-01", "2027-03-01", "春季学期开学注册", "Spring term begins; registration"),
    ("2027-06-21", "2027-07-02", "期末考试周", "Final examinations"),
)
_VENUES = (
    ("hall-1", "大学生活动中心 第一报告厅", "Student Centre, Lecture Hall 1", 300),
    ("hall-2", "大学生活动中心 多功能厅", "Student Centre, Multi-purpose Hall", 150),
    ("room-201", "大学生活动中心 201 排练室", "Student Centre, Rehearsal Room 201", 40),
    ("room-305", "大学生活动中心 305 会议室", "Student Centre, Meeting Room 305", 20),
)


def load_demo_rows(hall: Any) -> bool:
    """Put the demo rows into the registers, once for each edition; whether that was necessary."""
    rows = demo_rows()
    edition = hashlib.sha256(repr(rows).encode()).hexdigest()
    return load_rows(hall.registers.store, hall.registers.definitions, rows, edition, hall.clock())


def demo_rows() -> dict[str, list[dict[str, Any]]]:
    """Register to rows, the same every time."""
    random = Random(_SEED)
    people = demo_university().people
    students = [person for person in people if person.category in STUDENTS]
    teachers = [person for person in people if person.id.startswith("12") and person.id[-2:] in ("11", "12", "13")]
    made = projects(random, teachers)
    rooms = list(_rooms())
    residents = list(_residents(students, rooms))
    return {
        "university-calendar": list(_calendar()),
        "grades": list(_grades(random, students)),
        "exams": list(_exams(random, students)),
        "timetable": list(_timetable(random, teachers)),
        "fees": list(_fees(students)),
        "research-projects": made,
        "project-entries": list(entries(random, made)),
        "incoming-receipts": list(_receipts(random)),
        "invoice-debts": list(_debts(made)),
        "dormitory-rooms": rooms,
        "dormitory-residents": residents,
        "classrooms": list(lecture_rooms()),
        "project-budgets": list(budgets(random, made)),
        "server-quotas": list(_quotas(random)),
        "ip-addresses": list(_addresses()),
        "virtual-servers": list(_servers()),
        "domain-names": list(_domains()),
        "unit-websites": list(_websites()),
        "mailboxes": list(_mailboxes(people)),
        "venues": [
            {"venue": code, "name": {"zh": zh, "en": en}, "seats": seats, "opens": "08:00", "closes": "22:00"}
            for code, zh, en, seats in _VENUES
        ],
        "student-posts": list(posts()),
        "scholarship-quotas": list(scholarship_places()),
    }


def _both(pair: tuple[str, str]) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


def _calendar() -> Rows:
    for number, (starts, ends, zh, en) in enumerate(_CALENDAR, 1):
        yield {"entry": f"2026-{number:02d}", "starts": starts, "ends": ends, "event": {"zh": zh, "en": en}}


def _grades(random: Random, students: list[Person]) -> Rows:
    for person in students:
        for number in range(4):
            score = random.randint(58, 98)
            yield {
                "entry": f"{person.id}-{number + 1}",
                "term": _LAST_TERM,
                "course": _both(_COURSES[number]),
                "credits": random.choice((2, 3, 3.5, 4)),
                "score": score,
                "points": round(max(score - 50, 0) / 10, 1) if score >= 60 else 0,
                "student": person.id,
                "class": person.units["class"],
            }


def _exams(random: Random, students: list[Person]) -> Rows:
    for person in students:
        for number in range(2):
            yield {
                "seat": f"{_TERM}-{person.id}-{number + 1}",
                "day": (date(2026, 12, 28) + timedelta(days=number * 2)).isoformat(),
                "starts": ("09:00", "14:30")[number],
                "course": _both(_COURSES[number + 4]),
                "room": {"zh": f"教学楼 A{101 + number}", "en": f"Teaching Building A{101 + number}"},
                "place": random.randint(1, 60),
                "student": person.id,
                "class": person.units["class"],
            }


def _timetable(random: Random, teachers: list[Person]) -> Rows:
    for school_class in classes():
        for number in range(5):
            teacher = random.choice(teachers)
            room = random.randint(101, 420)
            yield {
                "lesson": f"{school_class.id}-{number + 1}",
                "weekday": str(number + 1),
                "starts": random.choice(("1–2", "3–4", "5–6")),
                "course": _both(_COURSES[(number + 4) % len(_COURSES)]),
                "teacher": teacher.name.to_dict(),
                "room": {"zh": f"教学楼 B{room}", "en": f"Teaching Building B{room}"},
                "class": school_class.id,
            }


def _fees(students: list[Person]) -> Rows:
    for place, person in enumerate(students):
        for code, pair, due in (("tuition", ("学费", "Tuition"), 520_000), ("room", ("住宿费", "Room"), 120_000)):
            paid = 0 if place % 7 == 0 and code == "room" else due
            yield {
                "entry": f"2026-{person.id}-{code}",
                "year": "2026-2027",
                "item": _both(pair),
                "due": due,
                "paid": paid,
                "student": person.id,
                "class": person.units["class"],
            }


def _receipts(random: Random) -> Rows:
    payers = (("华北某研究院", "A research institute in the north"), ("某科技有限公司", "A technology company"),
              ("省科学技术厅", "The provincial science department"))  # fmt: skip
    for number in range(1, 13):
        yield {
            "number": f"R2026{number:04d}",
            "day": (date(2026, 11, 1) + timedelta(days=number)).isoformat(),
            "payer": _both(payers[number % 3]),
            "amount": random.randint(5, 300) * 100_000,
            "account": f"9999{random.randint(10**7, 10**8 - 1)}",
            "state": "open",
        }


def _debts(projects: list[dict[str, Any]]) -> Rows:
    """One of last spring for each contract project, cleared; who wants an open one applies for an invoice."""
    for number, project in enumerate((one for one in projects if one["source"] == "horizontal"), 1):
        yield {
            "number": f"20260318-{number:06d}",
            "day": "2026-03-20",
            "borrower": project["leader"],
            "payer": "某科技有限公司",
            "invoice": f"2026{number:08d}",
            "project": project["number"],
            "amount": 5_000_000,
            "due": "2026-06-30",
            "state": "cleared",
            "receipt": f"R2026{900 + number:04d}",
            "cleared": "2026-05-12",
        }


def _quotas(random: Random) -> Rows:
    for unit in (*(college.id for college in COLLEGES), *(department.id for department in DEPARTMENTS)):
        yield {
            "unit": unit,
            "cores": 32,
            "cores_used": random.randint(0, 5) * 4,
            "memory": 128,
            "memory_used": random.randint(0, 5) * 16,
            "disk": 4000,
            "disk_used": random.randint(0, 8) * 250,
        }


def _addresses() -> Rows:
    """Of a teacher whom a newcomer may sign in as: one that is over, one that ends soon, one that lasts."""
    known = (("2026-11-20", "旧打印机"), ("2026-12-15", "计算化学实验室计算节点 3"), ("2027-12-31", "办公电脑"))
    for n, (until, device) in enumerate(known):
        yield {
            "address": f"10.20.30.{40 + n}", "device": device, "keeper": "120111", "unit": "college-cs",
            "mac": f"3C-52-82-1F-0A-9{n}", "place": "新校区理学楼 512 室", "until": until,
        }  # fmt: skip


def _servers() -> Rows:
    yield {
        "server": "20251120-000731", "hostname": "cs-lab-7", "keeper": "120111", "unit": "college-cs",
        "address": "10.30.1.7", "purpose": "课程实验平台", "cores": 4, "memory": 16, "disk": 250, "until": "2026-12-02",
    }  # fmt: skip


def _domains() -> Rows:
    known = (
        ("cs-lab", "10.20.30.41", "2026-12-04", "计算机实验教学平台", True),
        ("cs-jobs", "10.20.30.42", "2027-09-30", "学院就业信息", False),
    )
    for domain, address, until, system, public in known:
        yield {
            "domain": domain, "system": system, "address": address, "keeper": "120111", "unit": "college-cs",
            "public": public, "since": f"{int(until[:4]) - 1}{until[4:]}", "until": until,
        }  # fmt: skip


def _websites() -> Rows:
    yield {
        "site": "https://cs.yizhan.example", "name": "计算机学院", "keeper": "120111", "leader": "120101",
        "unit": "college-cs", "until": "2026-12-18",
    }  # fmt: skip


def _mailboxes(people: tuple[Person, ...]) -> Rows:
    """Of the first people of a college; a shared one that its keeper may hand over."""
    for person in [one for one in people if one.units.get("college") == "college-cs"][:12]:
        yield {
            "address": f"u{person.id}@mail.yizhan.example", "kind": "personal", "name": person.name.zh,
            "keeper": person.id, "unit": "college-cs", "size": 10,
        }  # fmt: skip
    for address, kind, name in (("li.cs", "personal", "教师邮箱"), ("cs.teaching", "shared", "计算机学院教务办公室")):
        yield {
            "address": f"{address}@mail.yizhan.example", "kind": kind, "name": name, "keeper": "120111",
            "unit": "college-cs", "size": 20,
        }  # fmt: skip


def _residents(students: list[Person], rooms: list[dict[str, Any]]) -> Rows:
    """Every student in a room of their campus and sex; the rooms are counted along, and each keeps a bed or two."""
    for number, person in enumerate(students):
        fits = [r for r in rooms if (r["campus"], r["gender"]) == (person.units["campus"], person.extra["gender"])]
        room = min(fits, key=lambda one: one["occupied"])
        room["occupied"] += 1
        yield {
            "student": person.id, "room": room["room"], "place": room["place"], "campus": room["campus"],
            "class": person.units["class"], "since": f"{person.extra['grade']}-09-0{1 + number % 3}",
        }  # fmt: skip


def _rooms() -> Rows:
    for campus, name in CAMPUSES.items():
        for number in range(1, 11):
            building, room = 1 + number // 6, 100 + number
            yield {
                "room": f"{campus.removeprefix('campus-')}-{building}-{room}",
                "place": {
                    "zh": f"{name.zh} {building} 号楼 {room}",
                    "en": f"Room {room}, Building {building}, {name.en}",
                },
                "campus": campus,
                "gender": "female" if number % 2 else "male",
                "capacity": 6,
                "occupied": 0,
            }
