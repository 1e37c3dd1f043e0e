"""computed: a value the hall works out of other fields; the browser may show it, the server decides it.

``compute: {days_in: period}``, ``compute: {difference: [budget, {total: items.amount}]}``: see
`chalicelib.shared.expressions` for all operations. ``result: money`` says that it is an amount in fen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import money_text, same
from chalicelib.shared.expressions import Operation, expression_data, work_out
from chalicelib.shared.text import Text

RESULTS = ("number", "money")


def compute(field: Field, values: Mapping[str, Any]) -> Any:
    """The field's value from the cleaned `values`; None while what it needs has no answer."""
    value = work_out(field.compute, values) if field.compute is not None else None
    if field.result == "money" and isinstance(value, float):
        return round(value)
    return value


@field_type
class ComputedType(FieldType):
    code = "computed"
    sought = "number"
    control = "output"
    keys = frozenset({"compute", "result"})
    asks = False

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        if not isinstance(field.compute, Operation):
            yield "compute", Text("应为一种计算", "must be one operation, for example {sum: [a, b]}")
        if field.result not in RESULTS:
            yield "result", Text("应为 number 或 money", "must be number or money")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        return None

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return money_text(value) if field.result == "money" else same(f"{value:,}")

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        told = {"compute": expression_data(field.compute) if field.compute is not None else None}
        return told | ({"result": field.result} if field.result != "number" else {})
