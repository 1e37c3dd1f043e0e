"""A file of roster lines as offices keep it: CSV or tabs, Chinese or English headings, codes or names. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.people import ROLES, Unit
from chalicelib.shared.text import Text

COLUMNS: Mapping[str, tuple[str, str]] = {
    "role": ("岗位代码", "role"),
    "role_name": ("岗位", "role name"),
    "unit": ("单位代码", "unit"),
    "unit_name": ("单位", "unit name"),
    "person": ("学工号", "person"),
    "person_name": ("姓名", "name"),
    "since": ("开始日期", "since"),
    "until": ("结束日期", "until"),
}
"""Column to its headings; names beside codes are for reading, and stand for the code where that is empty."""
MOST = 3000
"""Lines of one file."""
_NEEDED = ({"person"}, {"role", "role_name"}, {"unit", "unit_name"})
_HEAD = Text(
    "第一行应为表头：岗位代码、单位代码、学工号、开始日期、结束日期",
    "The first line names the columns: role, unit, person, since, until",
)
_LONG = Text(f"最多 {MOST} 行，请分成几个文件", f"At most {MOST} lines; please split the file")
_ROLE = Text("没有这个岗位", "There is no such role")
_UNIT = Text("没有这个单位，或有重名，请写单位代码", "There is no such unit, or several have this name")
_WRITTEN = Text("日期应写成 2026-09-01", "A day is written 2026-09-01")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Row:
    """One line of the file; an empty `person` says that the position is to be held by nobody."""

    line: int
    role: str
    unit: str
    person: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line; line 0 is the file itself. `shown` is what stood there."""

    line: int
    code: str
    message: Text
    shown: str = ""


def read_file(text: str, units: Sequence[Unit]) -> tuple[list[Row], list[Fault]]:
    """The lines that can be read, and what is wrong with the others."""
    content = text.removeprefix("\ufeff")
    head = content.partition("\n")[0]
    lines = list(csv.reader(io.StringIO(content, newline=""), delimiter="\t" if "\t" in head else ","))
    columns = _columns(lines[0]) if lines else {}
    if not all(columns.keys() & wanted for wanted in _NEEDED):
        return [], [Fault(0, "head", _HEAD)]
    if len(lines) - 1 > MOST:
        return [], [Fault(0, "length", _LONG)]
    names = _Names.of(units)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines[1:], 2):
        told = {name: cells[at].strip().lstrip("'").strip() for name, at in columns.items() if at < len(cells)}
        if any(told.values()):
            read = _row(number, told, names)
            (rows if isinstance(read, Row) else faults).append(read)  # type: ignore[arg-type]
    return rows, faults


def _columns(head: Sequence[str]) -> dict[str, int]:
    known = {heading: name for name, headings in COLUMNS.items() for heading in headings}
    return {known[cell.strip().lower()]: at for at, cell in enumerate(head) if cell.strip().lower() in known}


@dataclass(frozen=True)
class _Names:
    """What people write for roles and units; a name that two units have means neither."""

    roles: Mapping[str, str]
    units: Mapping[str, str]

    @classmethod
    def of(cls, units: Sequence[Unit]) -> _Names:
        roles = {code: code for code in ROLES}
        roles |= {word: code for code, info in ROLES.items() for word in info.title}
        found: dict[str, str] = {}
        for unit in units:
            for word in unit.name:
                found[word] = "" if found.get(word, unit.id) != unit.id else unit.id
        return cls(roles, found | {unit.id: unit.id for unit in units})


def _row(line: int, told: Mapping[str, str], names: _Names) -> Row | Fault:
    role_word, unit_word = (told.get(name) or told.get(f"{name}_name", "") for name in ("role", "unit"))
    role, unit = names.roles.get(role_word, ""), names.units.get(unit_word, "")
    if not role:
        return Fault(line, "role", _ROLE, role_word)
    if not unit:
        return Fault(line, "unit", _UNIT, unit_word)
    days: list[date | None] = []
    for name in ("since", "until"):
        given = told.get(name, "")
        day = day_of(given)
        if given and day is None:
            return Fault(line, name, _WRITTEN, given)
        days.append(day)
    return Row(line, role, unit, told.get("person", ""), *days)


def day_of(text: str) -> date | None:
    """A day as offices write it (``2026-09-01``, ``2026/9/1``, ``2026年9月1日``); None for what is none."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
