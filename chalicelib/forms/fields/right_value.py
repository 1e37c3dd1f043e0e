"""right_value: what the owner of a `shown_value` says it should be; ``of: <field>`` names the field that names it.

Stored is ``{"value", "name": {"zh", "en"}}``: the value as its source would store it, and how it reads. Where the hall
itself keeps the source (a register) it must be able to stand there; what another system keeps is a text for the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.errors import InvalidForm, NotFound
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text

LONGEST = 500


@field_type
class RightValueType(FieldType):
    code = "right_value"
    sought = ""
    keys = frozenset({"of"})
    may_decide = False

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        if not field.of:
            yield "of", Text("须写明是哪个 shown_value 字段的正确值", "names the field whose value it puts right")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        text = raw.get("value") if isinstance(raw, Mapping) else raw
        named = context.values.get(field.of)
        if isinstance(text, bool) or not isinstance(text, str | int | float) or not isinstance(named, Mapping):
            raise self.wrong(field)
        words = str(text).strip()
        if not 0 < len(words) <= LONGEST:
            raise self.wrong(field)
        place = str(named.get("place", ""))
        if field.source is None or not place.startswith("register:"):
            return {"value": words, "name": {"zh": words, "en": words}}
        try:
            value, shown = field.source.read_right(place, words)
        except NotFound:
            zh, en = "所在的记录已不存在", "belongs to a row that is gone"
            raise Refused("unknown_value", sentence(field.called, zh, en)) from None
        except InvalidForm as refused:
            raise Refused(refused.errors[0].code, _said(field, refused.errors[0].message)) from None
        return {"value": value, "name": shown.to_dict()}

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text.of(value["name"])


def _said(field: Field, why: Text) -> Text:
    return Text(f"{field.label.zh}：{why.zh}", f"{field.label.en}: {why.en}")
