"""Units and persons as rows of text, as pages and files have them, and whether such a row may stand. Pure.

One row is one unit or one person; what a row leaves out of a file stays as it is. Columns the hall does not keep here
(positions, marks, preferences) are not touched by any row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

from chalicelib.people import CATEGORY_NAMES, STUDENTS, Person, Unit, UnitKind
from chalicelib.rosters.read_file import day_of
from chalicelib.shared.text import Text

Row = Mapping[str, str]
KINDS: tuple[str, ...] = get_args(UnitKind)
KIND_NAMES: Mapping[str, Text] = {
    "university": Text("学校", "University"),
    "campus": Text("校区", "Campus"),
    "college": Text("学院", "School"),
    "department": Text("部门", "Department"),
    "class": Text("班级", "Class"),
    "office": Text("科室", "Section"),
}
UNIT_COLUMNS: Mapping[str, Text] = {
    "id": Text("单位代码", "unit"),
    "name_zh": Text("名称", "name (Chinese)"),
    "name_en": Text("英文名称", "name"),
    "kind": Text("类别", "kind"),
    "parent": Text("上级单位", "part of"),
    "campus": Text("校区", "campus"),
    "phone": Text("电话", "telephone"),
    "email": Text("邮箱", "email"),
    "place_zh": Text("地点", "place (Chinese)"),
    "place_en": Text("英文地点", "place"),
    "floor": Text("楼层", "floor"),
    "counter": Text("窗口", "counter"),
    "hours_zh": Text("办公时间", "hours (Chinese)"),
    "hours_en": Text("英文办公时间", "hours"),
    "complaint_phone": Text("投诉电话", "complaints: telephone"),
    "complaint_email": Text("投诉邮箱", "complaints: email"),
    "since": Text("成立日期", "since"),
    "until": Text("撤销日期", "until"),
}
PERSON_COLUMNS: Mapping[str, Text] = {
    "id": Text("学工号", "person"),
    "name_zh": Text("姓名", "name (Chinese)"),
    "name_en": Text("英文姓名", "name"),
    "category": Text("类别", "category"),
    "department": Text("所在部门", "department"),
    "college": Text("学院", "college"),
    "class": Text("班级", "class"),
    "campus": Text("校区", "campus"),
    "email": Text("邮箱", "email"),
    "mobile": Text("手机号", "mobile"),
    "since": Text("到校日期", "joined on"),
    "until": Text("离校日期", "leaves on"),
}
PLACES = {"department": ("department", "office", "college"), "college": ("college",), "class": ("class",),
          "campus": ("campus",)}  # fmt: skip
"""Where a person can belong, and which kinds of unit that is."""
COLUMNS = {"unit": UNIT_COLUMNS, "person": PERSON_COLUMNS}
LONGEST = 120
AHEAD = timedelta(days=366)
"""Who joins next year may be entered today."""
Fault = tuple[str, str, Text]
"""Column, code, sentence."""

_NEEDED = Text("请填写", "Enter it")
_LONG = Text(f"最多 {LONGEST} 个字符", f"At most {LONGEST} characters")
_DAY = Text("日期应写成 2026-09-01", "A day is written 2026-09-01")
_KIND = Text("类别应为 " + "、".join(KINDS), "The kind is one of " + ", ".join(KINDS))
_CATEGORY = Text("类别应为 " + "、".join(CATEGORY_NAMES), "The category is one of " + ", ".join(CATEGORY_NAMES))
_UNIT = Text("没有这个单位，请写单位代码", "There is no such unit; write its code")
_ENDED = Text("该单位已撤销", "This unit has ended")
_WRONG = Text("单位类别不符", "A unit of this kind cannot stand here")
_RING = Text("上级单位不能是自己或自己的下级", "A unit cannot be part of itself")
_ORDER = Text("撤销日期早于成立日期", "The last day is before the first")
_FAR = Text("到校日期最多可填一年以后", "The day somebody joins is at most a year ahead")
_LEFT_FIRST = Text("离校日期早于到校日期", "They would leave before they joined")
_CODE = Text("代码为小写字母、数字和连字符", "A code has lower-case letters, digits and hyphens")
_NUMBER = Text("学工号为字母和数字", "A number has letters and digits")
_CLASS = Text("学生须有班级", "A student belongs to a class")
_HOME = Text("请填写所在部门", "Enter the department")


def unit_row(unit: Unit) -> dict[str, str]:
    place, hours = unit.place or Text("", ""), unit.hours or Text("", "")
    return {
        "id": unit.id, "name_zh": unit.name.zh, "name_en": unit.name.en, "kind": unit.kind, "parent": unit.parent or "",
        "campus": unit.campus or "", "phone": unit.phone, "email": unit.email, "place_zh": place.zh,
        "place_en": place.en, "floor": unit.floor, "counter": unit.counter, "hours_zh": hours.zh, "hours_en": hours.en,
        "complaint_phone": unit.complaint_phone, "complaint_email": unit.complaint_email,
        "since": _day(unit.since), "until": _day(unit.until),
    }  # fmt: skip


def person_row(person: Person) -> dict[str, str]:
    homes = {name: person.units.get(name, "") for name in PLACES}
    return {
        "id": person.id, "name_zh": person.name.zh, "name_en": person.name.en, "category": str(person.category),
        **homes, "email": person.email, "mobile": person.mobile,
        "since": _day(person.since), "until": _day(person.until),
    }  # fmt: skip


def unit_of(row: Row) -> Unit:
    """The unit a row without faults says."""
    kind: UnitKind = next(one for one in get_args(UnitKind) if one == row["kind"])
    return Unit(
        row["id"], Text(row["name_zh"], row["name_en"]), kind, row["parent"] or None, row["campus"] or None,
        row["phone"], row["email"], _both(row, "place"), day_of(row["since"]), day_of(row["until"]),
        _both(row, "hours"), row["floor"], row["counter"], row["complaint_phone"], row["complaint_email"],
    )  # fmt: skip


def _both(row: Row, name: str) -> Text | None:
    zh, en = row[f"{name}_zh"], row[f"{name}_en"]
    return Text(zh or en, en or zh) if zh or en else None


def person_of(row: Row, before: Person | None) -> Person:
    """The person a row without faults says; what it does not name stays as it was."""
    known = before or Person(row["id"], Text("", ""), "", {})
    units = {name: id for name, id in known.units.items() if name not in PLACES}
    units |= {name: row[name] for name in PLACES if row[name]}
    named = Text(row["name_zh"], row["name_en"] or row["name_zh"])
    return replace(
        known, name=named, category=row["category"], units=units, email=row["email"], mobile=row["mobile"],
        since=day_of(row["since"]), until=day_of(row["until"]),
    )  # fmt: skip


def unit_faults(row: Row, units: Mapping[str, Unit], today: date) -> Iterator[Fault]:
    """Everything wrong with a row that is to be a unit; `units` are those there are and those the file adds."""
    if not _is_code(row["id"]):
        yield "id", "code", _CODE
    yield from _texts(row, ("name_zh", "name_en"))
    yield from _days(row, ("since", "until"))
    since, until = day_of(row["since"]), day_of(row["until"])
    if since and until and until < since:
        yield "until", "range", _ORDER
    if row["kind"] not in KINDS:
        yield "kind", "unknown", _KIND
    for name, kinds in (("parent", KINDS), ("campus", ("campus",))):
        if row[name]:
            yield from _belongs(name, row[name], kinds, units, today)
        elif name == "parent" and row["kind"] != "university":
            yield name, "required", _NEEDED
    if row["parent"] and row["id"] in _above(row["parent"], units):
        yield "parent", "ring", _RING


def person_faults(row: Row, units: Mapping[str, Unit], today: date) -> Iterator[Fault]:
    """Everything wrong with a row that is to be a person."""
    if not row["id"].isascii() or not row["id"].isalnum() or len(row["id"]) > 40:
        yield "id", "code", _NUMBER
    yield from _texts(row, ("name_zh",))
    yield from _days(row, ("since", "until"))
    since, until = day_of(row["since"]), day_of(row["until"])
    if since and since > today + AHEAD:
        yield "since", "far", _FAR
    if since and until and until < since:
        yield "until", "range", _LEFT_FIRST
    if row["category"] not in CATEGORY_NAMES:
        yield "category", "unknown", _CATEGORY
    elif row["category"] in STUDENTS and not row["class"]:
        yield "class", "required", _CLASS
    if not row["department"]:
        yield "department", "required", _HOME
    for name, kinds in PLACES.items():
        if row[name]:
            yield from _belongs(name, row[name], kinds, units, today)


def _above(id: str, units: Mapping[str, Unit]) -> set[str]:
    """The unit and everything it is part of."""
    seen: set[str] = set()
    while id in units and id not in seen:
        seen.add(id)
        id = units[id].parent or ""
    return seen


def _belongs(name: str, id: str, kinds: tuple[str, ...], units: Mapping[str, Unit], today: date) -> Iterator[Fault]:
    unit = units.get(id)
    if unit is None:
        yield name, "unknown", _UNIT
    elif unit.kind not in kinds:
        yield name, "kind", _WRONG
    elif unit.ended_on(today):
        yield name, "ended", _ENDED


def _texts(row: Row, needed: tuple[str, ...]) -> Iterator[Fault]:
    for name, value in row.items():
        if len(value) > LONGEST:
            yield name, "length", _LONG
    for name in needed:
        if not row[name]:
            yield name, "required", _NEEDED


def _days(row: Row, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if row[name] and day_of(row[name]) is None:
            yield name, "date", _DAY


def _is_code(text: str) -> bool:
    return 2 <= len(text) <= 60 and text.replace("-", "").isalnum() and text.isascii() and text == text.lower()


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
