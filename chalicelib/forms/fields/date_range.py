"""date_range: from a first day to a last day, both included; stored as ``{"from", "to"}``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.fields.date import bound_problems, check_bounds, described_bounds, read_date
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import command, sentence
from chalicelib.shared.days import in_full
from chalicelib.shared.text import Text


@field_type
class DateRangeType(FieldType):
    code = "date_range"
    sought = "period"
    control = "range"
    keys = frozenset({"min", "max", "max_days"})

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        return bound_problems(field)

    def is_empty(self, raw: Any) -> bool:
        return super().is_empty(raw) or (isinstance(raw, Mapping) and all(day in (None, "") for day in raw.values()))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, Mapping) or not set(raw) <= {"from", "to"}:
            raise self.wrong(field)
        first, last = read_date(raw.get("from")), read_date(raw.get("to"))
        if first is None or last is None:
            which = Text("的开始日期", "the first day of ") if first is None else Text("的结束日期", "the last day of ")
            called = Text(field.called.zh + which.zh, which.en + field.called.en)
            raise Refused("not_a_date", command(self.verb, called))
        if last < first:
            raise Refused(
                "wrong_order", sentence(field.called, "的结束日期不能早于开始日期", "must not end before it begins")
            )
        check_bounds(field, first, last, context.today)
        longest = field.limits.max_days
        if longest and (last - first).days + 1 > longest:
            raise Refused(
                "too_many_days", sentence(field.called, "不能超过 {n} 天", "must be {n} days or fewer", n=longest)
            )
        return {"from": first.isoformat(), "to": last.isoformat()}

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        first, last = (in_full(date.fromisoformat(value[end])) for end in ("from", "to"))
        return first if first == last else Text(f"{first.zh}至{last.zh}", f"{first.en} to {last.en}")

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": described_bounds(field, today)}
