"""choices: any number of the options; stored in the options' order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.fields.choice import not_an_option, option_problems, option_text
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text


@field_type
class ChoicesType(FieldType):
    code = "choices"
    sought = "choices"
    control = "choices"
    keys = frozenset({"options", "max_count"})
    verb = Text("请选择", "Select")

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        return option_problems(field)

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise self.wrong(field)
        known = [option.value for option in field.options]
        if not set(raw) <= set(known):
            raise not_an_option(field)
        chosen = [value for value in known if value in raw]
        if field.max_count and len(chosen) > field.max_count:
            raise Refused(
                "too_many", sentence(field.called, "最多选 {n} 项", "must be {n} options or fewer", n=field.max_count)
            )
        return chosen or None

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text.listed(option_text(field, item) for item in value)
