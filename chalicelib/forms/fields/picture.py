"""picture: photographs, taken with the phone's camera or chosen; stored like files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.forms.field_type import field_type
from chalicelib.forms.fields.file import FileType
from chalicelib.forms.model import Field

PICTURES = ("jpg", "png")


@field_type
class PictureType(FileType):
    code = "picture"
    keys = frozenset({"max_size_mb", "max_count"})

    def as_file(self, field: Field) -> Field:
        return replace(field, accept=PICTURES)

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        return {**super().describe(field, today), "capture": "environment"}
