"""number: a count or a measure; whole unless `decimals` says otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same, sentence
from chalicelib.shared.text import Text

_WRITTEN = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
HIGHEST = 10**12
"""Beyond this a number is a slip of the finger, and JavaScript would soon lose digits."""


@field_type
class NumberType(FieldType):
    """Taken as a JSON number or as digits typed into a text box; stored as int, or float with `decimals`."""

    code = "number"
    sought = "number"
    attributes = (("inputmode", "decimal"),)
    keys = frozenset({"min", "max", "decimals"})

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        for key in ("min", "max"):
            value = getattr(field.limits, key)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
                yield key, Text("应为数字", "must be a number")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        number = self._read(field, raw)
        decimals = field.limits.decimals or 0
        if number != round(number, decimals):
            raise self._wrong_number(field, decimals)
        lowest, highest = field.limits.min, field.limits.max
        if number < (lowest if lowest is not None else -HIGHEST):
            raise Refused("too_low", self._low(field, lowest if lowest is not None else -HIGHEST))
        if number > (highest if highest is not None else HIGHEST):
            raise Refused("too_high", self._high(field, highest if highest is not None else HIGHEST))
        return float(number) if decimals else int(number)

    def _read(self, field: Field, raw: Any) -> Decimal:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            # A float's shortest decimal form is what the person typed; inf, nan and 1e300 fail the pattern.
            raw = str(raw) if (isinstance(raw, int) and abs(raw) < 10**15) or isinstance(raw, float) else "x"
            raw = raw.removesuffix(".0")
        if not isinstance(raw, str) or len(raw) > 40:
            raise self._wrong_number(field, field.limits.decimals or 0)
        text = unicodedata.normalize("NFKC", raw).strip().replace(",", "")
        if not _WRITTEN.fullmatch(text):
            raise self._wrong_number(field, field.limits.decimals or 0)
        return Decimal(text)

    def _wrong_number(self, field: Field, decimals: int) -> Refused:
        if decimals:
            message = sentence(
                field.called, "须为数字，最多 {n} 位小数", "must be a number with at most {n} decimals", n=decimals
            )
        else:
            message = sentence(field.called, "须为整数", "must be a whole number")
        return Refused("not_a_number", message)

    def _low(self, field: Field, limit: Any) -> Text:
        return sentence(field.called, "不能小于 {n}", "must be {n} or more", n=limit)

    def _high(self, field: Field, limit: Any) -> Text:
        return sentence(field.called, "不能大于 {n}", "must be {n} or fewer", n=limit)

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return same(f"{value:,}")

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": {"decimals": 0, **field.limits.to_dict()}}
