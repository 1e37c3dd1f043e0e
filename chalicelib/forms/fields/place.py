"""place: where on a campus, ``{"campus": {"id", "name"}, "place": "…"}``; as a fact the campus's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, Refused, field_type
from chalicelib.forms.fields.campus import CampusType
from chalicelib.forms.fields.text import TextType
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.forms.wording import command
from chalicelib.shared.text import Text

_PLACE = TextType()
LONGEST = 100


@field_type
class PlaceType(CampusType):
    code = "place"
    control = "place"
    keys = frozenset({"max_length"})

    def is_empty(self, raw: Any) -> bool:
        return super().is_empty(raw) or (isinstance(raw, Mapping) and all(not part for part in raw.values()))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, Mapping) or not set(raw) <= {"campus", "place"}:
            raise self.wrong(field)
        named = Text(f"{field.called.zh}的具体地点", f"{field.called.en}: building and room")
        place = raw.get("place")
        limits = replace(field.limits, max_length=field.limits.max_length or LONGEST)
        found = _PLACE.clean(replace(field, called=named, limits=limits), place, context) if place else None
        if found is None:
            raise Refused("required", command(Text("请填写", "Enter"), named))
        return {"campus": super().clean(field, raw.get("campus"), context), "place": found}

    def fact(self, field: Field, value: Any) -> Any:
        return value["campus"]["id"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        campus = Text.of(value["campus"]["name"])
        return Text(f"{campus.zh} {value['place']}", f"{value['place']}, {campus.en}")

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {"limits": {"max_length": field.limits.max_length or LONGEST}}
