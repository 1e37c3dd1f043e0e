"""choice: exactly one of the options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same, sentence
from chalicelib.shared.text import Text


def option_problems(field: Field) -> Iterator[tuple[str, Text]]:
    values = [option.value for option in field.options]
    if not values:
        yield "options", Text("至少要有一个选项", "needs at least one option")
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield "options", Text(f"选项 {value} 重复", f"has the option {value} twice")


def option_text(field: Field, value: str) -> Text:
    return next((option.label for option in field.options if option.value == value), same(value))


def not_an_option(field: Field) -> Refused:
    return Refused("not_an_option", sentence(field.called, "须从列出的选项中选择", "must be chosen from the list"))


@field_type
class ChoiceType(FieldType):
    code = "choice"
    named_by_address = True
    sought = "choice"
    control = "choice"
    keys = frozenset({"options"})
    verb = Text("请选择", "Select")

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        return option_problems(field)

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str) or raw not in [option.value for option in field.options]:
            raise not_an_option(field)
        return raw

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return option_text(field, value)
