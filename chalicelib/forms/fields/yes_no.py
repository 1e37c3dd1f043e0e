"""yes_no: a question with two answers; neither is the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.shared.text import Text

_ANSWERS: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}


@field_type
class YesNoType(FieldType):
    """A JSON boolean, or the strings a radio button sends: yes, no, true, false."""

    code = "yes_no"
    sought = "flag"
    control = "yes_no"

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        answer = _ANSWERS.get(raw) if isinstance(raw, str) else raw
        if not isinstance(answer, bool):
            raise Refused("not_yes_or_no", self.missing(field))
        return answer

    def missing(self, field: Field) -> Text:
        return Text(f"请选择是或否：{field.label.zh}", f"Select yes or no: {field.label.en}")

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text("是", "Yes") if value else Text("否", "No")
