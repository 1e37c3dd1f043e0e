"""A source's university on the demo's: its departments, its named services in their states, its numbers.

``local/demo/campuses/<code>.yaml`` says what the source says. What it only counts is filled with entries that call
themselves samples in name and text: guides and links, never an invented service. People are the demo university's;
departments it does not have get a head and an officer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from chalicelib.catalogue import load_definitions, read_yaml
from chalicelib.people import ROLES, Member, Person, Position, Roster, Unit, University
from chalicelib.shared.text import Text
from local.demo.campus_days import dated
from local.demo.names import Names
from local.demo.units import UNIVERSITY
from local.demo.university import demo_university

FOLDER = Path(__file__).parent / "campuses"
COUNTS = ("online", "testing", "building", "window", "link", "guide")
"""Columns that count services; ``new`` says how many of those online came that month."""
_STAFF, _STUDENTS = ["staff", "cadre"], ["undergraduate", "graduate", "international"]
_AUDIENCES = (_STAFF, ["undergraduate"], ["graduate"], [*_STUDENTS, *_STAFF])
_THEMES = {
    "party_administration": ("letters", "leave", "voice"),
    "finance_research": ("money", "research"),
    "teaching_registrar": ("study", "graduation"),
    "hr_assets": ("leave", "money", "going_abroad"),
    "information_service": ("network", "voice"),
    "campus_service": ("housing", "funding"),
}


class Department(NamedTuple):
    """One row of the table; `counts` by column."""

    id: str
    name: Text
    area: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Campus:
    """One source's file. `stated` are the numbers it gives, by name; `raw` the rest."""

    code: str
    university: Text
    site: Text
    about: Text
    stated: Mapping[str, int]
    departments: tuple[Department, ...]
    others: tuple[Department, ...]
    raw: Mapping[str, Any]

    def total(self, column: str) -> int:
        """What the table adds up to, `others` included."""
        return sum(one.counts.get(column, 0) for one in (*self.departments, *self.others))


def campuses() -> list[str]:
    """The codes there are, by the alphabet."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def campus(code: str) -> Campus:
    """Raises `ValueError` for a file that cannot be read, `FileNotFoundError` for a code there is not."""
    path = FOLDER / f"{code}.yaml"
    raw, _, faults = read_yaml(path.read_text("utf-8"))
    if faults:
        raise ValueError(f"{path.name}:{faults[0][0]}: {faults[0][1].en}")
    columns = raw["columns"]
    tables = [tuple(_department(row, columns) for row in raw.get(name) or ()) for name in ("departments", "others")]
    texts = [Text.of(raw[name]) for name in ("university", "site", "about")]
    return Campus(code, *texts, raw["stated"], *tables, raw)


def _department(row: str, columns: list[str]) -> Department:
    told = dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=True))
    counts = {name: int(told[name]) for name in columns if name in (*COUNTS, "new")}
    return Department(told["id"], Text(told["zh"], told["en"]), told["area"], counts)


def campus_university(code: str) -> University:
    """The demo university with the source's departments; those the demo has keep their people."""
    of, demo = campus(code), demo_university()
    renamed = {one.id: one.name for one in (*of.departments, *of.others)}
    renamed |= {UNIVERSITY: of.university}
    renamed |= {id: Text.of(name) for id, name in (of.raw.get("campuses") or {}).items()}
    # What the source does not have stays for the flows that ask it, but is no department of this campus.
    units = [
        replace(unit, name=renamed.get(unit.id, unit.name), kind="office" if _elsewhere(unit, renamed) else unit.kind)
        for unit in demo.units
    ]
    known = {unit.id for unit in units}
    new = [(n, one) for n, one in enumerate((*of.departments, *of.others), 1) if one.id not in known]
    model = next(unit for unit in units if unit.id == "presidents-office")
    places = [
        replace(model, id=one.id, name=one.name, phone=f"0000-8970{n:02d}00", email=f"{one.id}@yizhan.example")
        for n, one in new
    ]
    names = Names(Random(code))
    staffed = [_staff(n, one, names) for n, one in new]
    people = tuple(person for some, _ in staffed for person in some)
    rosters = tuple(roster for _, some in staffed for roster in some)
    return University((*units, *places), (*demo.people, *people), (*demo.rosters, *rosters), demo.accounts)


def _elsewhere(unit: Unit, renamed: Mapping[str, Text]) -> bool:
    return unit.kind == "department" and unit.id not in renamed


def _staff(number: int, of: Department, names: Names) -> tuple[list[Person], list[Roster]]:
    """A head and an officer, and the university leader in charge."""
    people, rosters = [], []
    for place, (role, zh, en) in enumerate(
        (("department_head", "主要负责人", "Director"), ("officer", "科员", "Officer")), 1
    ):
        id = f"13{number:02d}{place:02d}"
        duty = Text(f"{of.name.zh}{zh}", f"{en}, {of.name.en}").to_dict()
        extra = {"duty": duty, "title": duty, "gender": "female", "office_phone": f"0000-89{id[1:]}"}
        units = {"department": of.id, "campus": "campus-new"}
        category = "cadre" if role == "department_head" else "staff"
        held = (Position(role, of.id),)
        people.append(
            Person(id, names.next(), category, units, held, f"{id}@yizhan.example", f"1980000{id[2:]}", extra=extra)
        )
        rosters.append(Roster(role, of.id, (Member(id),), ROLES[role].owner_unit or of.id, 1))
    return people, rosters


def definitions_of(code: str | Campus) -> Iterator[dict[str, Any]]:
    """Every definition of the campus: what the source names, as the catalogue has it, and the samples, with the
    days the source gives. Raises `ValueError` where a department's row is less than what is named there."""
    of = campus(code) if isinstance(code, str) else code
    new = {one.id: one.counts.get("new", 0) for one in (*of.departments, *of.others)}
    yield from dated(of.raw, new, _counted(of))


def _counted(of: Campus) -> Iterator[dict[str, Any]]:
    """What is named, then for each department what its row counts beyond that."""
    left = {one.id: dict(one.counts) for one in (*of.departments, *of.others)}
    for raw in _named(of):
        column = _column(raw)
        counts = left.get(raw["owner_unit"], {})
        if counts.get(column, 0) > 0:
            counts[column] -= 1
        elif column in counts:
            raise ValueError(
                f"{of.code}: {raw['owner_unit']} has more {column} services than its row says: {raw['service']}"
            )
        yield raw
    turn = 0
    for one in (*of.departments, *of.others):
        for column in COUNTS:
            for number in range(1, left[one.id].get(column, 0) + 1):
                turn += 1
                yield _sample(one, column, number, turn)


def write_catalogue(code: str, folder: Path) -> Path:
    """The definitions as files below `folder`, which publishing reads like the catalogue's own; gives the folder."""
    for raw in definitions_of(code):
        path = folder / raw["owner_unit"] / f"{raw['service']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(raw, ensure_ascii=False, indent=1), "utf-8")
    return folder


def _named(of: Campus) -> Iterator[dict[str, Any]]:
    """What the source names, what stands for its unnamed flows, and entries it speaks of."""
    pattern, codes = re.compile(of.raw.get("named") or "(?!)"), of.raw.get("services") or ()
    owners = of.raw.get("owners") or {}
    for definition in load_definitions():
        raw = dict(definition.raw)
        if not (raw["service"] in codes or any(pattern.fullmatch(id) for id in raw.get("requirements", ()))):
            continue
        raw["owner_unit"] = owners.get(raw["service"], raw["owner_unit"])
        if of.raw.get("state"):
            raw["channel"] = {**raw.get("channel", {}), "state": of.raw["state"]}
        raw.setdefault("channel", {"state": "online"})
        yield raw
    for n, entry in enumerate(of.raw.get("entries") or (), 1):
        unit = next(one for one in of.departments if one.id == entry["unit"])
        yield _entry(unit, f"{of.code}-{n}", entry["archetype"], Text.of(entry["name"]), "online", n)


def _column(raw: Mapping[str, Any]) -> str:
    by_archetype = {"WINDOW": "window", "GUIDE": "guide"}
    return by_archetype.get(str(raw["archetype"]), "online")


def _sample(of: Department, column: str, number: int, turn: int) -> dict[str, Any]:
    """One sample of a column's kind; what is online, in test or in development is by turns a guide and a link."""
    kind = {"window": "WINDOW", "link": "LINK", "guide": "GUIDE"}.get(column) or ("GUIDE", "LINK")[turn % 2]
    words = {"testing": Text("（在测）", " (in test)"), "building": Text("（在建）", " (in development)")}
    more = words.get(column, Text("", ""))
    what = {"WINDOW": Text("窗口事项", "counter item"), "LINK": Text("应用入口", "application")}
    said = what.get(kind, Text("办事指南", "guide"))
    name = Text(f"{of.name.zh}示例{said.zh} {number}{more.zh}", f"Sample {said.en} {number}, {of.name.en}{more.en}")
    return _entry(of, f"{column}-{number}", kind, name, column, turn)


def _entry(of: Department, tail: str, archetype: str, name: Text, column: str, turn: int) -> dict[str, Any]:
    told = Text(
        "示例条目，仅用于展示目录的规模，不能办理。",
        "A sample that shows the size of the catalogue; it cannot be used.",
    )
    themes = _THEMES[of.area]
    contact = {"unit": of.id, "email": f"{of.id}@yizhan.example"}
    guide = {name: told.to_dict() for name in ("instruction", "range", "procedure", "fee", "result")}
    counted = {"yearly": 60 + turn * 137 % 2900, "people": 300 + turn * 731 % 21000, "visits": 1 + turn % 4}
    raw = {
        "service": f"{of.id}-{tail}"[:40],
        "requirements": [],
        "name": name.to_dict(),
        "summary": told.to_dict(),
        "owner_unit": of.id,
        "archetype": archetype,
        "area": of.area,
        "themes": [themes[turn % len(themes)]],
        "audience": _AUDIENCES[turn % len(_AUDIENCES)],
        "keywords": ["示例", "sample"],
        "channel": _channel(column),
        "guide": guide | {"contacts": [contact]},
    }
    if archetype in ("WINDOW", "GUIDE"):
        raw["demand"] = counted
    return raw | ({"address": f"https://{of.id}.yizhan.example/{tail}"} if archetype == "LINK" else {})


def _channel(column: str) -> dict[str, Any]:
    """The state of the services a column counts; those in test are tried by one invented person."""
    if column == "testing":
        return {"state": "testing", "cohort": {"people": ["110402"]}}
    return {"state": "building" if column == "building" else "online"}


def reconciled(code: str) -> list[Text]:
    """Where the table and what the source says differ: one line each (N13, X3)."""
    of, found = campus(code), []
    for column, said in of.stated.items():
        if column in (*COUNTS, "new") and (total := of.total(column)) != said:
            zh, en = (
                f"来源写明 {column} {said}，分部门合计 {total}，相差 {total - said}",
                f"{column}: the source says {said}, its table adds up to {total}",
            )
            found.append(Text(zh, en))
    return found


def told_of(code: str) -> str:
    """The month whose table the source gives, as ``2017-09``; "" where it gives none."""
    return str(campus(code).raw.get("month", "")) if code else ""
