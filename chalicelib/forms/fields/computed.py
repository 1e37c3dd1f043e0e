"""computed: a value the hall works out of other fields; the browser may show it, the server decides it.

``compute: {days_in: period}`` counts the days of a date range, both ends included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same
from chalicelib.shared.text import Text


def _days_in(period: Any) -> int:
    return (date.fromisoformat(period["to"]) - date.fromisoformat(period["from"])).days + 1


OPERATIONS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {"days_in": ("date_range", _days_in)}
"""Name -> (the type of field it works on, the work)."""


def compute(field: Field, values: Mapping[str, Any]) -> Any:
    """The field's value from the cleaned `values`; None while its input has no answer."""
    ((operation, source),) = (field.compute or {}).items()
    value = values.get(source)
    return None if value is None else OPERATIONS[operation][1](value)


@field_type
class ComputedType(FieldType):
    code = "computed"
    keys = frozenset({"compute"})
    asks = False

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        rule = field.compute
        if not rule or len(rule) != 1 or next(iter(rule)) not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            yield "compute", Text(f"应为一种计算：{known}", f"must be one of: {known}")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        return None

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return same(str(value))

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"compute": dict(field.compute or {})}
