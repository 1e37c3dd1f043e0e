"""money: an amount in yuan, kept as a whole number of fen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import money_text, sentence
from chalicelib.shared.text import Text

_YUAN = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")
HIGHEST = 10**12
"""Ten thousand million yuan, in fen."""


@field_type
class MoneyType(FieldType):
    """A JSON integer is fen; a string is yuan as a person types it ("12,000.50"). Limits are in fen.

    Negative only where `min` says so: an adjustment takes from one subject what it gives to another.
    """

    code = "money"
    sought = "money"
    attributes = (("inputmode", "decimal"),)
    keys = frozenset({"min", "max"})

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        for key in ("min", "max"):
            value = getattr(field.limits, key)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                yield key, Text("应为以分为单位的整数", "must be a whole number of fen")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        fen = self._read(field, raw)
        lowest, highest = field.limits.min or 0, HIGHEST if field.limits.max is None else field.limits.max
        if fen < lowest:
            raise Refused(
                "too_low", sentence(field.called, "不能少于 {n}", "must be {n} or more", n=money_text(lowest))
            )
        if fen > highest:
            raise Refused(
                "too_high", sentence(field.called, "不能超过 {n}", "must be {n} or less", n=money_text(highest))
            )
        return fen

    def _read(self, field: Field, raw: Any) -> int:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and len(raw) <= 40:
            text = (
                unicodedata.normalize("NFKC", raw.replace("−", "-"))
                .strip()
                .removeprefix("¥")
                .removesuffix("元")
                .replace(",", "")
                .strip()
            )
            if match := _YUAN.fullmatch(text):
                fen = int(match[2]) * 100 + int((match[3] or "").ljust(2, "0"))
                return -fen if match[1] == "-" else fen
        zh, en = "须为以元为单位的金额，如 12000.50", "must be an amount in yuan, like 12000.50"
        raise Refused("not_an_amount", sentence(field.called, zh, en))

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return money_text(value)
