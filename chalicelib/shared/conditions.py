"""Conditions as data: when a field shows, when a flow takes a branch. Never code, so departments may write them.

The data is JSON or YAML: ``{days: {gt: 3}}``, ``{all: [...]}``, ``{any: [...]}``, ``{not: ...}``. Several operators
of one field, or several fields in one mapping, must all hold. Fields are dotted ASCII paths (``applicant.category``).
In forms a field may also be compared with what is worked out (`expressions`): ``{amount: {le: {of: balance}}}``.

Rules that the browser (portal/js/conditions.js) and the flow compiler share, held by tests/shared/condition_cases.json:
a missing or null value makes every comparison false, ``ne`` too; values of different kinds are never equal, and ``1``
is not ``true``; numbers order with numbers and texts with texts (ISO dates order as texts), anything else is false;
``contains`` asks a list for a member or a text for a part; ``empty: true`` holds for missing, null, ``""``, ``[]`` and
``{}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chalicelib.shared.expressions import (
    PATH,
    Expression,
    ExpressionError,
    expression_data,
    parse_expression,
    paths_of,
    value_at,
    work_out,
)
from chalicelib.shared.text import Text

ORDERED = ("gt", "ge", "lt", "le")
OPERATORS = ("eq", "ne", *ORDERED, "in", "contains", "empty")

Scalar = str | int | float | bool


class ConditionError(ValueError):
    """The data is not a condition. `path` is a JSON Pointer below the condition's own place, for example ``/all/1``."""

    def __init__(self, path: str, message: Text) -> None:
        super().__init__(f"{path or '/'}: {message.en}")
        self.path = path
        self.message = message


@dataclass(frozen=True)
class Compare:
    """One field against one literal: a scalar, a tuple of scalars for ``in``, a bool for ``empty``.

    In forms the literal may be an expression instead: then it is `of`, and `value` says nothing.
    """

    field: str
    op: str
    value: Scalar | tuple[Scalar, ...]
    of: Expression | None = None


@dataclass(frozen=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


Condition = Compare | All | AnyOf | Not


def parse_condition(data: Any, path: str = "", *, arithmetic: bool = False) -> Condition:
    """The typed tree of `data`. Raises `ConditionError` with the place and the reason in both languages.

    With `arithmetic` comparisons may name an expression; a flow's may not, because ASL Choice cannot calculate.
    """
    if not isinstance(data, Mapping) or not data:
        raise ConditionError(path, Text("条件应写成 {字段: {比较: 值}}", "a condition is {field: {operator: value}}"))
    words = {"all", "any", "not"} & set(data)
    if words and len(data) > 1:
        word = sorted(words)[0]
        raise ConditionError(path, Text(f"{word} 不能与其他键并列", f"{word} must stand alone"))
    if "not" in data:
        return Not(parse_condition(data["not"], f"{path}/not", arithmetic=arithmetic))
    if words:
        word = words.pop()
        parts = _parts(data[word], f"{path}/{word}", arithmetic)
        return All(parts) if word == "all" else AnyOf(parts)
    return _together([part for field, tests in data.items() for part in _compares(field, tests, path, arithmetic)])


def _parts(data: Any, path: str, arithmetic: bool) -> tuple[Condition, ...]:
    if not isinstance(data, list) or not data:
        raise ConditionError(path, Text("应为非空的条件列表", "expected a list of conditions that is not empty"))
    return tuple(parse_condition(part, f"{path}/{index}", arithmetic=arithmetic) for index, part in enumerate(data))


def _together(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _compares(field: Any, tests: Any, path: str, arithmetic: bool) -> list[Compare]:
    here = f"{path}/{field}"
    if not isinstance(field, str) or not PATH.fullmatch(field):
        raise ConditionError(here, Text(f"“{field}”不是字段名", f"{field!r} is not a field name"))
    if not isinstance(tests, Mapping) or not tests:
        raise ConditionError(here, Text("应写成 {比较: 值}", "expected {operator: value}"))
    return [_comparison(field, _operator(op, here), value, f"{here}/{op}", arithmetic) for op, value in tests.items()]


def _operator(op: Any, path: str) -> str:
    if op not in OPERATORS:
        known = ", ".join(OPERATORS)
        raise ConditionError(path, Text(f"未知的比较“{op}”，可用：{known}", f"unknown operator {op!r}; known: {known}"))
    return str(op)


def _comparison(field: str, op: str, value: Any, path: str, arithmetic: bool) -> Compare:
    """With the literal, or for ``{of: …}`` with the expression."""
    if not arithmetic or not isinstance(value, Mapping):
        return Compare(field, op, _literal(op, value, path))
    if set(value) != {"of"} or op not in ("eq", "ne", *ORDERED):
        zh, en = "应写成 {比较: {of: 字段或计算}}", "expected {operator: {of: a field or an operation}}"
        raise ConditionError(path, Text(zh, en))
    try:
        return Compare(field, op, "", parse_expression(value["of"], f"{path}/of"))
    except ExpressionError as error:
        raise ConditionError(error.path, error.message) from error


def _literal(op: str, value: Any, path: str) -> Scalar | tuple[Scalar, ...]:
    if op == "empty":
        if not isinstance(value, bool):
            raise ConditionError(path, Text("应为 true 或 false", "expected true or false"))
        return value
    if op == "in":
        if not isinstance(value, list) or not value:
            raise ConditionError(path, Text("应为非空列表", "expected a list that is not empty"))
        return tuple(_scalar(item, path) for item in value)
    literal = _scalar(value, path)
    if op in ORDERED and isinstance(literal, bool):
        raise ConditionError(path, Text("是与否不能比较大小", "true and false have no order"))
    return literal


def _scalar(value: Any, path: str) -> Scalar:
    value = _plain(value)
    if isinstance(value, str | int | float) and value == value:  # not NaN
        return value
    raise ConditionError(path, Text("应为文字、数字、日期或是否", "expected a text, number, date or true/false"))


def _plain(value: Any) -> Any:
    """Values as JSON has them: dates as ISO text, decimals as numbers."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def evaluate(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Whether `condition` holds for `values` (nested mappings; JSON-like values, dates and decimals accepted)."""
    match condition:
        case All(parts):
            return all(evaluate(part, values) for part in parts)
        case AnyOf(parts):
            return any(evaluate(part, values) for part in parts)
        case Not(part):
            return not evaluate(part, values)
        case Compare(field, op, literal, of):
            against = literal if of is None else _plain(work_out(of, values))
            return _holds(op, look_up(values, field), against)


def look_up(values: Mapping[str, Any], field: str) -> Any:
    """The value at a dotted path, or ``None`` where any part of it is missing."""
    return _plain(value_at(values, field))


def _holds(op: str, value: Any, literal: Any) -> bool:
    if op == "empty":
        nothing = value is None or (isinstance(value, str | Sequence | Mapping) and len(value) == 0)
        return nothing is literal
    if value is None or literal is None:
        return False
    if op == "in":
        return any(_same(value, item) for item in literal)
    if op == "contains":
        if isinstance(value, str):
            return isinstance(literal, str) and literal in value
        return isinstance(value, Sequence) and any(_same(_plain(item), literal) for item in value)
    if op in ORDERED:
        return _kind(value) == _kind(literal) and _kind(value) in ("number", "text") and _in_order(op, value, literal)
    return _same(value, literal) is (op == "eq")


def _same(value: Any, literal: Any) -> bool:
    # Lists and mappings are never equal to anything: JavaScript compares them by identity.
    return _kind(value) == _kind(literal) != "other" and bool(value == literal)


def _kind(value: Any) -> str:
    """Python's ``True == 1`` must not leak into conditions that the browser and ASL evaluate too."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "other"


def _in_order(op: str, value: Any, literal: Any) -> bool:
    if op == "gt":
        return bool(value > literal)
    if op == "ge":
        return bool(value >= literal)
    return bool(value < literal if op == "lt" else value <= literal)


def compares_of(condition: Condition) -> tuple[Compare, ...]:
    """Every single comparison in the tree, in the order written."""
    match condition:
        case All(parts) | AnyOf(parts):
            return tuple(found for part in parts for found in compares_of(part))
        case Not(part):
            return compares_of(part)
        case Compare():
            return (condition,)


def fields_of(condition: Condition) -> set[str]:
    """The dotted paths the condition reads."""
    found = {compare.field for compare in compares_of(condition)}
    return found.union(*(paths_of(expression) for expression in expressions_of(condition)))


def expressions_of(condition: Condition) -> tuple[Expression, ...]:
    """What the condition compares with that must be worked out."""
    return tuple(compare.of for compare in compares_of(condition) if compare.of is not None)


def condition_data(condition: Condition) -> dict[str, Any]:
    """The tree as JSON data again, for the browser; `parse_condition` reads it back equal."""
    match condition:
        case All(parts):
            return {"all": [condition_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_data(part) for part in parts]}
        case Not(part):
            return {"not": condition_data(part)}
        case Compare(field, op, value, of):
            literal = list(value) if isinstance(value, tuple) else value
            return {field: {op: literal if of is None else {"of": expression_data(of)}}}
