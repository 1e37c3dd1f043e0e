"""A small university and services made of a form and a flow, for the proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from chalicelib.people import Member, Roster, Unit
from chalicelib.proof import Remark, Staff, Subject, positions_of, prove, subject_of
from chalicelib.shared.text import Text

TODAY = date(2026, 11, 23)
COLLEGES = ("computing", "law", "arts", "medicine")
HELD = (
    "officer@registry",
    "officer@finance",
    *(f"dean@{college}" for college in COLLEGES),
    *(f"secretary@{college}" for college in COLLEGES[:3]),
    *(f"counsellor@class-{college}" for college in COLLEGES),
)


def _unit(id: str, kind: Any) -> Unit:
    return Unit(id, Text(f"单位{id}", f"Unit {id}"), kind)


UNITS = [
    *(_unit(college, "college") for college in COLLEGES),
    *(_unit(f"class-{college}", "class") for college in COLLEGES),
    _unit("registry", "department"),
    _unit("finance", "department"),
]


class Directory:
    """Counts how often it is read."""

    def __init__(self, held: Iterable[str] = HELD) -> None:
        self.held, self.reads = set(held), 0

    def all_units(self) -> list[Unit]:
        return UNITS

    def get_rosters(self, keys: Iterable[str]) -> Mapping[str, Roster]:
        self.reads += 1
        return {key: Roster(*key.split("@"), (Member("1"),)) for key in keys if key in self.held}


def field(name: str, type: str, zh: str = "", **more: Any) -> dict[str, Any]:
    return {"field": name, "type": type, "label": {"zh": zh or name, "en": name.capitalize()}, **more}


def step(name: str, by: Any = None, **more: Any) -> dict[str, Any]:
    by = by or {"role": "officer", "unit": "registry"}
    return {"step": name, "title": {"zh": f"环节{name}", "en": f"Step {name}"}, "by": by, "within": "1 workday", **more}


FORM = [
    field("days", "number", "天数", required=True, fact=True, min=1),
    field("abroad", "yes_no", "是否出境", required=True, fact=True),
    field("country", "text", "国家", required=True, when={"abroad": {"eq": True}}, fact=True),
    field("kind", "choice", "类型", required=True, fact=True, options=[
        {"value": "sick", "zh": "病假", "en": "Sick"}, {"value": "personal", "zh": "事假", "en": "Personal"},
    ]),
    field("money", "money", "金额", fact=True),
    field("period", "date_range", "起止", required=True),
    field("length", "computed", "时长", compute={"days_in": "period"}, fact=True),
    field("teacher", "person", "教师", fact=True, people={"role": "dean", "of": "applicant.college"}),
    field("office", "unit", "承办单位", fact=True, units={"kind": "department"}, at_step="first"),
]  # fmt: skip


def subject(
    flow: list[Any],
    form: list[Any] | None = None,
    *,
    audience: Iterable[str] = ("undergraduate",),
    limit: str = "9 workdays",
) -> Subject:
    raw = {
        "service": "made-up",
        "name": {"zh": "示例", "en": "Made up"},
        "owner_unit": "registry",
        "audience": list(audience),
        "limit": limit,
        "form": FORM if form is None else form,
        "flow": flow,
    }
    found = subject_of(raw)
    assert found is not None
    return found


def found_in(flow: list[Any], form: list[Any] | None = None, held: Iterable[str] = HELD, **more: Any) -> list[Remark]:
    made = subject(flow, form, **more)
    staff = Staff(Directory(held), TODAY)
    staff.read(positions_of(made, staff.units))
    return prove(made, staff)
