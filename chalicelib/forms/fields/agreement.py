"""agreement: a statement one must agree to; only true counts, and only a person can make it true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.shared.text import Text


@field_type
class AgreementType(FieldType):
    code = "agreement"
    sought = "flag"
    control = "agreement"

    def is_empty(self, raw: Any) -> bool:
        return super().is_empty(raw) or raw is False

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if raw is not True:
            raise self.wrong(field)
        return True

    def missing(self, field: Field) -> Text:
        return Text(f"请阅读并勾选：{field.label.zh}", f"Read and tick: {field.label.en}")

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text("已同意", "Agreed")
