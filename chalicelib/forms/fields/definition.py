"""definition: a service's definition as YAML, for requests to publish or change one (H-20).

What it says is judged by the whole hall when the form is submitted; here it is a text of limited size that is YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from chalicelib.catalogue import MAX_DEFINITION_BYTES, parse_definition
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import same, sentence
from chalicelib.shared.text import Text


@field_type
class DefinitionType(FieldType):
    code: ClassVar[str] = "definition"
    sought: ClassVar[str] = ""
    control: ClassVar[str] = "area"
    may_decide: ClassVar[bool] = False
    verb: ClassVar[Text] = Text("请填写", "Enter")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str):
            raise self.wrong(field)
        if len(raw) > MAX_DEFINITION_BYTES or len(raw.encode("utf-8", "replace")) > MAX_DEFINITION_BYTES:
            kilobytes = MAX_DEFINITION_BYTES // 1024
            zh, en = f"不能超过 {kilobytes} KB", f"must be {kilobytes} KB or less"
            raise Refused("too_long", sentence(field.called, zh, en))
        text = raw.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if any((ord(char) < 32 and char not in "\n\t") or 0xD800 <= ord(char) <= 0xDFFF for char in text):
            zh, en = "含有不能使用的字符", "has characters that cannot be used"
            raise Refused("unusable_characters", sentence(field.called, zh, en))
        if not text.strip():
            return None
        faults = parse_definition(text, "").faults
        if faults:
            said = faults[0]
            zh, en = "第 {line} 行有误：{what}", "is wrong in line {line}: {what}"
            raise Refused("not_yaml", sentence(field.called, zh, en, line=said.line, what=said.message))
        return text + "\n"

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return same(str(value))

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": {"max_length": MAX_DEFINITION_BYTES}}
