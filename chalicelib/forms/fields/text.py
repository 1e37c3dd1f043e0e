"""text: one line, for names, titles, places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text

# Marks that change the reading order of what follows them: a way to make a name or number read as another.
_DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@field_type
class TextType(FieldType):
    """A read-only prefilled text may be bilingual: its value is then ``{"zh", "en"}``."""

    code = "text"
    named_by_address = True
    keys = frozenset({"min_length", "max_length", "pattern", "hint"})
    default_max = 200
    highest_max = 1000
    breaks = False

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        limits = field.limits
        if (limits.max_length or 0) > self.highest_max:
            yield "max_length", Text(f"不能大于 {self.highest_max}", f"must not be above {self.highest_max}")
        if limits.pattern is not None:
            try:
                re.compile(limits.pattern)
            except re.error as error:
                yield "pattern", Text(f"正则表达式有误：{error}", f"is not a regular expression: {error}")
            if limits.hint is None:
                yield "pattern", Text("须同时用 hint 说明格式", "needs a hint that says the format in words")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str):
            raise self.wrong(field)
        longest = field.limits.max_length or self.default_max
        if len(raw) > 4 * longest + 1000:
            raise self._too_long(field, longest)
        value = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if any(self._is_unusable(char) for char in value):
            zh, en = "含有不能使用的字符", "has characters that cannot be used"
            raise Refused("unusable_characters", sentence(field.called, zh, en))
        if not value:
            return None
        self._check_length(field, value, longest)
        pattern = field.limits.pattern
        if pattern and not re.fullmatch(pattern, value):
            hint = field.limits.hint or Text("规定格式", "the format asked for")
            raise Refused("wrong_format", sentence(field.called, "须为{hint}", "must be {hint}", hint=hint))
        return value

    def _check_length(self, field: Field, value: str, longest: int) -> None:
        if len(value) > longest:
            raise self._too_long(field, longest)
        shortest = field.limits.min_length or 0
        if len(value) < shortest:
            raise Refused(
                "too_short",
                sentence(field.called, "至少要写 {n} 个字", "must be at least {n} characters long", n=shortest),
            )

    def _too_long(self, field: Field, longest: int) -> Refused:
        return Refused(
            "too_long", sentence(field.called, "不能超过 {n} 个字", "must be {n} characters or fewer", n=longest)
        )

    def _is_unusable(self, char: str) -> bool:
        if char in "\n\t":
            return not self.breaks
        return char in _DIRECTION or unicodedata.category(char) in ("Cc", "Cs")

    def fact(self, field: Field, value: Any) -> Any:
        return value["zh"] if isinstance(value, Mapping) else value

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text.of(value) if isinstance(value, Mapping) else super().display(field, value, files)

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": {"max_length": self.default_max, **field.limits.to_dict()}}
