"""Reading who must act: one holder, or a list of several."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from chalicelib.flows.model import By
from chalicelib.flows.problems import Findings, FlowError

UNIT_KINDS = ("class", "college", "department", "campus")
"""The units a person belongs to, as `facts["applicant"]["units"]` names them."""

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
FORM_FIELD = re.compile(r"form\.[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
SHAPES = "{role, of}, {role, unit}, {person: form.x}, {people: form.x}, {applicant: true}"

Note = Callable[[str, str, str], None]


def parse_by(raw: Any) -> tuple[By, ...]:
    """The holders in `raw`, for example an effect's ``to``. Raises `FlowError`."""
    findings = Findings("", None)
    holders = parse_holders(raw, "", findings.note)
    if findings.problems:
        raise FlowError(findings.problems)
    return holders


def parse_holders(raw: Any, at: str, note: Note) -> tuple[By, ...]:
    """As `parse_by`, telling `note` what is wrong instead of raising."""
    if not isinstance(raw, list):
        found = _one(raw, at, note)
        return (found,) if found else ()
    if not raw:
        note(at, "没有写明由谁办理", "nobody is named")
    read = [_one(item, f"{at}/{index}", note) for index, item in enumerate(raw)]
    return tuple(found for found in read if found)


def _one(raw: Any, at: str, note: Note) -> By | None:
    keys = set(raw) if isinstance(raw, dict) else set()
    if keys == {"applicant"} and raw["applicant"] is True:
        return By(applicant=True)
    if keys in ({"person"}, {"people"}):
        key = keys.pop()
        if not isinstance(raw[key], str) or not FORM_FIELD.fullmatch(raw[key]):
            note(f"{at}/{key}", "应写成 form.<字段>", "expected form.<field>")
            return None
        return By(person=raw[key]) if key == "person" else By(people=raw[key])
    if keys in ({"role", "of"}, {"role", "unit"}):
        return _role(raw, at, note)
    note(at, f"办理人应写成以下之一：{SHAPES}", f"who acts is one of {SHAPES}")
    return None


def _role(raw: dict[str, Any], at: str, note: Note) -> By | None:
    for key in ("role", "unit"):
        if key in raw and not (isinstance(raw[key], str) and CODE.fullmatch(raw[key])):
            note(f"{at}/{key}", f"“{raw[key]}”不是代码", f"{raw[key]!r} is not a code")
            return None
    if "unit" in raw:
        return By(role=raw["role"], unit=raw["unit"])
    of = raw["of"]
    known = tuple(f"applicant.{kind}" for kind in UNIT_KINDS)
    if not isinstance(of, str) or (of not in known and not FORM_FIELD.fullmatch(of)):
        listed = ", ".join(known)
        note(f"{at}/of", f"应为 form.<字段> 或 {listed} 之一", f"expected form.<field> or one of {listed}")
        return None
    return By(role=raw["role"], of=of)
