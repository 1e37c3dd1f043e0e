"""Answers to any form, made from what the form says of itself (`describe`): what a careful person would type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.shared.conditions import evaluate, parse_condition
from chalicelib.shared.expressions import parse_expression, work_out

Upload = Callable[[Mapping[str, Any]], str]
"""Uploads a file that the field takes; gives its id."""


def answers(
    described: list[dict[str, Any]],
    applicant: Mapping[str, Any],
    today: date,
    upload: Upload | None = None,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A value for every question that stands, in order. `described` may carry prefilled values, which are kept;
    `known` is what was answered before."""
    given: dict[str, Any] = {}
    seen: dict[str, Any] = {**(known or {}), "applicant": applicant}
    for field in described:
        if field.get("when") and not evaluate(parse_condition(field["when"], arithmetic=True), seen):
            continue
        value = _value(field, today, upload, seen) if field["editable"] else field.get("value")
        if value is None:
            continue
        seen[field["name"]] = value
        if field["editable"]:
            given[field["name"]] = value
    return given


def _value(field: Mapping[str, Any], today: date, upload: Upload | None, seen: Mapping[str, Any]) -> Any:
    if field.get("value") not in (None, ""):
        return field["value"]
    limits = field.get("limits") or {}
    kind = field["type"]
    if kind in ("choice", "person", "unit", "campus", "application", "service"):
        return field["options"][0]["value"] if field["options"] else None
    if kind == "rows":
        return [_row(field, today, seen)]
    if kind == "choices":
        return [field["options"][0]["value"]]
    if kind == "date":
        return _day(limits, today).isoformat()
    if kind == "date_range":
        first = _day(limits, today)
        return {"from": first.isoformat(), "to": (first + timedelta(days=1)).isoformat()}
    if kind in ("file", "picture"):
        return [upload(field)] if upload and field["required"] else None
    return _PLAIN.get(kind, _text)(limits)


def _row(field: Mapping[str, Any], today: date, seen: Mapping[str, Any]) -> dict[str, Any]:
    """One row, with what makes its table balance."""
    row = {column["name"]: _value(column, today, None, seen) for column in field["columns"]}
    for rule in field.get("balance") or ():
        row[rule["column"]] = work_out(parse_expression(rule["equals"]), seen)
    return row


def _day(limits: Mapping[str, Any], today: date) -> date:
    first = date.fromisoformat(limits["min"]) if "min" in limits else today
    return max(first, min(today, date.fromisoformat(limits["max"])) if "max" in limits else today)


def _text(limits: Mapping[str, Any]) -> str:
    if "pattern" in limits:
        return next(text for text in _SAMPLES if _fits(limits["pattern"], text))
    text = "因家中有事需要回家处理，特此申请。"
    while len(text) < limits.get("min_length", 0):
        text += text
    return text[: limits.get("max_length", 10_000)]


def _fits(pattern: str, text: str) -> bool:
    import re

    return re.fullmatch(pattern, text) is not None


_SAMPLES = (
    "3C-52-82-1F-0A-9B", "20261001-000123", "10.12.34.56", "255.255.255.0", "10.12.34.1",
    "2026-0001", "20260001", "A-1001", "1001",
    "一站大学介字〔2026〕0001号", "YZ20260001", "91310000MA1FL00001", "CS101", "100001",
    "12345", "V1.0", "chem.office", "chem-node-3",
)  # fmt: skip

_PLAIN: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "number": lambda limits: limits.get("min", 1),
    "money": lambda limits: min(max(limits.get("min", 0), 1_000_000), limits.get("max", 1_000_000)),
    "time": lambda limits: limits.get("min", "09:00"),
    "yes_no": lambda _: False,
    "agreement": lambda _: True,
    "phone": lambda _: "19900001234",
    "email": lambda _: "someone@example.com",
    "staff_number": lambda _: "120112",
    "student_number": lambda _: "2023010102",
    "note": lambda _: None,
    "shown_value": lambda _: "directory:applicant.name",
    "right_value": lambda _: "92",
    "id_number": lambda _: "110101199003070038",
    "signature": lambda _: {"typed": "本人"},
    "bank_card": lambda _: "6222020000001234566",
}
