"""note: words between the questions; holds no value."""

from __future__ import annotations

from typing import Any

from chalicelib.forms.field_type import Context, FieldType, field_type
from chalicelib.forms.model import Field


@field_type
class NoteType(FieldType):
    code = "note"
    sought = ""
    control = "note"
    asks = False

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        return None
