"""rows: a table filled in row by row, with totals of columns and rules that must balance.

``columns`` are fields of a simple kind; ``totals: [amount]`` shows a column's sum; ``balance: [{column: amount,
equals: 0}]`` refuses a table whose total is another than the number, the field above or the expression says.
Stored as a list of ``{column: value}``; rows left wholly empty are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.forms.describe import described
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type, type_of
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import money_text, same, sentence
from chalicelib.shared.expressions import Operation, Value, expression_data, work_out
from chalicelib.shared.text import Text

COLUMN_KINDS = ("text", "number", "money", "date", "time", "choice")
SUMMED = ("number", "money")
DEFAULT_ROWS = 30
HIGHEST_ROWS = 200


@field_type
class RowsType(FieldType):
    code = "rows"
    sought = ""
    control = "rows"
    keys = frozenset({"columns", "totals", "balance", "min_rows", "max_rows"})
    may_decide = False

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        if not field.columns:
            yield "columns", Text("至少要有一列", "needs at least one column")
        for column in field.columns:
            if column.type not in COLUMN_KINDS:
                known = ", ".join(COLUMN_KINDS)
                zh, en = f"列的类型只能是：{known}", f"takes columns of these kinds only: {known}"
                yield "columns", Text(zh, en)
            if column.when or column.prefill or column.fact or column.at_step or not isinstance(column.required, bool):
                zh, en = (
                    f"列 {column.name} 不能有条件、预填或环节",
                    f"has a condition, prefill or step on {column.name}",
                )
                yield "columns", Text(zh, en)
        summed = {column.name for column in field.columns if column.type in SUMMED}
        for name in (*field.totals, *(rule.column for rule in field.balance)):
            if name not in summed:
                key = "totals" if name in field.totals else "balance"
                yield key, Text(f"{name} 不是数字或金额列", f"names {name}, which is no column of numbers or money")
        if (field.limits.max_rows or 1) > HIGHEST_ROWS:
            yield "max_rows", Text(f"不能大于 {HIGHEST_ROWS}", f"must not be above {HIGHEST_ROWS}")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
            raise self.wrong(field)
        rows = [row for row in raw if any(cell not in (None, "") for cell in row.values())]
        self._count(field, len(rows))
        names = {column.name for column in field.columns}
        if any(not set(row) <= names for row in rows):
            raise self.wrong(field)
        cleaned = [self._row(field, row, number, context) for number, row in enumerate(rows, 1)]
        self._balance(field, cleaned, context)
        return cleaned or None

    def _count(self, field: Field, count: int) -> None:
        most, least = field.limits.max_rows or DEFAULT_ROWS, field.limits.min_rows or 0
        if count > most:
            raise Refused("too_many", sentence(field.called, "最多 {n} 行", "must have {n} rows or fewer", n=most))
        if 0 < count < least:
            raise Refused("too_few", sentence(field.called, "至少 {n} 行", "must have {n} rows or more", n=least))

    def _row(self, field: Field, row: Mapping[str, Any], number: int, context: Context) -> dict[str, Any]:
        cleaned = {}
        for column in field.columns:
            zh = f"{field.called.zh}第 {number} 行的{column.called.zh}"
            called = replace(column, called=Text(zh, f"{column.called.en} in row {number} of {field.called.en}"))
            kind, cell = type_of(column), row.get(column.name)
            value = None if kind.is_empty(cell) else kind.clean(called, cell, context)
            if value is None and column.required:
                raise Refused("required", kind.missing(called))
            if value is not None:
                cleaned[column.name] = value
        return cleaned

    def _balance(self, field: Field, rows: list[dict[str, Any]], context: Context) -> None:
        values = {**context.seen, field.name: rows}
        for rule in field.balance:
            total, wanted = self._total(field, rows, rule.column), work_out(rule.equals, values)
            if isinstance(wanted, int | float) and not isinstance(wanted, bool) and total != wanted:
                column = _column(field, rule.column)
                zh = "中“{column}”合计为{total}，应为{wanted}"
                en = "adds up to {total} in “{column}” but must come to {wanted}"
                told = {"total": _amount(column, total), "wanted": _amount(column, wanted)}
                raise Refused("unbalanced", sentence(field.called, zh, en, column=column.label, **told))

    def _total(self, field: Field, rows: list[dict[str, Any]], column: str) -> Any:
        return work_out(Operation("total", (Value(f"{field.name}.{column}"),)), {field.name: rows})

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        lines = [self._line(field, f"{number}. ", row, files) for number, row in enumerate(value, 1)]
        for name in field.totals:
            column = _column(field, name)
            total = _amount(column, self._total(field, value, name))
            lines.append(Text(f"{column.label.zh}合计：{total.zh}", f"Total of {column.label.en}: {total.en}"))
        return Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))

    def _line(self, field: Field, start: str, row: Mapping[str, Any], files: Mapping[str, UploadInfo]) -> Text:
        cells = [type_of(column).display(column, row[column.name], files) for column in field.columns
                 if row.get(column.name) is not None]  # fmt: skip
        return Text(start + "，".join(cell.zh for cell in cells), start + ", ".join(cell.en for cell in cells))

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {
            "columns": [described(column, column.options, today) for column in field.columns],
            "totals": list(field.totals) or None,
            "balance": [{"column": rule.column, "equals": expression_data(rule.equals)} for rule in field.balance]
            or None,
            "limits": {"max_rows": DEFAULT_ROWS, **field.limits.to_dict()},
        }


def _column(field: Field, name: str) -> Field:
    return next(column for column in field.columns if column.name == name)


def _amount(column: Field, value: Any) -> Text:
    return money_text(int(value)) if column.type == "money" else same(f"{value:,}")
