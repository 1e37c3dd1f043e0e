"""service: one of the hall's services, for example the one somebody writes about (H-21).

The browser sends its code. Stored is ``{"id": code, "name": {"zh", "en"}, "owner": unit}``; as a fact it is the id of
the unit that owns it, so that a step can be theirs. A service nobody is to see yet cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.fields.person import read_id
from chalicelib.forms.model import Field, Option, UploadInfo
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text


@field_type
class ServiceType(FieldType):
    code = "service"
    sought = "named"
    control = "named"
    named_by_address = True
    verb = Text("请选择", "Choose")

    def offers(self, field: Field, context: Context) -> tuple[Option, ...] | None:
        return tuple(Option(code, name) for code, name, _ in self._known(field))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        wanted = read_id(raw)
        found = next((one for one in self._known(field) if one[0] == wanted), None)
        if found is None:
            zh, en = "不是可以选择的事项，请重新选择", "is not a service that can be chosen here; choose again"
            raise Refused("unknown_service", sentence(field.called, zh, en))
        code, name, owner = found
        return {"id": code, "name": name.to_dict(), "owner": owner}

    def fact(self, field: Field, value: Any) -> Any:
        return value["owner"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text.of(value["name"])

    def _known(self, field: Field) -> tuple[tuple[str, Text, str], ...]:
        return tuple(field.source.services()) if field.source else ()
