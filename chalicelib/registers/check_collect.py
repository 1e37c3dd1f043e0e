"""Whether what a service says of its collection (`collect`) can be shown: registers, columns and roles there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chalicelib.people import ROLES
from chalicelib.registers.model import Register
from chalicelib.shared.text import Text

KEYS = frozenset({"by", "period", "register", "columns", "totals", "expected"})


def collect_problems(
    collect: Any, registers: Mapping[str, Register], fields: Mapping[str, str]
) -> Iterator[Text]:
    """`fields` are the form's names with their types."""
    if not isinstance(collect, Mapping) or not {"by", "period", "register", "columns"} <= set(collect) <= KEYS:
        known = ", ".join(sorted(KEYS))
        yield Text(f"collect 可写 {known}", f"collect has {known}; totals and expected may be left out")
        return
    if collect["by"] not in ("person", "unit"):
        yield Text("by 须为 person 或 unit", "by is person or unit")
    if fields.get(str(collect["period"])) != "choice":
        yield Text("period 须为单选字段", "period names a choice of the form")
    register = registers.get(str(collect["register"]))
    if register is None:
        yield Text(f"没有数据集 {collect['register']}", f"there is no register {collect['register']}")
    else:
        for name in collect["columns"]:
            if register.column(str(name)) is None:
                yield Text(f"{register.code} 没有 {name} 列", f"{register.code} has no column {name}")
    if "totals" in collect and str(collect["totals"]) not in registers:
        yield Text(f"没有数据集 {collect['totals']}", f"there is no register {collect['totals']}")
    yield from _roles(collect.get("expected", []))


def _roles(expected: Any) -> Iterator[Text]:
    unknown = [role for role in expected if role not in ROLES] if isinstance(expected, Collection) else [expected]
    for role in unknown:
        yield Text(f"没有角色 {role}", f"there is no role {role}")
