"""signature: drawn by hand, or typed by who cannot draw; ``{"drawn": <upload id>}`` or ``{"typed": "name"}``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.forms.field_type import Context, field_type
from chalicelib.forms.fields.file import FileType
from chalicelib.forms.fields.text import TextType
from chalicelib.forms.model import Field, UploadInfo
from chalicelib.shared.text import Text

_NAME = TextType()
LONGEST_NAME = 50


@field_type
class SignatureType(FileType):
    """The drawing is a small PNG that goes the way of every file, scan included."""

    code = "signature"
    control = "signature"
    keys = frozenset()
    verb = Text("请签署", "Sign")
    may_decide = False

    def as_file(self, field: Field) -> Field:
        return replace(field, accept=("png",), max_size_mb=1, max_count=1)

    def is_empty(self, raw: Any) -> bool:
        return super().is_empty(raw) or (isinstance(raw, Mapping) and all(not part for part in raw.values()))

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        if not isinstance(raw, Mapping) or len(raw) != 1 or not set(raw) <= {"drawn", "typed"}:
            raise self.wrong(field)
        if "drawn" in raw:
            (drawn,) = super().clean(field, [raw["drawn"]], context)
            return {"drawn": drawn}
        limits = replace(field.limits, max_length=LONGEST_NAME)
        name = _NAME.clean(replace(field, limits=limits), raw["typed"], context)
        return {"typed": name} if name else None

    def uploads(self, value: Any) -> tuple[str, ...]:
        return super().uploads([value.get("drawn")]) if isinstance(value, Mapping) else ()

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        if "drawn" in value:
            return Text("已手写签名", "Signed by hand")
        return Text(f"已签名：{value['typed']}", f"Signed: {value['typed']}")
