"""Arithmetic as data: what a computed value is worked out of, and what a condition may compare with. Never code.

An expression is a number, the name of a value (a dotted path), or one operation: ``{sum: [a, b]}``,
``{difference: [a, b]}``, ``{product: [a, 2]}``, ``{days_between: [from, to]}``, ``{days_in: period}``,
``{total: items.amount}`` (a column of a table), ``{count: items}``.

Rules that the browser (portal/js/expressions.js) shares, held by tests/shared/expression_cases.json: what is missing
is left out of a sum and makes every other result missing; a sum of nothing is missing, the total of an empty column
is 0; results are rounded half up to six places; beyond ±10^15, where JavaScript would lose digits, there is no result.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.shared.text import Text

PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
HIGHEST = 10**15
MAX_PARTS = 20
PLACES = 10**6
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Number = int | float


class ExpressionError(ValueError):
    """The data is not an expression. `path` is a JSON Pointer below the expression's own place."""

    def __init__(self, path: str, message: Text) -> None:
        super().__init__(f"{path or '/'}: {message.en}")
        self.path = path
        self.message = message


@dataclass(frozen=True)
class Value:
    """A value by its dotted path."""

    path: str


@dataclass(frozen=True)
class Operation:
    name: str
    parts: tuple[Expression, ...]


Expression = int | float | Value | Operation

ARITHMETIC = ("sum", "difference", "product")
"""Operations over expressions; the others work on values named by their path."""
ARITY: Mapping[str, tuple[int, int]] = {
    "sum": (1, MAX_PARTS),
    "difference": (2, 2),
    "product": (2, MAX_PARTS),
    "days_between": (2, 2),
    "days_in": (1, 1),
    "total": (1, 1),
    "count": (1, 1),
}


def parse_expression(data: Any, path: str = "") -> Expression:
    """The typed tree of `data`. Raises `ExpressionError` with the place and the reason in both languages."""
    if isinstance(data, str):
        if not PATH.fullmatch(data):
            raise ExpressionError(path, Text(f"“{data}”不是字段名", f"{data!r} is not a field name"))
        return Value(data)
    if isinstance(data, int | float) and not isinstance(data, bool):
        if not abs(data) <= HIGHEST:
            raise ExpressionError(path, Text("数字过大", "the number is too large"))
        return data
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ExpressionError(
            path, Text("应为数字、字段名或一种计算", "expected a number, a field name or one operation")
        )
    name, given = next(iter(data.items()))
    if name not in ARITY:
        known = ", ".join(ARITY)
        raise ExpressionError(
            path, Text(f"未知的计算“{name}”，可用：{known}", f"unknown operation {name!r}; known: {known}")
        )
    return Operation(name, _parts(name, given, f"{path}/{name}"))


def _parts(name: str, given: Any, path: str) -> tuple[Expression, ...]:
    low, high = ARITY[name]
    listed = given if isinstance(given, list) else [given]
    if not low <= len(listed) <= high or (high > 1 and not isinstance(given, list)):
        zh, en = f"{name} 的项数不对（{low} 至 {high}）", f"{name} takes {low} to {high} parts"
        raise ExpressionError(path, Text(zh, en))
    parts = tuple(parse_expression(part, f"{path}/{index}") for index, part in enumerate(listed))
    if name not in ARITHMETIC and not all(isinstance(part, Value) for part in parts):
        raise ExpressionError(path, Text(f"{name} 只能用于字段", f"{name} works on fields only"))
    if name == "total" and "." not in str(getattr(parts[0], "path", "")):
        raise ExpressionError(path, Text("total 应写成 表格.列", "total is written as table.column"))
    return parts


def work_out(expression: Expression, values: Mapping[str, Any]) -> Any:
    """The result: a number, or for a bare name whatever value it has; None where there is none."""
    if isinstance(expression, Value):
        return value_at(values, expression.path)
    if not isinstance(expression, Operation):
        return expression
    if expression.name in ARITHMETIC:
        return _ARITHMETIC[expression.name]([_number(work_out(part, values)) for part in expression.parts])
    paths = [part.path for part in expression.parts if isinstance(part, Value)]
    return _ON_VALUES[expression.name](values, *paths)


def value_at(values: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, or None where any part of it is missing."""
    found: Any = values
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def _number(value: Any) -> Number | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= HIGHEST
    return value if fits else None


def _fold(numbers: Sequence[Number | None], step: Callable[[Number, Number], Number]) -> Number | None:
    """Together from left to right; None as soon as anything is missing or grows too large."""
    if not numbers or any(number is None for number in numbers):
        return None
    known = [number for number in numbers if number is not None]
    result = known[0]
    for number in known[1:]:
        result = step(result, number)
        if not abs(result) <= HIGHEST:
            return None
    return _tidy(result)


def _tidy(number: Number) -> Number:
    """Rounded half up to six places by the very steps the browser takes; whole numbers are ints, zero has no sign."""
    if isinstance(number, float) and not number.is_integer():
        number = math.floor(number * PLACES + 0.5) / PLACES
    return int(number) if float(number).is_integer() else number


def _sum(numbers: Sequence[Number | None]) -> Number | None:
    return _fold([number for number in numbers if number is not None], lambda a, b: a + b)


_ARITHMETIC: Mapping[str, Callable[[Sequence[Number | None]], Number | None]] = {
    "sum": _sum,
    "difference": lambda numbers: _fold(numbers, lambda a, b: a - b),
    "product": lambda numbers: _fold(numbers, lambda a, b: a * b),
}


def day_of(text: Any) -> int | None:
    """The number of an ISO day from 1900 to 2199, counted from an arbitrary one; None for anything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if 1900 <= day.year < 2200 else None


def _days_between(values: Mapping[str, Any], first: str, last: str) -> int | None:
    start, end = day_of(value_at(values, first)), day_of(value_at(values, last))
    return None if start is None or end is None else end - start


def _days_in(values: Mapping[str, Any], period: str) -> int | None:
    """The days of a date range, both ends included."""
    days = _days_between(values, f"{period}.from", f"{period}.to")
    return None if days is None or days < 0 else days + 1


def _total(values: Mapping[str, Any], column: str) -> Number | None:
    table, _, name = column.rpartition(".")
    rows = value_at(values, table)
    if not isinstance(rows, list):
        return None
    cells = [_number(row.get(name)) if isinstance(row, Mapping) else None for row in rows]
    return _sum([0, *cells])


def _count(values: Mapping[str, Any], table: str) -> int | None:
    rows = value_at(values, table)
    return len(rows) if isinstance(rows, list) else None


_ON_VALUES: Mapping[str, Callable[..., Number | None]] = {
    "days_between": _days_between,
    "days_in": _days_in,
    "total": _total,
    "count": _count,
}


def operations_of(expression: Expression) -> Iterator[Operation]:
    """Every operation in the tree, the outermost first."""
    if isinstance(expression, Operation):
        yield expression
        for part in expression.parts:
            yield from operations_of(part)


def paths_of(expression: Expression) -> set[str]:
    """The dotted paths the expression reads."""
    if isinstance(expression, Value):
        return {expression.path}
    if isinstance(expression, Operation):
        return set().union(*(paths_of(part) for part in expression.parts))
    return set()


def expression_data(expression: Expression) -> Any:
    """The tree as JSON data again, for the browser; `parse_expression` reads it back equal."""
    if isinstance(expression, Value):
        return expression.path
    if isinstance(expression, Operation):
        parts = [expression_data(part) for part in expression.parts]
        return {expression.name: parts if ARITY[expression.name][1] > 1 else parts[0]}
    return expression
