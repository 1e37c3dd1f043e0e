"""The students of the demo university. A student's number is grade, college, class and place: ``2023 01 01 01``."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from chalicelib.people import Person
from chalicelib.shared.text import Text
from local.demo.names import INTERNATIONAL, OTHER_NAMES, Names
from local.demo.units import CAMPUSES, COLLEGES, GRADUATING, SchoolClass, classes

_KNOWN = {
    "2023010101": Text("林晓雨", "Lin Xiaoyu"),
    "2022010101": Text("何清溪", "He Qingxi"),
    "2025510101": Text("苏怀瑾", "Su Huaijin"),
    "2023010102": Text("龚䶮", "Gong Yan"),
    "2023010103": Text("陈𬱖", "Chen Wei"),
    "2023010104": Text("沈㛃喆", "Shen Jiezhe"),
}
_CLASS_SIZES = {"class-cs2301": 6, "class-cs2201": 4, "class-csi24": 6, "class-emi24": 6}
_CLASS_SIZE = 3
_HALLS = (Text("桂苑", "Osmanthus House"), Text("松苑", "Pine House"), Text("竹苑", "Bamboo House"))


def students(random: Random, names: Names) -> tuple[list[Person], dict[str, str]]:
    """Everybody who studies, and the network accounts of the international students with their ids (Z-10)."""
    for name in (*_KNOWN.values(), *OTHER_NAMES):
        names.take(name)
    found: list[Person] = []
    accounts: dict[str, str] = {}
    others, guests = list(OTHER_NAMES), list(INTERNATIONAL)
    for school_class in classes():
        for place in range(1, _CLASS_SIZES.get(school_class.id, _CLASS_SIZE) + 1):
            id = _number(school_class, place)
            if school_class.category == "international":
                account, name, country = guests.pop(0)
                accounts[account] = id
                found.append(_student(random, id, school_class, name, mail=account, country=country))
            else:
                odd = place == _CLASS_SIZE and school_class.grade == 2024 and others
                name = _KNOWN.get(id) or (others.pop(0) if odd else names.next(rare=random.random() < 0.05))
                found.append(_student(random, id, school_class, name))
    return found, accounts


def _number(of: SchoolClass, place: int) -> str:
    college = COLLEGES.index(of.college) + 1
    offset = {"undergraduate": 0, "graduate": 50, "international": 90}[of.category]
    return f"{of.grade}{offset + college:02d}01{place:02d}"


def _student(
    random: Random, id: str, of: SchoolClass, name: Text, *, mail: str | None = None, country: Text | None = None
) -> Person:
    college = of.college
    units = {"class": of.id, "college": college.id, "department": college.id, "campus": college.campus}
    return Person(
        id,
        name,
        of.category,
        units,
        email=f"{mail or id}@stu.yizhan.example",
        lang="en" if country else "zh",
        sms=id in _KNOWN or random.random() < 0.4,
        extra=_extra(random, id, of, country or Text("中国", "China")),
        since=date(of.grade, 9, 1),
    )


def _extra(random: Random, id: str, of: SchoolClass, country: Text) -> dict[str, Any]:
    home = random.choice(_HALLS)
    building, room = random.randint(1, 6), f"{random.randint(1, 6)}{random.randint(1, 24):02d}"
    campus = CAMPUSES[of.college.campus]
    years = {"undergraduate": 4, "graduate": 3, "international": 4}[of.category]
    graduating = of.category == "undergraduate" and of.grade == GRADUATING
    return {
        "student_number": id,
        "major": of.major.to_dict(),
        "grade": str(of.grade),
        "gender": random.choice(("female", "male")),
        "nationality": country.to_dict(),
        "id_number_masked": f"9900**********{random.randint(0, 9999):04d}" if country.en == "China" else "X9****00",
        "dormitory": {
            "zh": f"{campus.zh}{home.zh} {building} 号楼 {room}",
            "en": f"Room {room}, {home.en} {building}, {campus.en}",
        },
        "graduating": graduating,
        "expected_graduation": "2026-12" if graduating else f"{of.grade + years}-06",
    }
