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
SHAPES = (
    "{role, of}, {role, unit}, {role, campus}, {chain, levels}, "
    "{person: form.x}, {people: form.x}, {linked: form.x}, {applicant: true}"
)
MOST_LEVELS = 5
"""Of a chain; no university is deeper, and a share each is what the step opens with."""

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
    if keys in ({"person"}, {"people"}, {"linked"}):
        key = keys.pop()
        if not isinstance(raw[key], str) or not FORM_FIELD.fullmatch(raw[key]):
            note(f"{at}/{key}", "应写成 form.<字段>", "expected form.<field>")
            return None
        return By(**{key: raw[key]})
    if keys in ({"role", "of"}, {"role", "unit"}, {"role", "campus"}):
        return _role(raw, at, note)
    if keys in ({"chain"}, {"chain", "levels"}):
        return _chain(raw, at, note)
    note(at, f"办理人应写成以下之一：{SHAPES}", f"who acts is one of {SHAPES}")
    return None


def _role(raw: dict[str, Any], at: str, note: Note) -> By | None:
    for key in ("role", "unit"):
        if key in raw and not (isinstance(raw[key], str) and CODE.fullmatch(raw[key])):
            note(f"{at}/{key}", f"“{raw[key]}”不是代码", f"{raw[key]!r} is not a code")
            return None
    if "unit" in raw:
        return By(role=raw["role"], unit=raw["unit"])
    key = "campus" if "campus" in raw else "of"
    if not _is_unit(raw[key], ("campus",) if key == "campus" else UNIT_KINDS, f"{at}/{key}", note):
        return None
    return By(**{"role": raw["role"], key: raw[key]})


def _chain(raw: dict[str, Any], at: str, note: Note) -> By | None:
    levels = raw.get("levels", 1)
    if isinstance(levels, bool) or not isinstance(levels, int) or not 1 <= levels <= MOST_LEVELS:
        note(f"{at}/levels", f"级数应为 1 到 {MOST_LEVELS} 的整数", f"levels is a whole number from 1 to {MOST_LEVELS}")
        return None
    if not _is_unit(raw["chain"], UNIT_KINDS, f"{at}/chain", note):
        return None
    return By(chain=raw["chain"], levels=levels)


def _is_unit(of: Any, kinds: tuple[str, ...], at: str, note: Note) -> bool:
    """Whether `of` names a unit: one of the applicant's, or a field's."""
    known = tuple(f"applicant.{kind}" for kind in kinds)
    if isinstance(of, str) and (of in known or FORM_FIELD.fullmatch(of)):
        return True
    listed = ", ".join(known)
    note(at, f"应为 form.<字段> 或 {listed} 之一", f"expected form.<field> or one of {listed}")
    return False
